/* sample.c - GradusSample: see sample.h. */
#include "sample.h"

#include <glib/gi18n.h>

#include "data/pipeline.h"
#include "document/for-thread.h"
#include "document/in-thread.h"

typedef struct
{
  GradusPart *part;
  guint index;
  JsonNode *transforms; /* this thread's own */
  guint64 roll;
} Wish;

static void
wish_free (Wish *wish)
{
  gradus_part_unref (wish->part);
  g_clear_pointer (&wish->transforms, json_node_unref);
  g_free (wish);
}

static void
stage_free (gpointer data)
{
  GradusStage *stage = data;

  g_free (stage->name);
  g_free (stage->values);
  g_free (stage->problem);
  gradus_picture_free (stage->picture);
  g_free (stage);
}

void
gradus_sample_free (GradusSample *sample)
{
  gradus_part_unref (sample->part);
  g_free (sample->name);
  g_ptr_array_unref (sample->stages);
  g_ptr_array_unref (sample->others);
  g_clear_pointer (&sample->target, gr_tensor_unref);
  g_free (sample);
}

static void
stage_set_values (GradusStage *stage, const GrField *field, GrTensor *values)
{
  stage->n = gr_field_numel (field);
  stage->values = g_new (gfloat, MAX (stage->n, 1));
  for (gint64 i = 0; i < stage->n; i++)
    stage->values[i] = (gfloat) gr_tensor_get (values, i).d;
  if (gradus_field_is_picture (field))
    stage->picture = gradus_picture_new (field, gr_tensor_data (values));
}

/* The item as it is. */
static gboolean
read_item (GradusSample *sample, GError **error)
{
  GrDataset *set = sample->part->set;
  GrTensor *inputs[GR_MAX_INPUTS] = { NULL };
  GradusStage *stage;

  if (!gr_dataset_get (set, sample->index, inputs, &sample->target, error))
    return FALSE;
  stage = g_new0 (GradusStage, 1);
  stage_set_values (stage, &set->input[0], inputs[0]);
  g_ptr_array_add (sample->stages, stage);
  gr_tensor_unref (inputs[0]);
  for (gint i = 1; i < set->n_inputs; i++)
    g_ptr_array_add (sample->others, inputs[i]);
  if (set->kind->item_name)
    sample->name = set->kind->item_name (set, sample->index);
  return TRUE;
}

static GrTensor *
room_for (const GrField *field, GError **error)
{
  return gr_tensor_new (field->dtype, GR_CPU, gr_ints (field->shape, (gsize) field->ndim), error);
}

/* Runs the first @n of the transforms: random ones draw what they drew in the run before. */
static gboolean
run_stage (GradusStage *stage, const Wish *wish, GrTransforms *list, GError **error)
{
  const GrGenerator random = { wish->roll, (guint64) wish->index << 24 };
  g_autoptr (GrPipeline) pipeline = gr_pipeline_new (wish->part->set, list, GR_FLOAT32, error);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  GrWorkspace workspace = { 0 };
  GrSample to = { { NULL }, NULL };
  gboolean good = pipeline != NULL;

  for (gint i = 0; good && i < wish->part->set->n_inputs; i++)
    {
      GrTensor *tensor = room_for (gr_pipeline_input (pipeline, i), error);

      good = tensor != NULL;
      if (good)
        g_ptr_array_add (tensors, tensor);
      to.input[i] = good ? gr_tensor_data (tensor) : NULL;
    }
  if (good && gr_pipeline_target (pipeline))
    {
      GrTensor *tensor = room_for (gr_pipeline_target (pipeline), error);

      good = tensor != NULL;
      if (good)
        g_ptr_array_add (tensors, tensor);
      to.target = good ? gr_tensor_data (tensor) : NULL;
    }
  good = good && gr_workspace_init (&workspace, pipeline, error)
         && gr_pipeline_run (pipeline, &workspace, wish->index, random, &to, error);
  if (good)
    stage_set_values (stage, gr_pipeline_input (pipeline, 0), tensors->pdata[0]);
  gr_workspace_clear (&workspace);
  return good;
}

/* A stage for every transform of the input, up to the first that does not fit. */
static void
run_transforms (GradusSample *sample, const Wish *wish)
{
  JsonArray *all = wish->transforms ? json_node_get_array (wish->transforms) : NULL;
  g_autoptr (JsonArray) first = json_array_new ();

  for (guint i = 0; all && i < json_array_get_length (all); i++)
    {
      g_autoptr (GrTransforms) list = NULL;
      g_autoptr (GError) error = NULL;
      const GrTransformRow *row;
      GradusStage *stage;

      json_array_add_element (first, json_node_copy (json_array_get_element (all, i)));
      list = gr_transforms_from_json (first, &error);
      row = list ? gr_transforms_at (list, gr_transforms_length (list) - 1)->row : NULL;
      if (row && row->of_target)
        continue;
      stage = g_new0 (GradusStage, 1);
      stage->name = g_strdup (row ? _ (row->title) : "?");
      stage->random = row && row->random;
      g_ptr_array_add (sample->stages, stage);
      if (!list || !run_stage (stage, wish, list, &error))
        {
          stage->problem = g_strdup (error->message);
          return;
        }
    }
}

static void
add_beside (GradusSample *sample, const GrField *field, GrTensor *values)
{
  GradusStage *stage;

  if (!values || !gradus_field_is_picture (field))
    return;
  stage = g_new0 (GradusStage, 1);
  stage->name = g_strdup (field->name);
  stage->beside = TRUE;
  stage_set_values (stage, field, values);
  g_ptr_array_add (sample->stages, stage);
}

static void
load (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  GradusSample *sample = g_new0 (GradusSample, 1);
  GError *error = NULL;

  sample->part = gradus_part_ref (wish->part);
  sample->index = wish->index;
  sample->stages = g_ptr_array_new_with_free_func (stage_free);
  sample->others = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  if (read_item (sample, &error))
    {
      run_transforms (sample, wish);
      for (guint i = 0; i < sample->others->len; i++)
        add_beside (sample, &wish->part->set->input[i + 1], sample->others->pdata[i]);
      add_beside (sample, &wish->part->set->target, sample->target);
      g_task_return_pointer (task, sample, (GDestroyNotify) gradus_sample_free);
    }
  else
    {
      gradus_sample_free (sample);
      g_task_return_error (task, error);
    }
}

void
gradus_sample_load_async (GradusPart *part, guint index, JsonArray *transforms, guint64 roll,
                          GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, user);
  Wish *wish = g_new0 (Wish, 1);

  wish->part = gradus_part_ref (part);
  wish->index = index;
  wish->roll = roll;
  if (transforms)
    {
      g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), transforms);

      wish->transforms = gradus_json_for_thread (node);
    }
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  gradus_run_in_thread (task, load);
}

GradusSample *
gradus_sample_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
