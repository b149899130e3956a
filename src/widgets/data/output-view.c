/* output-view.c - GradusOutputView: see output-view.h. */
#include "output-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "picture.h"
#include "plot/bars.h"
#include "style/count.h"

#define MOST_BARS    10
#define PICTURE_SIZE 224

struct _GradusOutputView
{
  GtkWidget parent_instance;

  GtkLabel *sentence;
  GradusBars *bars;
  GtkPicture *picture;
};

G_DEFINE_FINAL_TYPE (GradusOutputView, gradus_output_view, GTK_TYPE_WIDGET)

/* --- classes
 * ---------------------------------------------------------------------------------------- */

/* The classes by their probabilities, the largest first. */
static gint
by_probability (gconstpointer a, gconstpointer b, gpointer probabilities)
{
  const gfloat *p = probabilities;
  const gint i = *(const gint *) a, j = *(const gint *) b;

  return p[i] != p[j] ? (p[i] < p[j]) - (p[i] > p[j]) : i - j;
}

/* All of them in their order where they are few, so that the bars stay in place while one draws;
 * else the likeliest. (transfer full) */
static GArray *
choose_classes (const gfloat *p, gint n, gint *best)
{
  GArray *classes = g_array_new (FALSE, FALSE, sizeof (gint));

  *best = 0;
  for (gint c = 0; c < n; c++)
    {
      g_array_append_val (classes, c);
      if (p[c] > p[*best])
        *best = c;
    }
  if (n > MOST_BARS)
    {
      g_array_sort_with_data (classes, by_probability, (gpointer) p);
      g_array_set_size (classes, MOST_BARS);
    }
  return classes;
}

static void
show_classes (GradusOutputView *self, GrTensor *output, GradusPart *part, gint label)
{
  const gfloat *p = GR_DATA (gfloat, output);
  GradusBarList *list = gradus_bar_list_new (NULL, 1, TRUE);
  gint best;
  g_autoptr (GArray) classes = choose_classes (p, (gint) gr_tensor_numel (output), &best);
  g_autofree char *name = gradus_part_class_title (part, best);
  g_autofree char *other = label >= 0 && label != best ? gradus_part_class_title (part, label)
                                                       : NULL;
  g_autofree char *sentence = other ? g_strdup_printf (_ ("Taken for %s, %.3g %%. It is: %s."),
                                                       name, 100. * p[best], other)
                              : label >= 0
                                  ? g_strdup_printf (_ ("Right: %s, %.3g %%."), name,
                                                     100. * p[best])
                                  : g_strdup_printf (_ ("%s, %.3g %%."), name, 100. * p[best]);

  for (guint i = 0; i < classes->len; i++)
    {
      const gint c = g_array_index (classes, gint, i);
      g_autofree char *title = gradus_part_class_title (part, c);

      gradus_bar_list_add (list, title, p[c], NULL, c == label ? 2 : -1, c == best);
    }
  gtk_label_set_text (self->sentence, sentence);
  gradus_bars_set_list (self->bars, list);
  gtk_widget_set_visible (GTK_WIDGET (self->bars), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), FALSE);
}

/* --- numbers and pictures
 * ----------------------------------------------------------------------------- */

static GradusPicture *
as_picture (GrTensor *output)
{
  GrField field = { .dtype = output->dtype, .ndim = output->ndim };

  if (output->ndim < 2 || output->ndim > 3)
    return NULL;
  memcpy (field.shape, output->shape, sizeof field.shape);
  return gradus_field_is_picture (&field) ? gradus_picture_new (&field, gr_tensor_data (output))
                                          : NULL;
}

static char *
describe_values (GrTensor *output, GrTensor *target, const GrDataset *set)
{
  const gint64 n = gr_tensor_numel (output);
  const gboolean beside = target && gr_tensor_numel (target) == n;
  GString *text = g_string_new (NULL);

  for (gint64 i = 0; i < MIN (n, MOST_BARS); i++)
    {
      const gdouble value = gr_tensor_get (output, i).d;

      if (i)
        g_string_append_c (text, '\n');
      if (set->target_names && gr_field_numel (&set->target) == n)
        {
          g_autofree char *name = gr_dataset_number_name (set, &set->target, i);

          g_string_append_printf (text, "%s: ", name);
        }
      if (beside)
        g_string_append_printf (text, _ ("predicted %.5g, true %.5g, off by %.3g"), value,
                                gr_tensor_get (target, i).d, value - gr_tensor_get (target, i).d);
      else
        g_string_append_printf (text, _ ("predicted %.5g"), value);
    }
  return gradus_minus (g_string_free (text, FALSE));
}

static void
show_values (GradusOutputView *self, GrTensor *output, GrTensor *target, const GrDataset *set)
{
  g_autoptr (GradusPicture) picture = as_picture (output);
  g_autofree char *text = picture ? g_strdup (_ ("What the network draws of it:"))
                                  : describe_values (output, target, set);

  gtk_label_set_text (self->sentence, text);
  gtk_widget_set_visible (GTK_WIDGET (self->bars), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), picture != NULL);
  if (picture)
    {
      g_autoptr (GdkTexture) texture = gradus_picture_texture (picture, PICTURE_SIZE);

      gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
    }
}

/* --- the object
 * ---------------------------------------------------------------------------------------- */

void
gradus_output_view_show (GradusOutputView *self, GradusPredicts kind, GrTensor *output,
                         GradusPart *part, gint label, GrTensor *target)
{
  if (kind == GRADUS_PREDICTS_CLASSES && output->ndim == 1)
    show_classes (self, output, part, label);
  else
    show_values (self, output, target, part->set);
}

void
gradus_output_view_say (GradusOutputView *self, const char *text)
{
  gtk_label_set_text (self->sentence, text);
  gtk_widget_set_visible (GTK_WIDGET (self->bars), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), FALSE);
}

const char *
gradus_output_view_text (GradusOutputView *self)
{
  return gtk_label_get_text (self->sentence);
}

static void
gradus_output_view_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_output_view_parent_class)->dispose (object);
}

static void
gradus_output_view_class_init (GradusOutputViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_output_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
gradus_output_view_init (GradusOutputView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->sentence = GTK_LABEL (gtk_label_new (NULL));
  self->bars = GRADUS_BARS (gradus_bars_new (NULL));
  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_label_set_xalign (self->sentence, 0);
  gtk_label_set_wrap (self->sentence, TRUE);
  gtk_picture_set_can_shrink (self->picture, FALSE);
  gtk_picture_set_alternative_text (self->picture, _ ("What the network draws"));
  gtk_widget_set_halign (GTK_WIDGET (self->picture), GTK_ALIGN_CENTER);
  gtk_widget_set_parent (GTK_WIDGET (self->sentence), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->bars), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->picture), GTK_WIDGET (self));
  gradus_output_view_say (self, "");
}

GtkWidget *
gradus_output_view_new (void)
{
  return g_object_new (GRADUS_TYPE_OUTPUT_VIEW, NULL);
}
