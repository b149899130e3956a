/* sample-panel.c - GradusSamplePanel: see sample-panel.h. */
#include "sample-panel.h"

#include <glib/gi18n.h>

#include "output-view.h"
#include "pixel-view.h"
#include "style/count.h"

#define STAGE_SIZE  72
#define MOST_VALUES 64 /* numbers of a table's row that are listed */

struct _GradusSamplePanel
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *title, *subtitle, *readout;
  GradusPixelView *pixels;
  GtkWidget *stages_box, *roll_button;
  GtkFlowBox *stages;
  GtkLabel *problem;
  GtkListBox *values;
  GtkLabel *nothing;
  GtkWidget *output_box;
  GtkLabel *output_title;
  GradusOutputView *output;

  GradusDocument *document;
  GradusPart *part; /* what is wished for */
  guint index;
  guint64 roll;
  guint stage;
  GCancellable *cancellable; /* of what is being read; NULL where nothing is */
  GradusSample *sample;

  GradusEvaluation *evaluation;
  GradusPredictor *predictor; /* that was asked about the sample */
  GCancellable *predicting;   /* or NULL */
};

G_DEFINE_FINAL_TYPE (GradusSamplePanel, gradus_sample_panel, GTK_TYPE_WIDGET)

/* --- what is read --------------------------------------------------------------------------------
 */

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)))
    if (GTK_IS_LIST_BOX (box))
      gtk_list_box_remove (GTK_LIST_BOX (box), child);
    else
      gtk_flow_box_remove (GTK_FLOW_BOX (box), child);
}

static const GradusStage *
shown_stage (GradusSamplePanel *self)
{
  return self->sample->stages->pdata[MIN (self->stage, self->sample->stages->len - 1)];
}

static void
update_readout (GradusSamplePanel *self)
{
  const GradusPicture *picture = gradus_pixel_view_picture (self->pixels);
  g_autofree char *text = gradus_pixel_view_text (self->pixels);

  if (picture && !text)
    text = gradus_minus (g_strdup_printf (_ ("%d×%d, values %.4g to %.4g. Scroll to zoom."),
                                          picture->width, picture->height, (gdouble) picture->low,
                                          (gdouble) picture->high));
  gtk_label_set_text (self->readout, text ? text : "");
}

static GradusPicture *
copy_picture (const GradusPicture *picture)
{
  GradusPicture *copy = g_memdup2 (picture, sizeof *picture);

  copy->value = g_memdup2 (picture->value,
                           sizeof (gfloat) * picture->channels * picture->height * picture->width);
  return copy;
}

static void
add_value (GradusSamplePanel *self, const char *name, const char *value)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = gtk_label_new (name), *right = gtk_label_new (value);
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), name, value);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_ellipsize (GTK_LABEL (left), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_widget_add_css_class (right, "numeric");
  gtk_label_set_selectable (GTK_LABEL (right), TRUE);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_label_set_xalign (GTK_LABEL (right), 1);
  gtk_box_append (GTK_BOX (row), left);
  gtk_box_append (GTK_BOX (row), right);
  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_widget_set_margin_start (row, 12);
  gtk_widget_set_margin_end (row, 12);
  gtk_list_box_append (self->values, row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
add_tensor (GradusSamplePanel *self, const char *name, GrTensor *tensor)
{
  const gint64 n = gr_tensor_numel (tensor);
  g_autofree char *shape = gr_tensor_shape_string (tensor);
  g_autofree char *text = n == 1
                              ? gradus_minus (g_strdup_printf ("%.6g", gr_tensor_get (tensor, 0).d))
                              : g_strdup_printf (_ ("%s numbers"), shape);

  add_value (self, name, text);
}

/* Numbers that have names of their own one by one. */
static void
add_target (GradusSamplePanel *self)
{
  const GrDataset *set = self->part->set;
  GrTensor *target = self->sample->target;
  const gint64 n = gr_tensor_numel (target);

  if (!set->target_names && n > 1)
    {
      add_tensor (self, set->target.name, target);
      return;
    }
  for (gint64 i = 0; i < MIN (n, MOST_VALUES); i++)
    {
      g_autofree char *label = gr_dataset_number_name (set, &set->target, i);
      g_autofree char *value = gradus_minus (g_strdup_printf ("%.6g", gr_tensor_get (target, i).d));

      add_value (self, label, value);
    }
}

/* The numbers of an item that is no picture, and what goes with one that is. */
static void
list_values (GradusSamplePanel *self)
{
  const GradusStage *stage = shown_stage (self);
  const GrDataset *set = self->part->set;

  clear_box (GTK_WIDGET (self->values));
  if (!stage->picture)
    for (gint64 i = 0; i < MIN (stage->n, MOST_VALUES); i++)
      {
        g_autofree char *label = gr_dataset_number_name (set, &set->input[0], i);
        g_autofree char *value = gradus_minus (
            g_strdup_printf ("%.6g", (gdouble) stage->values[i]));

        add_value (self, label, value);
      }
  for (guint i = 0; i < self->sample->others->len; i++)
    add_tensor (self, set->input[i + 1].name, self->sample->others->pdata[i]);
  if (self->sample->target && self->part->set->n_classes == 0)
    add_target (self);
  if (self->sample->name)
    add_value (self, _ ("From"), self->sample->name);
  gtk_widget_set_visible (GTK_WIDGET (self->values),
                          gtk_list_box_get_row_at_index (self->values, 0) != NULL);
}

static void
update_stage (GradusSamplePanel *self)
{
  const GradusStage *stage = shown_stage (self);

  gtk_widget_set_visible (GTK_WIDGET (self->pixels), stage->picture != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->readout), stage->picture != NULL);
  gradus_pixel_view_set_picture (self->pixels,
                                 stage->picture ? copy_picture (stage->picture) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), stage->problem != NULL);
  gtk_label_set_text (self->problem, stage->problem ? stage->problem : "");
  update_readout (self);
  list_values (self);
}

/* A small picture of a stage with its name below. */
static GtkWidget *
make_stage (const GradusStage *stage)
{
  const char *name = stage->name ? stage->name : _ ("Original");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *image = NULL;
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *child = gtk_flow_box_child_new ();

  if (stage->picture)
    {
      g_autoptr (GdkTexture) texture = gradus_picture_texture (stage->picture, STAGE_SIZE);

      image = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
      gtk_picture_set_can_shrink (GTK_PICTURE (image), FALSE);
    }
  else
    {
      image = gtk_image_new_from_icon_name (stage->problem ? "dialog-warning-symbolic"
                                                           : "view-list-symbolic");
      gtk_image_set_pixel_size (GTK_IMAGE (image), 32);
    }
  gtk_widget_set_size_request (image, STAGE_SIZE, STAGE_SIZE);
  gtk_widget_set_halign (image, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_widget_set_tooltip_text (child, stage->problem ? stage->problem : name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  return child;
}

static void
update_stages (GradusSamplePanel *self)
{
  const GPtrArray *stages = self->sample->stages;
  const guint wanted = MIN (self->stage, stages->len - 1);
  gboolean random = FALSE;

  clear_box (GTK_WIDGET (self->stages));
  gtk_widget_set_visible (self->stages_box, stages->len > 1);
  for (guint i = 0; i < stages->len; i++)
    {
      const GradusStage *stage = stages->pdata[i];

      random |= stage->random;
      gtk_flow_box_append (self->stages, make_stage (stage));
    }
  gtk_flow_box_select_child (self->stages, gtk_flow_box_get_child_at_index (self->stages, wanted));
  gtk_widget_set_visible (self->roll_button, random);
}

static void
update_titles (GradusSamplePanel *self)
{
  g_autofree char *name = gradus_part_class_title (self->part,
                                                   gradus_part_label (self->part, self->index));
  g_autofree char *index = gradus_count (self->index);
  g_autofree char *all = gradus_count (self->part->set->length);
  g_autofree char *where = g_strdup_printf (_ ("Item %s of %s, %s"), index, all,
                                            gradus_split_title (self->part->set->split));

  if (!name)
    name = g_strdup_printf (_ ("Item %s"), index);
  gtk_label_set_text (self->title, name);
  gtk_label_set_text (self->subtitle, where);
}

/* --- what the model makes of it ------------------------------------------------------------------
 */

static void
predicted (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GradusSamplePanel) self = user;
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) output = gradus_predictor_run_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->predicting)
    return;
  g_clear_object (&self->predicting);
  if (output)
    gradus_output_view_show (self->output, gradus_predictor_kind (self->predictor), output,
                             self->part, gradus_part_label (self->part, self->index),
                             self->sample ? self->sample->target : NULL);
  else
    gradus_output_view_say (self->output, error->message);
}

static void
predict (GradusSamplePanel *self)
{
  GradusPredictor *predictor = gradus_evaluation_predictor (self->evaluation);

  if (self->predicting)
    g_cancellable_cancel (self->predicting);
  g_clear_object (&self->predicting);
  g_clear_pointer (&self->predictor, gradus_predictor_unref);
  gtk_widget_set_visible (self->output_box, predictor != NULL);
  if (!predictor || !self->sample)
    return;
  self->predictor = gradus_predictor_ref (predictor);
  self->predicting = g_cancellable_new ();
  gtk_label_set_text (self->output_title, gradus_evaluation_title (self->evaluation));
  gradus_predictor_run_async (predictor, self->part->set, self->index, self->predicting, predicted,
                              g_object_ref (self));
}

static void
on_evaluation_changed (GradusSamplePanel *self)
{
  if (self->predictor != gradus_evaluation_predictor (self->evaluation))
    predict (self);
}

/* --- reading it
 * ------------------------------------------------------------------------------------ */

static void
loaded (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GradusSamplePanel) self = user;
  g_autoptr (GError) error = NULL;
  g_autoptr (GradusSample) sample = gradus_sample_load_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (!sample)
    {
      gtk_label_set_text (self->nothing, error->message);
      gtk_stack_set_visible_child_name (self->stack, "nothing");
      return;
    }
  self->sample = g_steal_pointer (&sample);
  update_titles (self);
  update_stages (self);
  update_stage (self);
  predict (self);
  gtk_stack_set_visible_child_name (self->stack, "sample");
}

static void
reload (GradusSamplePanel *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->sample, gradus_sample_free);
  if (!self->part)
    return;
  self->cancellable = g_cancellable_new ();
  gradus_sample_load_async (self->part, self->index,
                            gradus_document_project (self->document)->transforms, self->roll,
                            self->cancellable, loaded, g_object_ref (self));
}

void
gradus_sample_panel_show (GradusSamplePanel *self, GradusPart *part, guint index)
{
  if (part && part == self->part && index == self->index)
    return;
  g_clear_pointer (&self->part, gradus_part_unref);
  self->part = part ? gradus_part_ref (part) : NULL;
  self->index = index;
  if (!part)
    {
      gtk_label_set_text (self->nothing, _ ("Choose an item to see it here."));
      gtk_stack_set_visible_child_name (self->stack, "nothing");
    }
  reload (self);
}

const GradusSample *
gradus_sample_panel_sample (GradusSamplePanel *self)
{
  return self->sample;
}

void
gradus_sample_panel_roll (GradusSamplePanel *self)
{
  self->roll++;
  reload (self);
}

void
gradus_sample_panel_show_stage (GradusSamplePanel *self, guint stage)
{
  self->stage = stage;
  if (self->sample)
    update_stage (self);
}

static void
on_stage_chosen (GradusSamplePanel *self)
{
  g_autoptr (GList) chosen = gtk_flow_box_get_selected_children (self->stages);

  if (chosen && self->sample)
    gradus_sample_panel_show_stage (self, gtk_flow_box_child_get_index (chosen->data));
}

/* --- the object ----------------------------------------------------------------------------------
 */

static void
gradus_sample_panel_dispose (GObject *object)
{
  GradusSamplePanel *self = GRADUS_SAMPLE_PANEL (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&self->part, gradus_part_unref);
  reload (self);
  if (self->predicting)
    g_cancellable_cancel (self->predicting);
  g_clear_object (&self->predicting);
  g_clear_pointer (&self->predictor, gradus_predictor_unref);
  g_clear_object (&self->document);
  g_clear_object (&self->evaluation);
  if (child)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_sample_panel_parent_class)->dispose (object);
}

static void
gradus_sample_panel_class_init (GradusSamplePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_sample_panel_dispose;
  g_type_ensure (GRADUS_TYPE_PIXEL_VIEW);
  g_type_ensure (GRADUS_TYPE_OUTPUT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/sample-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, title);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, subtitle);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, readout);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, pixels);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, stages_box);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, roll_button);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, stages);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, problem);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, values);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, nothing);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, output_box);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, output_title);
  gtk_widget_class_bind_template_child (widget_class, GradusSamplePanel, output);
  gtk_widget_class_bind_template_callback (widget_class, update_readout);
  gtk_widget_class_bind_template_callback (widget_class, on_stage_chosen);
  gtk_widget_class_bind_template_callback (widget_class, gradus_sample_panel_roll);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_sample_panel_init (GradusSamplePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_sample_panel_new (GradusDocument *document, GradusEvaluation *evaluation)
{
  GradusSamplePanel *self = g_object_new (GRADUS_TYPE_SAMPLE_PANEL, NULL);

  self->document = g_object_ref (document);
  self->evaluation = g_object_ref (evaluation);
  g_signal_connect_object (evaluation, "changed", G_CALLBACK (on_evaluation_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "section-changed::transforms", G_CALLBACK (reload), self,
                           G_CONNECT_SWAPPED);
  gradus_sample_panel_show (self, NULL, 0);
  return GTK_WIDGET (self);
}
