/* canvas-groups.c - groups on a GradusCanvas: made, taken apart, folded, repeated. */
#include "canvas-private.h"
#include "room.h"

#include "model/compose.h"

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

/* --- folding ------------------------------------------------------------------------------------
 */

static gboolean
is_in (GrModel *model, const GrBlock *block, const char *group)
{
  const char *in = block->group;

  while (in && strcmp (in, group) != 0)
    in = gr_model_group (model, in)->parent;
  return in != NULL;
}

static gdouble
along (GradusCanvas *self, const GrBlock *block)
{
  return self->flow == GR_FLOW_RIGHT ? block->x : block->y;
}

/* The blocks in a group: where the first and the last of them stand along the flow, and the ids of
 * what data reach behind it. (transfer container) */
static GHashTable *
look_behind (GradusCanvas *self, const char *group, gdouble *first, gdouble *last)
{
  GrModel *model = gradus_document_model (self->document);
  g_autoptr (GPtrArray) inside = g_ptr_array_new ();
  GHashTable *behind;

  *first = G_MAXDOUBLE;
  *last = -G_MAXDOUBLE;
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);

      if (!is_in (model, block, group))
        continue;
      *first = MIN (*first, along (self, block));
      *last = MAX (*last, along (self, block));
      g_ptr_array_add (inside, block->id);
    }
  g_ptr_array_add (inside, NULL);
  behind = gr_compose_behind_all (model, (const char *const *) inside->pdata);
  for (guint i = 0; i + 1 < inside->len; i++)
    g_hash_table_remove (behind, inside->pdata[i]);
  return behind;
}

/* How far what is behind a group, which ends at @end, is from the nearest place at which it could
 * stand: behind all that it reads. */
static gdouble
slack_behind (GradusCanvas *self, const char *group, GHashTable *behind, gdouble end)
{
  GrModel *model = gradus_document_model (self->document);
  const graphene_point_t step = gradus_flow_step (self->flow);
  gdouble slack = G_MAXDOUBLE;

  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);
      const GrBlock *from = gr_model_block (model, link->from);
      gdouble start;

      if (!g_hash_table_contains (behind, link->to) || g_hash_table_contains (behind, link->from))
        continue;
      start = is_in (model, from, group) ? end : along (self, from);
      slack = MIN (slack, along (self, gr_model_block (model, link->to)) - start - step.x - step.y);
    }
  return slack;
}

/* What closes the gap that a folded group leaves, or makes room for one that is unfolded; NULL:
 * nothing has to move. */
static GrEdit *
close_up (GradusCanvas *self, const GrGroup *group)
{
  gdouble first, last, slack, distance;
  g_autoptr (GHashTable) behind = look_behind (self, group->id, &first, &last);

  if (g_hash_table_size (behind) == 0)
    return NULL;
  slack = slack_behind (self, group->id, behind, group->collapsed ? last : first);
  /* Folded, it draws what comes after it near; unfolded, it only pushes away what is in its way. */
  distance = group->collapsed ? MIN (slack, 0) : CLAMP (slack, 0, last - first);
  return gradus_room_move_on (self->scene, gradus_document_model (self->document), behind,
                              -distance);
}

void
gradus_canvas_fold (GradusCanvas *self, const char *id)
{
  const GrGroup *group = gr_model_group (gradus_document_model (self->document), id);
  g_autofree char *owned = g_strdup (id);
  g_autoptr (GrEdit) fold = NULL, moves = NULL;

  if (!group)
    return;
  fold = gr_edit_set_collapsed (id, !group->collapsed);
  moves = close_up (self, group);
  if (gradus_canvas_apply (self, gr_edit_compound ((GrEdit *[]){ fold, moves }, moves ? 2 : 1),
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
  spin = gtk_spin_button_new_with_range (1, GR_MODEL_MAX_INSTANCES, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin),
                             gr_model_group (gradus_document_model (self->document), id)->repeat);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), spin);
  g_object_set_data_full (G_OBJECT (spin), "gradus-group", g_strdup (id), g_free);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (repeat_changed), self, 0);
  /* After the number in it is read. */
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (spin)), "activate",
                           G_CALLBACK (gtk_popover_popdown), popover,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), spin);
  gtk_popover_set_child (GTK_POPOVER (popover), row);
  gradus_canvas_menu_place (self, &x, &y);
  gradus_canvas_popup (self, popover, x, y);
  gtk_widget_grab_focus (spin);
}
