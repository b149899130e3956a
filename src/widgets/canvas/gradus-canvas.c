/* gradus-canvas.c - GradusCanvas as a widget: what it shows, and following the document. See
 * gradus-canvas.h; what part of it is seen is in canvas-view.c, the pointer in canvas-pointer.c and
 * canvas-wiring.c, the keyboard in canvas-keys.c.
 */
#include "canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "exchange/notes.h"
#include "look.h"
#include "note-view.h"
#include "scene-draw.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (GradusCanvas, gradus_canvas, GTK_TYPE_WIDGET)

static guint block_activated, resized;

enum
{
  PROP_0,
  PROP_LEFT_TO_RIGHT,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

void
gradus_canvas_activate (GradusCanvas *self, const char *id)
{
  if (gr_model_group (gradus_document_model (self->document), id))
    gradus_canvas_fold (self, id);
  else
    g_signal_emit (self, block_activated, 0, id);
}

GradusDocument *
gradus_canvas_document (GradusCanvas *self)
{
  return self->document;
}

GradusViewport *
gradus_canvas_viewport (GradusCanvas *self)
{
  return self->viewport;
}

GradusScene *
gradus_canvas_scene (GradusCanvas *self)
{
  return self->scene;
}

const GradusBlockStyle *
gradus_canvas_style (GradusCanvas *self)
{
  return self->style;
}

/* --- following the document ---------------------------------------------------------------------
 */

gint
gradus_canvas_selected_wire (GradusCanvas *self)
{
  for (guint i = 0; self->wire_block && i < self->scene->wires->len; i++)
    {
      const GradusWire *wire = gradus_scene_wire (self->scene, i);

      if (wire->input == self->wire_input && strcmp (wire->to_block, self->wire_block) == 0)
        return (gint) i;
    }
  return -1;
}

void
gradus_canvas_select_wire (GradusCanvas *self, const char *to, guint input)
{
  g_autofree char *block = g_strdup (to);

  if (block)
    gradus_document_select_none (self->document);
  g_free (self->wire_block);
  self->wire_block = g_steal_pointer (&block);
  self->wire_input = input;
  self->wire_by_keys = FALSE;
  gradus_canvas_update_hint (self);
  gradus_canvas_update_actions (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The numbers of the items that are selected: of a folded group also where something in it is.
 * (transfer full) */
static GHashTable *
selected_items (GradusCanvas *self)
{
  GHashTable *items = g_hash_table_new (NULL, NULL);
  g_auto (GStrv) ids = gradus_document_selection (self->document);

  for (guint i = 0; ids[i]; i++)
    {
      const gint index = gradus_scene_home (self->scene, ids[i]);

      if (index >= 0)
        g_hash_table_add (items, GINT_TO_POINTER (index));
    }
  return items;
}

void
gradus_canvas_update_states (GradusCanvas *self)
{
  const gboolean wiring = self->drag.kind == GRADUS_DRAG_WIRE;
  const GradusPort loose_end = self->drag.from_input ? self->drag.wire_from : self->drag.wire_to;
  g_autoptr (GHashTable) selected = selected_items (self);

  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const char *id = gradus_scene_item (self->scene, i)->id;
      GradusBlockView *view = gradus_block_layer_view_at (self->layer, i);
      GradusBlockState state = gradus_block_view_state (view) & GRADUS_STATE_FOCUSED;

      if (g_hash_table_contains (selected, GUINT_TO_POINTER (i)))
        state |= GRADUS_STATE_SELECTED;
      if (wiring && !gradus_canvas_wire_fits (self, i))
        state |= GRADUS_STATE_DIMMED;
      if (wiring && loose_end.item == (gint) i)
        state |= GRADUS_STATE_TARGET;
      if (g_strcmp0 (self->hovered, id) == 0)
        state |= GRADUS_STATE_HOVERED;
      gradus_block_view_set_state (view, state);
    }
  gradus_canvas_select_frames (self);
  gradus_canvas_update_notes (self);
  gradus_canvas_update_hint (self);
}

static void
model_changed (GradusCanvas *self)
{
  GradusScene *before = self->scene;

  gradus_canvas_cancel_drag (self);
  self->scene = gradus_scene_new (gradus_document_model (self->document), self->flow);
  gradus_block_layer_set_scene (self->layer, self->scene);
  gradus_canvas_update_frames (self);
  g_clear_pointer (&before, gradus_scene_free);
  if (gradus_canvas_selected_wire (self) < 0)
    g_clear_pointer (&self->wire_block, g_free);
  gradus_canvas_update_states (self);
  gradus_canvas_describe_blocks (self);
  gradus_canvas_update_actions (self);
  gradus_canvas_redraw (self);
}

/* Also when a run ends, in the middle of a drag. */
static void
weights_changed (GradusCanvas *self)
{
  gradus_scene_mark_weights (self->scene, gradus_document_model (self->document));
  gradus_block_layer_set_scene (self->layer, self->scene);
  gradus_canvas_redraw (self);
}

static GrFlow
flow_of (GradusDocument *document)
{
  g_autoptr (JsonNode) section = gradus_document_section (document, "canvas");

  return gr_flow_read (section);
}

static void
flow_changed (GradusCanvas *self)
{
  const GrFlow flow = flow_of (self->document);

  if (flow == self->flow)
    return;
  self->flow = flow;
  model_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEFT_TO_RIGHT]);
}

static void
selection_changed (GradusCanvas *self)
{
  if (gradus_document_n_selected (self->document) > 0
      || gradus_document_n_notes_selected (self->document) > 0)
    g_clear_pointer (&self->wire_block, g_free);
  gradus_canvas_update_states (self);
  gradus_canvas_update_actions (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pointed_out (GradusCanvas *self, const char *id)
{
  const gint index = gradus_scene_home (self->scene, id);

  if (index >= 0)
    gradus_canvas_reveal (self, &gradus_scene_item (self->scene, index)->bounds);
}

void
gradus_canvas_say (GradusCanvas *self, const char *sentence)
{
  GtkWidget *text = gtk_label_new (sentence);
  GtkWidget *popover = gtk_popover_new ();
  gdouble x, y;

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 40);
  gtk_popover_set_child (GTK_POPOVER (popover), text);
  gradus_canvas_menu_place (self, &x, &y);
  gradus_canvas_popup (self, popover, x, y);
}

gboolean
gradus_canvas_apply (GradusCanvas *self, GrEdit *edit, const char *label)
{
  return gradus_canvas_apply_with_notes (self, edit, NULL, label, NULL);
}

gboolean
gradus_canvas_apply_with_notes (GradusCanvas *self, GrEdit *edit, const GPtrArray *notes,
                                const char *label, const char *merge)
{
  g_autoptr (GrEdit) owned = edit;
  g_autoptr (JsonNode) section = notes ? gr_notes_write (notes) : NULL;
  g_autoptr (GError) error = NULL;

  if (!notes)
    gradus_document_apply_merged (self->document, owned, label, merge, &error);
  else if (!owned)
    gradus_document_set_section (self->document, "notes", section, label, merge, &error);
  else
    gradus_document_apply_with_section (self->document, owned, "notes", section, label, merge,
                                        &error);
  if (!error)
    return TRUE;
  gradus_canvas_say (self, error->message);
  return FALSE;
}

gboolean
gradus_canvas_is_chosen (GradusCanvas *self, const char *id)
{
  GrModel *model = gradus_document_model (self->document);
  const GrBlock *block = gr_model_block (model, id);
  const char *at = id;

  while (at && !gradus_document_is_selected (self->document, at))
    {
      at = block ? block->group : gr_model_group (model, at)->parent;
      block = NULL;
    }
  return at != NULL;
}

gboolean
gradus_canvas_chosen_area (GradusCanvas *self, graphene_rect_t *area)
{
  g_autoptr (GPtrArray) notes = gradus_canvas_chosen_notes (self);

  *area = *graphene_rect_zero ();
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (self->scene, i);

      if (gradus_canvas_is_chosen (self, item->id))
        gradus_rect_include (area, &item->bounds);
    }
  for (guint i = 0; i < notes->len; i++)
    {
      const graphene_rect_t place = gradus_note_view_area (notes->pdata[i]);

      gradus_rect_include (area, &place);
    }
  return area->size.width > 0;
}

GHashTable *
gradus_canvas_chosen_blocks (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  GHashTable *chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    if (gradus_canvas_is_chosen (self, gr_model_block_at (model, i)->id))
      g_hash_table_add (chosen, g_strdup (gr_model_block_at (model, i)->id));
  return chosen;
}

/* --- popovers -----------------------------------------------------------------------------------
 */

static gboolean
drop_popover (gpointer user)
{
  gtk_widget_unparent (user);
  g_object_unref (user);
  return G_SOURCE_REMOVE;
}

static void
popover_closed (GtkWidget *popover, GradusCanvas *self)
{
  if (self->popover == popover)
    self->popover = NULL;
  /* A menu's action is activated after it has closed. */
  g_idle_add (drop_popover, g_object_ref (popover));
}

void
gradus_canvas_popup (GradusCanvas *self, GtkWidget *popover, gdouble x, gdouble y)
{
  if (self->popover)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  self->popover = popover;
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (gint) x, (gint) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (popover_closed), self);
  gtk_popover_popup (GTK_POPOVER (popover));
}

void
gradus_canvas_menu_place (GradusCanvas *self, gdouble *x, gdouble *y)
{
  const gint width = gtk_widget_get_width (GTK_WIDGET (self));
  const gint height = gtk_widget_get_height (GTK_WIDGET (self));
  g_autoptr (GPtrArray) notes = gradus_canvas_chosen_notes (self);

  *x = self->pointer_x >= 0 ? self->pointer_x : width / 2.0;
  *y = self->pointer_x >= 0 ? self->pointer_y : height / 2.0;
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (self->scene, i);
      graphene_point_t at;

      if (!gradus_document_is_selected (self->document, item->id))
        continue;
      at = gradus_viewport_to_screen (self->viewport,
                                      item->bounds.origin.x + GRADUS_BLOCK_WIDTH / 2.0,
                                      item->bounds.origin.y + GRADUS_BLOCK_HEIGHT);
      *x = CLAMP (at.x, 0, width);
      *y = CLAMP (at.y, 0, height);
      return;
    }
  if (notes->len)
    {
      const graphene_rect_t area = gradus_note_view_area (notes->pdata[0]);
      const graphene_point_t at = gradus_viewport_to_screen (
          self->viewport, area.origin.x + area.size.width / 2, area.origin.y + area.size.height);

      *x = CLAMP (at.x, 0, width);
      *y = CLAMP (at.y, 0, height);
    }
}

/* --- the layer and its style --------------------------------------------------------------------
 */

static GradusDetail
current_detail (GradusCanvas *self)
{
  return gradus_detail_at_zoom (gradus_viewport_zoom (self->viewport), self->scene->items->len);
}

static void
update_layer (GradusCanvas *self)
{
  graphene_rect_t area = gradus_viewport_visible (self->viewport,
                                                  gtk_widget_get_width (GTK_WIDGET (self)),
                                                  gtk_widget_get_height (GTK_WIDGET (self)));

  /* Ports and marks stand out of their blocks. */
  graphene_rect_inset (&area, -12, -12);
  gradus_block_layer_set_view (self->layer, self->viewport, &area, current_detail (self));
}

void
gradus_canvas_redraw (GradusCanvas *self)
{
  update_layer (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_style (GradusCanvas *self)
{
  GradusBlockStyle *before = self->style;
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));

  g_clear_pointer (&self->font, pango_font_description_free);
  self->font = pango_font_description_copy (pango_context_get_font_description (context));
  self->style = gradus_block_style_new (context, gradus_palette_current ());
  gradus_block_layer_set_style (self->layer, self->style);
  g_clear_pointer (&before, gradus_block_style_free);
  g_clear_pointer (&self->grid.row, gsk_render_node_unref);
  if (self->scene)
    gradus_scene_forget_drawings (self->scene);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gradus_canvas_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size, gint *minimum,
                       gint *natural, gint *minimum_baseline, gint *natural_baseline)
{
  *minimum = 200;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 400;
}

static void
gradus_canvas_size_allocate (GtkWidget *widget, gint width, gint height, gint baseline)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);

  if (gradus_canvas_follow_size (self, width, height))
    g_signal_emit (self, resized, 0);
  update_layer (self);
  gtk_widget_allocate (GTK_WIDGET (self->layer), width, height, -1, NULL);
  gradus_canvas_place_notes (self);
  gradus_canvas_place_frames (self);
  gradus_canvas_place_hint (self, width);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
}

/* --- drawing ------------------------------------------------------------------------------------
 */

static void
draw_guides (GradusCanvas *self, GtkSnapshot *snapshot)
{
  const GradusPalette *palette = gradus_block_style_palette (self->style);
  const GradusDrag *drag = &self->drag;
  const graphene_rect_t *area = &drag->guide_area;
  const gfloat hair = (gfloat) (1 / gradus_viewport_zoom (self->viewport));

  if (drag->kind != GRADUS_DRAG_MOVE || !drag->begun)
    return;
  if (!isnan (drag->guide_x))
    gtk_snapshot_append_color (snapshot, &palette->accent,
                               &GRAPHENE_RECT_INIT ((gfloat) drag->guide_x, area->origin.y - 20,
                                                    hair, area->size.height + 40));
  if (!isnan (drag->guide_y))
    gtk_snapshot_append_color (snapshot, &palette->accent,
                               &GRAPHENE_RECT_INIT (area->origin.x - 20, (gfloat) drag->guide_y,
                                                    area->size.width + 40, hair));
}

static void
draw_band (GradusCanvas *self, GtkSnapshot *snapshot)
{
  const GradusPalette *palette = gradus_block_style_palette (self->style);
  const GradusDrag *drag = &self->drag;
  const GdkRGBA fill = gradus_fade (palette->accent, 0.12f);
  const gfloat hair = (gfloat) (1 / gradus_viewport_zoom (self->viewport));
  graphene_rect_t band;
  GskRoundedRect outline;

  if (drag->kind != GRADUS_DRAG_BAND || !drag->begun)
    return;
  graphene_rect_init (&band, drag->start.x, drag->start.y, drag->now.x - drag->start.x,
                      drag->now.y - drag->start.y);
  graphene_rect_normalize (&band);
  gtk_snapshot_append_color (snapshot, &fill, &band);
  gsk_rounded_rect_init_from_rect (&outline, &band, 0);
  gtk_snapshot_append_border (
      snapshot, &outline, (gfloat[]){ hair, hair, hair, hair },
      (GdkRGBA[]){ palette->accent, palette->accent, palette->accent, palette->accent });
}

static void
push_world (GradusCanvas *self, GtkSnapshot *snapshot)
{
  GskTransform *transform = gradus_viewport_transform (self->viewport);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_transform (snapshot, transform);
  gsk_transform_unref (transform);
}

static void
gradus_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  const gint width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const graphene_rect_t area = gradus_viewport_visible (self->viewport, width, height);
  const GradusDetail detail = current_detail (self);

  gtk_snapshot_append_color (snapshot, &gradus_block_style_palette (self->style)->background,
                             &GRAPHENE_RECT_INIT (0, 0, width, height));
  gradus_canvas_draw_grid (self, snapshot, width, height);
  gradus_canvas_draw_notes (self, snapshot);
  push_world (self, snapshot);
  gradus_scene_draw_frames (self->scene, snapshot, self->style, &area, detail);
  gradus_scene_draw_wires (self->scene, snapshot, self->style, &area, detail,
                           gradus_canvas_selected_wire (self));
  gradus_canvas_draw_lit_wires (self, snapshot);
  gtk_snapshot_restore (snapshot);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->layer), snapshot);
  push_world (self, snapshot);
  gradus_canvas_draw_lit_blocks (self, snapshot);
  gradus_canvas_draw_wire (self, snapshot);
  draw_guides (self, snapshot);
  draw_band (self, snapshot);
  gtk_snapshot_restore (snapshot);
  gtk_widget_snapshot_child (widget, self->hint, snapshot);
}

/* --- words at the pointer -----------------------------------------------------------------------
 */

char *
gradus_canvas_wire_text (GradusCanvas *self, const GradusWire *wire)
{
  const char *from = gradus_scene_item (self->scene, wire->from)->look.name;
  const char *to = gradus_scene_item (self->scene, wire->to)->look.name;

  return g_strdup_printf ("%s → %s%s%s", from, to, wire->shape ? ": " : "",
                          wire->shape ? wire->shape : "");
}

static char *
item_text (GradusCanvas *self, const GradusSceneItem *item)
{
  GrModel *model = gradus_document_model (self->document);
  const GrBlock *block = gr_model_block (model, item->id);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);

      if (problem->block
          && gradus_scene_item (self->scene, gradus_scene_home (self->scene, problem->block))
                 == item)
        g_string_append_printf (text, "%s%s", text->len ? "\n" : "", problem->message);
    }
  if (text->len == 0)
    {
      g_autofree char *sentence = gradus_look_sentence (&item->look);

      g_string_append (text, sentence);
      if (block && block->kind)
        g_string_append_printf (text, "\n%s", _ (block->kind->summary));
    }
  return g_string_free (text, FALSE);
}

static gboolean
gradus_canvas_query_tooltip (GtkWidget *widget, gint x, gint y, gboolean keyboard,
                             GtkTooltip *tooltip)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  const graphene_point_t at = gradus_viewport_to_world (self->viewport, x, y);
  const GradusHit hit = gradus_scene_pick (self->scene, &at,
                                           3 / gradus_viewport_zoom (self->viewport));
  g_autofree char *text = NULL;

  if (keyboard || self->popover || self->drag.kind != GRADUS_DRAG_NONE
      || hit.part == GRADUS_PART_NOTHING || hit.part == GRADUS_PART_FRAME
      || hit.part == GRADUS_PART_BODY)
    return FALSE;
  text = hit.part == GRADUS_PART_WIRE
             ? gradus_canvas_wire_text (self, gradus_scene_wire (self->scene, hit.index))
             : item_text (self, gradus_scene_item (self->scene, hit.index));
  gtk_tooltip_set_text (tooltip, text);
  return *text != '\0';
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_canvas_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GradusCanvas *self = GRADUS_CANVAS (widget);
  PangoContext *context = gtk_widget_get_pango_context (widget);

  GTK_WIDGET_CLASS (gradus_canvas_parent_class)->css_changed (widget, change);
  if (self->layer && self->font
      && !pango_font_description_equal (self->font, pango_context_get_font_description (context)))
    update_style (self);
}

static void
gradus_canvas_dispose (GObject *object)
{
  GradusCanvas *self = GRADUS_CANVAS (object);
  GtkWidget *child;

  gradus_canvas_cancel_drag (self);
  self->popover = self->search = NULL;
  g_ptr_array_set_size (self->notes, 0);
  g_ptr_array_set_size (self->frames, 0);
  self->layer = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_pointer (&self->scene, gradus_scene_free);
  g_clear_pointer (&self->style, gradus_block_style_free);
  g_clear_pointer (&self->grid.row, gsk_render_node_unref);
  g_clear_pointer (&self->font, pango_font_description_free);
  g_clear_pointer (&self->hovered, g_free);
  g_clear_pointer (&self->wire_block, g_free);
  gradus_canvas_clear_light (self);
  g_clear_pointer (&self->loose.from, g_free);
  g_clear_pointer (&self->loose.to, g_free);
  g_clear_object (&self->viewport);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_canvas_parent_class)->dispose (object);
}

static void
gradus_canvas_finalize (GObject *object)
{
  g_ptr_array_unref (GRADUS_CANVAS (object)->notes);
  g_ptr_array_unref (GRADUS_CANVAS (object)->frames);
  G_OBJECT_CLASS (gradus_canvas_parent_class)->finalize (object);
}

static void
gradus_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, GRADUS_CANVAS (object)->flow == GR_FLOW_RIGHT);
}

static void
gradus_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  gradus_canvas_set_flow (GRADUS_CANVAS (object),
                          g_value_get_boolean (value) ? GR_FLOW_RIGHT : GR_FLOW_DOWN);
}

static void
gradus_canvas_class_init (GradusCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = gradus_canvas_get_property;
  G_OBJECT_CLASS (klass)->set_property = gradus_canvas_set_property;
  properties[PROP_LEFT_TO_RIGHT] = g_param_spec_boolean ("left-to-right", NULL, NULL, FALSE,
                                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                             | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  G_OBJECT_CLASS (klass)->dispose = gradus_canvas_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_canvas_finalize;
  widget_class->measure = gradus_canvas_measure;
  widget_class->size_allocate = gradus_canvas_size_allocate;
  widget_class->snapshot = gradus_canvas_snapshot;
  widget_class->query_tooltip = gradus_canvas_query_tooltip;
  widget_class->css_changed = gradus_canvas_css_changed;
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gradus_canvas_install_actions (widget_class);
  block_activated = g_signal_new ("block-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  resized = g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
}

static void
gradus_canvas_init (GradusCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->pointer_x = self->pointer_y = -1;
  self->notes = g_ptr_array_new ();
  self->frames = g_ptr_array_new ();
  self->viewport = gradus_viewport_new ();
  self->layer = GRADUS_BLOCK_LAYER (gradus_block_layer_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->layer), widget);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Model"),
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->layer), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Blocks"), -1);
  gradus_canvas_add_hint (self);
  gradus_canvas_add_pointer (self);
  gradus_canvas_add_keys (self);
  gradus_canvas_accept_blocks (self);
  update_style (self);
  g_signal_connect_swapped (self->viewport, "changed", G_CALLBACK (gradus_canvas_redraw), self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_style), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update_style), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
gradus_canvas_new (GradusDocument *document)
{
  GradusCanvas *self = g_object_new (GRADUS_TYPE_CANVAS, NULL);

  self->document = g_object_ref (document);
  self->flow = flow_of (document);
  g_signal_connect_object (document, "section-changed::canvas", G_CALLBACK (flow_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (model_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "weights-changed", G_CALLBACK (weights_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "pointed-out", G_CALLBACK (pointed_out), self,
                           G_CONNECT_SWAPPED);
  model_changed (self);
  gradus_canvas_follow_notes (self);
  return GTK_WIDGET (self);
}
