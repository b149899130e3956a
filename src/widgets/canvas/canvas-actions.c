/* canvas-actions.c - what can be done on a GradusCanvas, as actions with keys and in its menu. */
#include "canvas-private.h"

#include "problem-popover.h"

#include <glib/gi18n.h>
#include <string.h>

#define ZOOM_STEP 1.25

/* --- editing ------------------------------------------------------------------------------------
 */

static void
delete_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  GrModel *model = gradus_document_model (self->document);
  g_autoptr (GHashTable) chosen = gradus_canvas_chosen_blocks (self);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  g_autofree char *label = NULL;
  GHashTableIter iter;
  gpointer id;

  if (self->wire_block)
    {
      gradus_canvas_apply (self, gr_edit_remove_link (self->wire_block, self->wire_input), NULL);
      return;
    }
  g_hash_table_iter_init (&iter, chosen);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_ptr_array_add (edits, gr_edit_remove_block (id));
      label = label ? label : g_strdup_printf (_ ("Delete %s"), gr_model_block (model, id)->name);
    }
  if (edits->len == 0)
    return;
  if (edits->len > 1)
    {
      g_free (label);
      label = g_strdup_printf (ngettext ("Delete %u Block", "Delete %u Blocks", edits->len),
                               edits->len);
    }
  gradus_canvas_apply (self, gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len), label);
}

static void
select_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_document_select_all (GRADUS_CANVAS (widget)->document);
}

/* The members of a group are grouped with it, so that only what stands side by side can become one.
 */
static void
group_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  GrModel *model = gradus_document_model (self->document);
  g_auto (GStrv) ids = gradus_document_selection (self->document);
  const guint n = g_strv_length (ids);
  g_autofree char *title = gr_model_fresh_name (model, "group", NULL);

  if (n > 0)
    gradus_canvas_apply (self, gr_edit_group (model, (const char *const *) ids, n, title),
                         _ ("Group Blocks"));
}

/* The group that is selected, or that a selected block is in; NULL. */
static const char *
chosen_group (GradusCanvas *self)
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

static void
ungroup_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  const char *group = chosen_group (self);

  if (group)
    gradus_canvas_apply (self, gr_edit_ungroup (gradus_document_model (self->document), group),
                         _ ("Ungroup"));
}

/* --- problems -----------------------------------------------------------------------------------
 */

void
gradus_canvas_show_problems (GradusCanvas *self, const char *id)
{
  GtkWidget *popover = gradus_problem_popover_new (self->document, id);
  const gint index = gradus_scene_find (self->scene, id);
  const graphene_rect_t mark = gradus_block_mark_area ();
  graphene_point_t at;

  if (!popover || index < 0)
    return;
  const graphene_rect_t *bounds = &gradus_scene_item (self->scene, index)->bounds;
  at = gradus_viewport_to_screen (self->viewport,
                                  bounds->origin.x + mark.origin.x + mark.size.width / 2,
                                  bounds->origin.y + mark.origin.y + mark.size.height);
  gradus_canvas_popup (self, popover, at.x, at.y);
}

/* Goes round what is wrong, from the selected block on. */
static void
next_problem (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  GrModel *model = gradus_document_model (self->document);
  const guint n = gr_model_n_problems (model);
  guint start = 0;
  g_autofree char *next = NULL;

  for (guint i = 0; i < n; i++)
    {
      const char *block = gr_model_problem_at (model, i)->block;

      if (block && gradus_document_is_selected (self->document, block))
        start = i + 1;
    }
  for (guint i = 0; i < n && !next; i++)
    next = g_strdup (gr_model_problem_at (model, (start + i) % n)->block);
  if (!next)
    return;
  gradus_canvas_show (self, next);
  gradus_canvas_show_problems (self, next);
}

/* --- the view -----------------------------------------------------------------------------------
 */

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_canvas_zoom_by (GRADUS_CANVAS (widget), ZOOM_STEP);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_canvas_zoom_by (GRADUS_CANVAS (widget), 1 / ZOOM_STEP);
}

static void
zoom_normal (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);

  gradus_canvas_zoom_by (self, 1 / gradus_viewport_zoom (self->viewport));
}

static void
zoom_fit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_canvas_fit (GRADUS_CANVAS (widget));
}

static void
zoom_selection (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  g_autoptr (GHashTable) chosen = gradus_canvas_chosen_blocks (self);
  graphene_rect_t area;
  gboolean any = FALSE;

  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusItem *item = gradus_scene_item (self->scene, i);

      if (!g_hash_table_contains (chosen, item->id))
        continue;
      if (any)
        graphene_rect_union (&area, &item->bounds, &area);
      else
        area = item->bounds;
      any = TRUE;
    }
  if (any)
    gradus_viewport_fit (self->viewport, &area, gtk_widget_get_width (widget),
                         gtk_widget_get_height (widget), 60, 1.5);
}

/* --- the menu -----------------------------------------------------------------------------------
 */

static void
add_section (GMenu *menu, const char *const items[][2])
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (gsize i = 0; items[i][0]; i++)
    g_menu_append (section, _ (items[i][0]), items[i][1]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

void
gradus_canvas_popup_menu (GradusCanvas *self, gdouble x, gdouble y)
{
  static const char *const editing[][2] = { { N_ ("_Delete"), "canvas.delete" },
                                            { N_ ("Select _All"), "canvas.select-all" },
                                            { NULL } };
  static const char *const grouping[][2] = { { N_ ("_Group"), "canvas.group" },
                                             { N_ ("_Ungroup"), "canvas.ungroup" },
                                             { NULL } };
  static const char *const viewing[][2] = { { N_ ("Zoom to _Fit"), "canvas.zoom-fit" },
                                            { N_ ("Zoom to _Selection"), "canvas.zoom-selection" },
                                            { N_ ("_Normal Size"), "canvas.zoom-normal" },
                                            { NULL } };
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  add_section (menu, editing);
  add_section (menu, grouping);
  add_section (menu, viewing);
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gradus_canvas_popup (self, popover, x, y);
}

static void
show_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  gdouble x, y;

  gradus_canvas_menu_place (self, &x, &y);
  gradus_canvas_popup_menu (self, x, y);
}

/* --- all of them --------------------------------------------------------------------------------
 */

void
gradus_canvas_update_actions (GradusCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean any = gradus_document_n_selected (self->document) > 0;
  GrModel *model = gradus_document_model (self->document);

  gtk_widget_action_set_enabled (widget, "canvas.delete", any || self->wire_block);
  gtk_widget_action_set_enabled (widget, "canvas.group", any);
  gtk_widget_action_set_enabled (widget, "canvas.ungroup", chosen_group (self) != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.zoom-selection", any);
  gtk_widget_action_set_enabled (widget, "canvas.next-problem", gr_model_n_problems (model) > 0);
}

void
gradus_canvas_install_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
    guint key;
    GdkModifierType modifiers;
  } rows[] = {
    { "canvas.delete", delete_selected, GDK_KEY_Delete, 0 },
    { "canvas.delete", delete_selected, GDK_KEY_KP_Delete, 0 },
    { "canvas.delete", delete_selected, GDK_KEY_BackSpace, 0 },
    { "canvas.select-all", select_all, GDK_KEY_a, GDK_CONTROL_MASK },
    { "canvas.group", group_selected, GDK_KEY_g, GDK_CONTROL_MASK },
    { "canvas.ungroup", ungroup_selected, GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
    { "canvas.next-problem", next_problem, GDK_KEY_F8, 0 },
    { "canvas.zoom-in", zoom_in, GDK_KEY_plus, GDK_CONTROL_MASK },
    { "canvas.zoom-in", zoom_in, GDK_KEY_equal, GDK_CONTROL_MASK },
    { "canvas.zoom-in", zoom_in, GDK_KEY_KP_Add, GDK_CONTROL_MASK },
    { "canvas.zoom-out", zoom_out, GDK_KEY_minus, GDK_CONTROL_MASK },
    { "canvas.zoom-out", zoom_out, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK },
    { "canvas.zoom-normal", zoom_normal, GDK_KEY_0, GDK_CONTROL_MASK },
    { "canvas.zoom-normal", zoom_normal, GDK_KEY_KP_0, GDK_CONTROL_MASK },
    { "canvas.zoom-fit", zoom_fit, GDK_KEY_9, GDK_CONTROL_MASK },
    { "canvas.zoom-selection", zoom_selection, GDK_KEY_8, GDK_CONTROL_MASK },
    { "canvas.menu", show_menu, GDK_KEY_Menu, 0 },
    { "canvas.menu", show_menu, GDK_KEY_F10, GDK_SHIFT_MASK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (i == 0 || strcmp (rows[i].name, rows[i - 1].name) != 0)
        gtk_widget_class_install_action (klass, rows[i].name, NULL, rows[i].activate);
      gtk_widget_class_add_binding_action (klass, rows[i].key, rows[i].modifiers, rows[i].name,
                                           NULL);
    }
}
