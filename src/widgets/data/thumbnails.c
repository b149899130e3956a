/* thumbnails.c - GradusThumbnails: see thumbnails.h. */
#include "thumbnails.h"

#include "document/in-thread.h"
#include "picture.h"

/* What is kept, and how many wishes wait: a screen full is about 300. */
#define MOST_KEPT    3000
#define MOST_WAITING 600

/* One thumbnail on its way. */
typedef struct
{
  GradusPart *part;
  guint index;
  GtkWidget *view;     /* to be drawn again, or NULL; read and written on the main thread alone */
  GdkTexture *texture; /* what became of it; NULL where the item cannot be read */
} Job;

struct _GradusThumbnails
{
  GObject parent_instance;

  gint size;
  GradusPart *part;
  GHashTable *kept;  /* index -> GList node of .order */
  GQueue order;      /* of Job that is done; the one used last is first */
  GHashTable *asked; /* index -> Job, waiting or being made */

  /* The worker takes the newest wish from the front. */
  GMutex lock;
  GQueue waiting; /* of Job */
  gboolean working;
  GAsyncQueue *done; /* of Job */
  gint draining;     /* atomically: whether an idle source is on its way */
};

G_DEFINE_FINAL_TYPE (GradusThumbnails, gradus_thumbnails, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  gradus_part_unref (job->part);
  g_clear_object (&job->texture);
  g_free (job);
}

/* --- on the worker thread ------------------------------------------------------------------------
 */

static GdkTexture *
make_texture (GradusPart *part, guint index, gint size)
{
  GrTensor *inputs[GR_MAX_INPUTS] = { NULL };
  g_autoptr (GradusPicture) picture = NULL;

  if (!gr_dataset_get (part->set, index, inputs, NULL, NULL))
    return NULL;
  picture = gradus_picture_new (&part->set->input[0], gr_tensor_data (inputs[0]));
  for (gint i = 0; i < part->set->n_inputs; i++)
    gr_tensor_unref (inputs[i]);
  return gradus_picture_texture (picture, size);
}

static gboolean drain (gpointer user);

/* Once for many of them: there is one source at a time. */
static void
deliver (GradusThumbnails *self, Job *job)
{
  g_async_queue_push (self->done, job);
  if (g_atomic_int_compare_and_exchange (&self->draining, FALSE, TRUE))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drain, g_object_ref (self), g_object_unref);
}

static void
work (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GradusThumbnails *self = object;

  while (TRUE)
    {
      Job *job;

      g_mutex_lock (&self->lock);
      job = g_queue_pop_head (&self->waiting);
      self->working = job != NULL;
      g_mutex_unlock (&self->lock);
      if (!job)
        break;
      job->texture = make_texture (job->part, job->index, self->size);
      deliver (self, job);
    }
  g_task_return_boolean (task, TRUE);
}

/* --- on the main thread
 * --------------------------------------------------------------------------- */

static void
keep (GradusThumbnails *self, Job *job)
{
  g_queue_push_head (&self->order, job);
  g_hash_table_insert (self->kept, GUINT_TO_POINTER (job->index), self->order.head);
  if (self->order.length > MOST_KEPT)
    {
      Job *old = g_queue_pop_tail (&self->order);

      g_hash_table_remove (self->kept, GUINT_TO_POINTER (old->index));
      job_free (old);
    }
}

static gboolean
drain (gpointer user)
{
  GradusThumbnails *self = user;
  Job *job;

  g_atomic_int_set (&self->draining, FALSE);
  while ((job = g_async_queue_try_pop (self->done)))
    {
      if (g_hash_table_lookup (self->asked, GUINT_TO_POINTER (job->index)) != job)
        {
          job_free (job);
          continue;
        }
      g_hash_table_remove (self->asked, GUINT_TO_POINTER (job->index));
      if (job->view)
        gtk_widget_queue_draw (job->view);
      job->view = NULL;
      keep (self, job);
    }
  return G_SOURCE_REMOVE;
}

/* The wishes that nobody has begun to fulfil, all or the oldest ones. */
static void
drop_waiting (GradusThumbnails *self, guint n_left)
{
  g_mutex_lock (&self->lock);
  while (self->waiting.length > n_left)
    {
      Job *job = g_queue_pop_tail (&self->waiting);

      if (g_hash_table_lookup (self->asked, GUINT_TO_POINTER (job->index)) == job)
        g_hash_table_remove (self->asked, GUINT_TO_POINTER (job->index));
      job_free (job);
    }
  g_mutex_unlock (&self->lock);
}

static void
ask (GradusThumbnails *self, guint index, GtkWidget *view)
{
  Job *job = g_new0 (Job, 1);
  gboolean start;

  *job = (Job){ gradus_part_ref (self->part), index, view, NULL };
  g_hash_table_insert (self->asked, GUINT_TO_POINTER (index), job);
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->waiting, job);
  start = !self->working;
  self->working = TRUE;
  g_mutex_unlock (&self->lock);
  if (start)
    {
      g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

      gradus_run_in_thread (task, work);
    }
  drop_waiting (self, MOST_WAITING);
}

GdkTexture *
gradus_thumbnails_get (GradusThumbnails *self, guint index, GtkWidget *view)
{
  GList *node = g_hash_table_lookup (self->kept, GUINT_TO_POINTER (index));
  Job *job;

  if (node)
    {
      g_queue_unlink (&self->order, node);
      g_queue_push_head_link (&self->order, node);
      return ((Job *) node->data)->texture;
    }
  job = g_hash_table_lookup (self->asked, GUINT_TO_POINTER (index));
  if (job)
    job->view = view;
  else if (self->part)
    ask (self, index, view);
  return NULL;
}

void
gradus_thumbnails_forget (GradusThumbnails *self, guint index, GtkWidget *view)
{
  Job *job = g_hash_table_lookup (self->asked, GUINT_TO_POINTER (index));

  if (job && job->view == view)
    job->view = NULL;
}

void
gradus_thumbnails_set_part (GradusThumbnails *self, GradusPart *part)
{
  Job *job;

  if (self->part == part)
    return;
  drop_waiting (self, 0);
  g_hash_table_remove_all (self->asked);
  g_hash_table_remove_all (self->kept);
  while ((job = g_queue_pop_head (&self->order)))
    job_free (job);
  g_clear_pointer (&self->part, gradus_part_unref);
  self->part = part ? gradus_part_ref (part) : NULL;
}

static void
gradus_thumbnails_finalize (GObject *object)
{
  GradusThumbnails *self = GRADUS_THUMBNAILS (object);
  Job *job;

  gradus_thumbnails_set_part (self, NULL);
  while ((job = g_async_queue_try_pop (self->done)))
    job_free (job);
  g_async_queue_unref (self->done);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->asked);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (gradus_thumbnails_parent_class)->finalize (object);
}

static void
gradus_thumbnails_class_init (GradusThumbnailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_thumbnails_finalize;
}

static void
gradus_thumbnails_init (GradusThumbnails *self)
{
  self->kept = g_hash_table_new (NULL, NULL);
  self->asked = g_hash_table_new (NULL, NULL);
  self->done = g_async_queue_new ();
  g_mutex_init (&self->lock);
  g_queue_init (&self->order);
  g_queue_init (&self->waiting);
}

GradusThumbnails *
gradus_thumbnails_new (gint size)
{
  GradusThumbnails *self = g_object_new (GRADUS_TYPE_THUMBNAILS, NULL);

  self->size = size;
  return self;
}
