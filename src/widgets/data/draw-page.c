/* draw-page.c - GradusDrawPage: see draw-page.h. */
#include "draw-page.h"

#include <glib/gi18n.h>

#include "drawing.h"
#include "output-view.h"
#include "picture.h"

#define SEEN_SIZE 56

struct _GradusDrawPage
{
  GtkWidget parent_instance;

  GradusDrawPad *pad;
  GtkWidget *undo_button, *clear_button, *fit_box, *seen_box;
  GtkAdjustment *brush;
  GtkSwitch *fit_switch;
  GtkPicture *seen;
  GradusOutputView *output;

  GradusEvaluation *evaluation;
  GradusPart *part;
  GCancellable *cancellable; /* of the prediction that is on its way; NULL: none is */
  gboolean again;            /* what it was of has changed meanwhile */
};

G_DEFINE_FINAL_TYPE (GradusDrawPage, gradus_draw_page, GTK_TYPE_WIDGET)

static void update (GradusDrawPage *self);

/* --- what the network gets ----------------------------------------------------------------------
 */

static void
show_seen (GradusDrawPage *self, const gfloat *ink, gint width, gint height)
{
  const GrField field = { .dtype = GR_FLOAT32, .ndim = 2, .shape = { height, width } };
  g_autoptr (GradusPicture) picture = gradus_picture_new (&field, ink);
  g_autoptr (GdkTexture) texture = gradus_picture_texture (picture, SEEN_SIZE);

  gtk_picture_set_paintable (self->seen, GDK_PAINTABLE (texture));
}

/* The drawing, in the middle and as large as the set's items where that is wanted. (transfer full)
 */
static GrDataset *
make_drawing (GradusDrawPage *self, GError **error)
{
  const GrField *field = &self->part->set->input[0];
  const gint width = (gint) field->shape[field->ndim - 1];
  const gint height = (gint) field->shape[field->ndim - 2];
  const gfloat *ink = gradus_draw_pad_ink (self->pad);
  g_autofree gfloat *fitted = NULL;

  if (self->part->side > 0 && gtk_switch_get_active (self->fit_switch))
    ink = fitted = gradus_drawing_fit (ink, width, height, self->part->side);
  show_seen (self, ink, width, height);
  return gradus_drawing_dataset (ink, width, height, self->part->set, error);
}

/* --- what it makes of it ------------------------------------------------------------------------
 */

/* Of the model, the data and the drawing that there are now, unless something has changed. */
static void
predicted (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GradusDrawPage) self = user;
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) output = gradus_predictor_run_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (self->again)
    update (self);
  else if (output)
    gradus_output_view_show (self->output,
                             gradus_predictor_kind (gradus_evaluation_predictor (self->evaluation)),
                             output, self->part, -1, NULL);
  else
    gradus_output_view_say (self->output, error->message);
}

static void
predict (GradusDrawPage *self, GradusPredictor *predictor)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrDataset) drawing = make_drawing (self, &error);

  if (!drawing)
    {
      gradus_output_view_say (self->output, error->message);
      return;
    }
  self->cancellable = g_cancellable_new ();
  gradus_predictor_run_async (predictor, drawing, 0, self->cancellable, predicted,
                              g_object_ref (self));
}

/* One prediction is made at a time: what changes while it works is looked at again after it. */
static void
update (GradusDrawPage *self)
{
  GradusPredictor *predictor = gradus_evaluation_predictor (self->evaluation);
  const GError *error = gradus_evaluation_error (self->evaluation);
  const char *lack = gradus_evaluation_lack (self->evaluation);

  self->again = self->cancellable != NULL;
  if (!self->part)
    return;
  gtk_widget_set_visible (self->seen_box, predictor && !gradus_draw_pad_is_empty (self->pad));
  if (!gradus_evaluation_title (self->evaluation))
    gradus_output_view_say (
        self->output, lack ? lack : _ ("Train the network to see what it makes of your drawing."));
  else if (gradus_draw_pad_is_empty (self->pad))
    gradus_output_view_say (self->output, _ ("Draw something."));
  else if (self->again)
    return;
  else if (predictor)
    predict (self, predictor);
  else if (error)
    gradus_output_view_say (self->output, error->message);
  else if (!gradus_evaluation_running (self->evaluation))
    gradus_evaluation_start (self->evaluation, self->part, FALSE);
}

static void
on_brush (GradusDrawPage *self)
{
  gradus_draw_pad_set_brush (self->pad, gtk_adjustment_get_value (self->brush));
}

static void
on_drawn (GradusDrawPage *self)
{
  gtk_widget_set_sensitive (self->undo_button, gradus_draw_pad_can_undo (self->pad));
  gtk_widget_set_sensitive (self->clear_button, !gradus_draw_pad_is_empty (self->pad));
  if (self->evaluation)
    update (self);
}

gboolean
gradus_part_can_be_drawn (const GradusPart *part)
{
  return part && part->set->n_inputs == 1 && gradus_field_is_picture (&part->set->input[0]);
}

void
gradus_draw_page_set_part (GradusDrawPage *self, GradusPart *part)
{
  g_clear_pointer (&self->part, gradus_part_unref);
  if (gradus_part_can_be_drawn (part))
    {
      const GrField *field = &part->set->input[0];

      self->part = gradus_part_ref (part);
      gradus_draw_pad_set_size (self->pad, (gint) field->shape[field->ndim - 1],
                                (gint) field->shape[field->ndim - 2]);
      gtk_widget_set_visible (self->fit_box, part->side > 0);
    }
  update (self);
}

GradusDrawPad *
gradus_draw_page_pad (GradusDrawPage *self)
{
  return self->pad;
}

const char *
gradus_draw_page_text (GradusDrawPage *self)
{
  return gradus_output_view_text (self->output);
}

static void
gradus_draw_page_dispose (GObject *object)
{
  GradusDrawPage *self = GRADUS_DRAW_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->part, gradus_part_unref);
  if (child)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_draw_page_parent_class)->dispose (object);
}

static void
gradus_draw_page_finalize (GObject *object)
{
  g_clear_object (&GRADUS_DRAW_PAGE (object)->evaluation);
  G_OBJECT_CLASS (gradus_draw_page_parent_class)->finalize (object);
}

static void
gradus_draw_page_class_init (GradusDrawPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_draw_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_draw_page_finalize;
  g_type_ensure (GRADUS_TYPE_DRAW_PAD);
  g_type_ensure (GRADUS_TYPE_OUTPUT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/draw-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, pad);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, output);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, brush);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, fit_box);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, fit_switch);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, seen_box);
  gtk_widget_class_bind_template_child (widget_class, GradusDrawPage, seen);
  gtk_widget_class_bind_template_callback (widget_class, on_brush);
  gtk_widget_class_bind_template_callback (widget_class, on_drawn);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_draw_page_init (GradusDrawPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->undo_button, "clicked", G_CALLBACK (gradus_draw_pad_undo),
                            self->pad);
  g_signal_connect_swapped (self->clear_button, "clicked", G_CALLBACK (gradus_draw_pad_clear),
                            self->pad);
  on_drawn (self);
}

GtkWidget *
gradus_draw_page_new (GradusEvaluation *evaluation)
{
  GradusDrawPage *self = g_object_new (GRADUS_TYPE_DRAW_PAGE, NULL);

  self->evaluation = g_object_ref (evaluation);
  g_signal_connect_object (evaluation, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
