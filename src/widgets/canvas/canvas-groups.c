/* canvas-groups.c - groups on a GradusCanvas: made, taken apart, folded, repeated. */
#include "canvas-private.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
gradus_canvas_chosen_group (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);

  for (guint i = 0; i < gr_model_n_groups (model); i++)
    if (gradus_document_is_selected (self->document, gr_model_group_at (model, i)->id))
      return gr_model_group_at (model, i)->id;
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    if (gradus_document_is_selected (self->document, gr_model_block_at (model, i)->id)
        && gr_model_block_at (model, i)->group)
      return gr_model_block_at (model, i)->group;
  return NULL;
}

void
gradus_canvas_group (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  g_auto (GStrv) ids = gradus_document_selection (self->document);
  g_autofree char *name = gr_model_fresh_name (model, "group", NULL);
  const guint before = gr_model_n_groups (model);

  if (ids[0]
      && gradus_canvas_apply (
          self, gr_edit_group (model, (const char *const *) ids, g_strv_length (ids), name),
          _ ("Group Blocks"))
      && gr_model_n_groups (model) > before)
    gradus_document_select_one (self->document,
                                gr_model_group_at (model, gr_model_n_groups (model) - 1)->id);
}

void
gradus_canvas_ungroup (GradusCanvas *self)
{
  const char *group = gradus_canvas_chosen_group (self);

  if (group)
    gradus_canvas_apply (self, gr_edit_ungroup (gradus_document_model (self->document), group),
                         _ ("Ungroup"));
}

void
gradus_canvas_fold (GradusCanvas *self, const char *id)
{
  const GrGroup *group = gr_model_group (gradus_document_model (self->document), id);
  g_autofree char *owned = g_strdup (id);

  if (group
      && gradus_canvas_apply (self, gr_edit_set_collapsed (id, !group->collapsed),
                              group->collapsed ? _ ("Unfold Group") : _ ("Fold Group")))
    gradus_document_select_one (self->document, owned);
}

/* --- how many copies ----------------------------------------------------------------------------
 */

static void
repeat_changed (GtkSpinButton *spin, GradusCanvas *self)
{
  const char *id = g_object_get_data (G_OBJECT (spin), "gradus-group");
  const GrGroup *group = gr_model_group (gradus_document_model (self->document), id);
  const gint repeat = gtk_spin_button_get_value_as_int (spin);
  g_autoptr (GrEdit) edit = NULL;

  if (!group || group->repeat == repeat)
    return;
  edit = gr_edit_set_repeat (id, repeat);
  gradus_document_apply_merged (self->document, edit, _ ("Repeat Group"), "canvas-repeat", NULL);
}

void
gradus_canvas_ask_repeat (GradusCanvas *self)
{
  const char *id = gradus_canvas_chosen_group (self);
  GtkWidget *popover, *row, *label, *spin;
  gdouble x, y;

  if (!id)
    return;
  popover = gtk_popover_new ();
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  label = gtk_label_new_with_mnemonic (_ ("_Copies, one after the other"));
  spin = gtk_spin_button_new_with_range (1, 100, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin),
                             gr_model_group (gradus_document_model (self->document), id)->repeat);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), spin);
  g_object_set_data_full (G_OBJECT (spin), "gradus-group", g_strdup (id), g_free);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (repeat_changed), self, 0);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), spin);
  gtk_popover_set_child (GTK_POPOVER (popover), row);
  gradus_canvas_menu_place (self, &x, &y);
  gradus_canvas_popup (self, popover, x, y);
  gtk_widget_grab_focus (spin);
}
