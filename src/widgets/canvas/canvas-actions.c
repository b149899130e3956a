/* canvas-actions.c - what can be done on a GradusCanvas, as actions with keys and in its menu. */
#include "canvas-private.h"

#include "note-view.h"
#include "problem-popover.h"

#include <glib/gi18n.h>
#include <string.h>

#define ZOOM_STEP 1.25

/* --- editing ------------------------------------------------------------------------------------
 */

/* What is seen: a folded group rather than what is in it; and notes. */
static void
select_all (GradusCanvas *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new (), notes = g_ptr_array_new ();

  for (guint i = 0; i < self->scene->items->len; i++)
    g_ptr_array_add (ids, gradus_scene_item (self->scene, i)->id);
  g_ptr_array_add (ids, NULL);
  for (guint i = 0; i < self->notes->len; i++)
    g_ptr_array_add (notes, (char *) gradus_note_view_id (self->notes->pdata[i]));
  g_ptr_array_add (notes, NULL);
  gradus_document_select_with_notes (self->document, (const char *const *) ids->pdata,
                                     (const char *const *) notes->pdata);
}

static void
fold (GradusCanvas *self)
{
  const char *group = gradus_canvas_chosen_group (self);

  if (group)
    gradus_canvas_fold (self, group);
}

static const char *const alignments[] = {
  [GR_ALIGN_LEFT] = "left", [GR_ALIGN_CENTRE] = "centre", [GR_ALIGN_RIGHT] = "right",
  [GR_ALIGN_TOP] = "top",   [GR_ALIGN_MIDDLE] = "middle", [GR_ALIGN_BOTTOM] = "bottom",
};

static void
align (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (alignments); i++)
    if (strcmp (alignments[i], g_variant_get_string (parameter, NULL)) == 0)
      gradus_canvas_align (GRADUS_CANVAS (widget), (GrAlign) i);
}

static void
distribute (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_canvas_distribute (GRADUS_CANVAS (widget), g_variant_get_boolean (parameter));
}

static void
walk (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean forward, selecting;

  g_variant_get (parameter, "(bb)", &forward, &selecting);
  gradus_canvas_walk (GRADUS_CANVAS (widget), forward, selecting);
}

/* --- problems -----------------------------------------------------------------------------------
 */

void
gradus_canvas_show_problems (GradusCanvas *self, const char *id)
{
  GrModel *model = gradus_document_model (self->document);
  const gint index = gradus_scene_home (self->scene, id);
  GtkWidget *popover = NULL;
  const graphene_rect_t mark = gradus_block_mark_area ();
  graphene_point_t at;

  /* Of a folded group: what is wrong with the first of its blocks. */
  for (guint i = 0; index >= 0 && i < gr_model_n_problems (model) && !popover; i++)
    {
      const char *block = gr_model_problem_at (model, i)->block;

      if (block && gradus_scene_home (self->scene, block) == index)
        popover = gradus_problem_popover_new (self->document, block);
    }
  if (!popover)
    return;
  const graphene_rect_t *bounds = &gradus_scene_item (self->scene, index)->bounds;
  at = gradus_viewport_to_screen (self->viewport,
                                  bounds->origin.x + mark.origin.x + mark.size.width / 2,
                                  bounds->origin.y + mark.origin.y + mark.size.height);
  gradus_canvas_popup (self, popover, at.x, at.y);
}

/* Goes round what is wrong, from the selected block on. */
static void
next_problem (GradusCanvas *self)
{
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
zoom_in (GradusCanvas *self)
{
  gradus_canvas_zoom_by (self, ZOOM_STEP);
}

static void
zoom_out (GradusCanvas *self)
{
  gradus_canvas_zoom_by (self, 1 / ZOOM_STEP);
}

static void
zoom_normal (GradusCanvas *self)
{
  gradus_canvas_zoom_by (self, 1 / gradus_viewport_zoom (self->viewport));
}

static void
zoom_selection (GradusCanvas *self)
{
  graphene_rect_t area;

  if (gradus_canvas_chosen_area (self, &area))
    gradus_canvas_fit_area (self, &area, 1.5);
}

/* --- the menu -----------------------------------------------------------------------------------
 */

/* GTK 4.8 opens a menu above its point only where there is room for all of it, and else makes it
 * lower. When it has its lines, which come in an idle moment: up, so that it ends in the window. */
static gboolean
raise_menu (gpointer user)
{
  GtkWidget *popover = user, *canvas = gtk_widget_get_parent (popover);
  GdkRectangle at;
  gint height, over;
  gdouble y;

  if (!canvas || !gtk_widget_get_visible (popover))
    return G_SOURCE_REMOVE;
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (canvas));
  gtk_widget_measure (popover, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  gtk_popover_get_pointing_to (GTK_POPOVER (popover), &at);
  gtk_widget_translate_coordinates (canvas, window, 0, at.y + at.height, NULL, &y);
  over = (gint) MIN (y + height - gtk_widget_get_height (window), y);
  if (over > 0)
    {
      at.y -= over;
      gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
    }
  return G_SOURCE_REMOVE;
}

void
gradus_canvas_popup_menu (GradusCanvas *self, gdouble x, gdouble y)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
      "/org/gradus/Gradus/ui/canvas-menu.ui");
  GMenuModel *menu = G_MENU_MODEL (gtk_builder_get_object (builder, "menu"));
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gradus_canvas_popup (self, popover, x, y);
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, raise_menu, g_object_ref (popover), g_object_unref);
}

static void
show_menu (GradusCanvas *self)
{
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
  const guint n = gradus_document_n_selected (self->document);
  GrModel *model = gradus_document_model (self->document);
  const guint n_all = n + gradus_document_n_notes_selected (self->document);
  const gboolean in_group = gradus_canvas_chosen_group (self) != NULL;
  static const char *const of_copying[] = { "canvas.cut", "canvas.copy", "canvas.duplicate" };

  for (gsize i = 0; i < G_N_ELEMENTS (of_copying); i++)
    gtk_widget_action_set_enabled (widget, of_copying[i], n_all > 0);
  gtk_widget_action_set_enabled (widget, "canvas.delete", n_all > 0 || self->wire_block);
  gtk_widget_action_set_enabled (widget, "canvas.group", n > 0);
  gtk_widget_action_set_enabled (widget, "canvas.zoom-selection", n_all > 0);
  gtk_widget_action_set_enabled (widget, "canvas.link", gradus_canvas_can_link (self));
  gtk_widget_action_set_enabled (widget, "canvas.ungroup", in_group);
  gtk_widget_action_set_enabled (widget, "canvas.fold", in_group);
  gtk_widget_action_set_enabled (widget, "canvas.repeat", in_group);
  gtk_widget_action_set_enabled (widget, "canvas.align", n_all > 1);
  gtk_widget_action_set_enabled (widget, "canvas.distribute", n_all > 2);
  gtk_widget_action_set_enabled (widget, "canvas.next-problem", gr_model_n_problems (model) > 0);
}

/* What needs no parameter, with its keys: rows of one action stand together, and of its keys the
 * menu shows the last. */
static const struct
{
  const char *name;
  void (*run) (GradusCanvas *self); /* NULL: of a property */
  guint key;
  GdkModifierType modifiers;
} rows[] = {
  { "canvas.add", gradus_canvas_search, GDK_KEY_Insert, 0 },
  { "canvas.add-note", gradus_canvas_add_note, GDK_KEY_m, GDK_CONTROL_MASK },
  { "canvas.delete", gradus_canvas_delete, GDK_KEY_BackSpace, 0 },
  { "canvas.delete", gradus_canvas_delete, GDK_KEY_KP_Delete, 0 },
  { "canvas.delete", gradus_canvas_delete, GDK_KEY_Delete, 0 },
  { "canvas.cut", gradus_canvas_cut, GDK_KEY_x, GDK_CONTROL_MASK },
  { "canvas.copy", gradus_canvas_copy, GDK_KEY_c, GDK_CONTROL_MASK },
  { "canvas.paste", gradus_canvas_paste, GDK_KEY_v, GDK_CONTROL_MASK },
  { "canvas.duplicate", gradus_canvas_duplicate, GDK_KEY_d, GDK_CONTROL_MASK },
  { "canvas.select-all", select_all, GDK_KEY_a, GDK_CONTROL_MASK },
  { "canvas.group", gradus_canvas_group, GDK_KEY_g, GDK_CONTROL_MASK },
  { "canvas.ungroup", gradus_canvas_ungroup, GDK_KEY_g, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  { "canvas.fold", fold, GDK_KEY_e, GDK_CONTROL_MASK },
  { "canvas.repeat", gradus_canvas_ask_repeat, GDK_KEY_r, GDK_CONTROL_MASK },
  { "canvas.link", gradus_canvas_link_from, GDK_KEY_k, GDK_CONTROL_MASK },
  { "canvas.next-wire", gradus_canvas_next_wire, GDK_KEY_u, GDK_CONTROL_MASK },
  { "canvas.toggle", gradus_canvas_toggle_focused, GDK_KEY_space, GDK_CONTROL_MASK },
  { "canvas.lay-out", gradus_canvas_lay_out, GDK_KEY_l, GDK_CONTROL_MASK },
  { "canvas.left-to-right", NULL, GDK_KEY_l, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  { "canvas.next-problem", next_problem, GDK_KEY_F8, 0 },
  { "canvas.zoom-in", zoom_in, GDK_KEY_plus, GDK_CONTROL_MASK },
  { "canvas.zoom-in", zoom_in, GDK_KEY_equal, GDK_CONTROL_MASK },
  { "canvas.zoom-in", zoom_in, GDK_KEY_KP_Add, GDK_CONTROL_MASK },
  { "canvas.zoom-out", zoom_out, GDK_KEY_minus, GDK_CONTROL_MASK },
  { "canvas.zoom-out", zoom_out, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK },
  { "canvas.zoom-normal", zoom_normal, GDK_KEY_0, GDK_CONTROL_MASK },
  { "canvas.zoom-normal", zoom_normal, GDK_KEY_KP_0, GDK_CONTROL_MASK },
  { "canvas.zoom-fit", gradus_canvas_fit, GDK_KEY_9, GDK_CONTROL_MASK },
  { "canvas.zoom-selection", zoom_selection, GDK_KEY_8, GDK_CONTROL_MASK },
  { "canvas.menu", show_menu, GDK_KEY_Menu, 0 },
  { "canvas.menu", show_menu, GDK_KEY_F10, GDK_SHIFT_MASK },
};

static void
run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gsize i = 0;

  while (strcmp (rows[i].name, name) != 0)
    i++;
  rows[i].run (GRADUS_CANVAS (widget));
}

/* Control and an arrow go to another block, with Shift they select it too. */
static void
install_walk (GtkWidgetClass *klass)
{
  static const guint keys[] = { GDK_KEY_Right, GDK_KEY_Down, GDK_KEY_Left, GDK_KEY_Up };

  gtk_widget_class_install_action (klass, "canvas.walk", "(bb)", walk);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (gboolean selecting = FALSE; selecting <= TRUE; selecting++)
      gtk_widget_class_add_binding_action (
          klass, keys[i], selecting ? GDK_CONTROL_MASK | GDK_SHIFT_MASK : GDK_CONTROL_MASK,
          "canvas.walk", "(bb)", i < 2, selecting);
}

void
gradus_canvas_install_actions (GtkWidgetClass *klass)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].run && (i == 0 || strcmp (rows[i].name, rows[i - 1].name) != 0))
        gtk_widget_class_install_action (klass, rows[i].name, NULL, run);
      gtk_widget_class_add_binding_action (klass, rows[i].key, rows[i].modifiers, rows[i].name,
                                           NULL);
    }
  gtk_widget_class_install_property_action (klass, "canvas.left-to-right", "left-to-right");
  install_walk (klass);
  gtk_widget_class_install_action (klass, "canvas.align", "s", align);
  gtk_widget_class_install_action (klass, "canvas.distribute", "b", distribute);
}
