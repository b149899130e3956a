/* canvas-adding.c - new blocks on a GradusCanvas: searched for by name, dragged from the palette,
 * or for a wire that was dropped where nothing is. Where there is no room for one, what comes after
 * it is moved on.
 */
#include "canvas-private.h"

#include "model/compose.h"
#include "palette/block-search.h"
#include "room.h"
#include "style/count.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define NEAR 14 /* pixels from a wire at which a block is dropped on it */

/* --- drafts -------------------------------------------------------------------------------------
 */

static GrBlock *
make_draft (GradusCanvas *self, const GrBlockKind *kind, const GrSetting *settings)
{
  GrBlock *draft = gr_model_draft (gradus_document_model (self->document), kind->name, NULL, NULL);

  for (guint i = 0; settings && i < gr_block_kind_n_attributes (kind); i++)
    draft->settings[i] = settings[i];
  return draft;
}

static gboolean
is_loss (const GrBlock *block)
{
  return block->kind && gr_block_kind_is_loss (block->kind);
}

/* Adds @draft by @edit (transfer full), after @before (NULL: nothing is to be moved first), selects
 * it and brings it into view. */
static void
add (GradusCanvas *self, const GrBlock *draft, GrEdit *before, GrEdit *edit)
{
  g_autofree char *label = g_strdup_printf (_ ("Add %s"), draft->kind_name);
  g_autofree char *id = g_strdup (draft->id);
  GrEdit *both[] = { before ? before : edit, edit };
  GrEdit *whole = before ? gr_edit_compound (both, 2) : gr_edit_ref (edit);

  g_clear_pointer (&before, gr_edit_unref);
  gr_edit_unref (edit);
  if (gradus_canvas_apply (self, whole, label))
    gradus_canvas_show (self, id);
}

/* Where a block is seen: a folded group stands for what is in it. */
static graphene_point_t
place_of (GradusCanvas *self, const char *block)
{
  return gradus_scene_item (self->scene, gradus_scene_home (self->scene, block))->bounds.origin;
}

static void
put_draft (GrBlock *draft, graphene_point_t at, graphene_point_t step)
{
  draft->x = at.x + step.x;
  draft->y = at.y + step.y;
}

/* How far along the flow a point is. */
static gfloat
along (GradusCanvas *self, graphene_point_t point)
{
  return self->flow == GR_FLOW_RIGHT ? point.x : point.y;
}

/* What moves all that data of @block reach on by @distance. */
static GrEdit *
push (GradusCanvas *self, const char *block, gfloat distance)
{
  g_autoptr (GHashTable) behind = gr_compose_behind (gradus_document_model (self->document), block);

  return gradus_room_move_on (self->scene, gradus_document_model (self->document), behind,
                              distance);
}

/* What moves @to and all behind it on, so that a block fits between it and @from; NULL: there is
 * room. */
static GrEdit *
make_room (GradusCanvas *self, const char *from, const char *to)
{
  const gfloat start = along (self, place_of (self, from));
  const gfloat end = along (self, place_of (self, to));
  const gfloat wanted = start + 2 * along (self, gradus_flow_step (self->flow));

  return end >= wanted || end <= start ? NULL : push (self, to, wanted - end);
}

/* --- after a block, onto a wire, by itself ------------------------------------------------------
 */

/* The only reader of @id's output; NULL where there is none or are several. */
static const GrLink *
only_reader (GrModel *model, const char *id)
{
  const GrLink *reader = NULL;

  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);

      if (strcmp (link->from, id) != 0)
        continue;
      if (reader)
        return NULL;
      reader = link;
    }
  return reader;
}

/* The last block that nothing reads. */
static const GrBlock *
last_block (GrModel *model)
{
  for (guint i = gr_model_n_blocks (model); i-- > 0;)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      gboolean read = FALSE;

      for (guint l = 0; l < gr_model_n_links (model) && !read; l++)
        read = strcmp (gr_model_link_at (model, l)->from, block->id) == 0;
      if (!read)
        return block;
    }
  return NULL;
}

/* After which block the flow goes on: the selected one, that at the end of a selected group, or the
 * last. NULL: there is none. */
static const GrBlock *
block_to_go_on_from (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  g_auto (GStrv) selected = gradus_document_selection (self->document);
  const gint index = selected[0] ? gradus_scene_find (self->scene, selected[0]) : -1;
  const GradusSceneItem *item = index >= 0 ? gradus_scene_item (self->scene, index) : NULL;

  if (!item || (item->sources && item->sources->len == 0))
    return last_block (model);
  return gr_model_block (model, gradus_item_source (item, 0));
}

/* Beside what stands in its place. */
static void
put_aside (GradusCanvas *self, GrBlock *draft)
{
  const graphene_point_t at = GRAPHENE_POINT_INIT ((gfloat) draft->x, (gfloat) draft->y);
  const graphene_point_t none = { 0, 0 };

  put_draft (draft, gradus_room_beside (self->scene, at, NULL), none);
}

/* Before the loss @after, which is where a network goes on; what makes room there, or NULL. */
static GrEdit *
place_before (GradusCanvas *self, GrBlock *draft, const GrBlock *after)
{
  const graphene_point_t step = gradus_flow_step (self->flow), none = { 0, 0 };
  const GrLink *link = gr_model_link_to (gradus_document_model (self->document), after->id, 0);

  if (!link)
    {
      put_draft (draft, place_of (self, after->id), none);
      return push (self, after->id, along (self, step));
    }
  put_draft (draft, place_of (self, link->from), step);
  /* In the loss's own line, where that is another. */
  if (self->flow == GR_FLOW_RIGHT)
    draft->y = place_of (self, after->id).y;
  else
    draft->x = place_of (self, after->id).x;
  return make_room (self, link->from, after->id);
}

static GrEdit *
place_behind (GradusCanvas *self, GrBlock *draft, const GrBlock *after)
{
  const gboolean joins = draft->kind->category != GR_CATEGORY_INPUT && !is_loss (draft);
  const GrLink *reader = joins ? only_reader (gradus_document_model (self->document), after->id)
                               : NULL;

  put_draft (draft, place_of (self, after->id), gradus_flow_step (self->flow));
  if (reader)
    return make_room (self, after->id, reader->to);
  put_aside (self, draft);
  return NULL;
}

/* Where the flow goes on. */
static void
add_after (GradusCanvas *self, GrBlock *draft)
{
  GrModel *model = gradus_document_model (self->document);
  const GrBlock *after = block_to_go_on_from (self);
  g_autoptr (GError) error = NULL;
  GrEdit *room = NULL, *edit;

  if (after && is_loss (after) && !is_loss (draft))
    room = place_before (self, draft, after);
  else if (after)
    room = place_behind (self, draft, after);
  else
    {
      const graphene_point_t at = gradus_viewport_to_world (
          self->viewport, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
          gtk_widget_get_height (GTK_WIDGET (self)) / 4.0);

      draft->x = round (at.x - GRADUS_BLOCK_WIDTH / 2.0);
      draft->y = round (at.y);
    }
  edit = gr_compose_after (model, draft, after ? after->id : NULL, &error);
  if (!edit)
    edit = gr_compose_add (model, draft, NULL);
  add (self, draft, room, edit);
}

/* Onto a wire: into the line of its blocks, with room made where they stand close. */
static void
add_on_wire (GradusCanvas *self, GrBlock *draft, const GradusWire *wire)
{
  GrModel *model = gradus_document_model (self->document);
  const GrLink *link = gr_model_link_to (model, wire->to_block, wire->input);
  const graphene_point_t from = place_of (self, link->from), to = place_of (self, link->to);
  GrEdit *room = NULL, *edit;

  if (gradus_room_is_taken (self->scene, GRAPHENE_POINT_INIT ((gfloat) draft->x, (gfloat) draft->y),
                            NULL)
      && along (self, to) > along (self, from))
    {
      room = make_room (self, link->from, link->to);
      put_draft (draft, from, gradus_flow_step (self->flow));
    }
  edit = gr_compose_splice (model, draft, wire->to_block, wire->input, NULL);
  add (self, draft, room,
       edit ? gradus_canvas_into_wire (self, edit, wire, draft->id)
            : gr_compose_add (model, draft, NULL));
}

/* The wire that a block at this point of the widget would be put into; -1. */
static gint
wire_under (GradusCanvas *self, gdouble x, gdouble y)
{
  const graphene_point_t at = gradus_viewport_to_world (self->viewport, x, y);

  return gradus_scene_wire_at (self->scene, &at, NEAR / gradus_viewport_zoom (self->viewport));
}

/* The end of a dropped wire goes to the new block. */
static void
add_at_wire_end (GradusCanvas *self, const GrBlock *draft)
{
  GrModel *model = gradus_document_model (self->document);
  GradusLooseWire *loose = &self->loose;
  GrEdit *edits[2] = { gr_compose_add (model, draft, NULL), NULL };
  GrEdit *edit;

  if (loose->from && draft->kind->category != GR_CATEGORY_INPUT)
    edits[1] = gr_edit_add_link (loose->from, draft->id, 0, GR_AT_END);
  else if (loose->to && !gr_block_kind_is_loss (draft->kind))
    edits[1] = gr_edit_add_link (draft->id, loose->to, loose->input, GR_AT_END);
  edit = gr_edit_compound (edits, edits[1] ? 2 : 1);
  gr_edit_unref (edits[0]);
  g_clear_pointer (&edits[1], gr_edit_unref);
  add (self, draft, NULL, edit);
}

void
gradus_canvas_add_block (GradusCanvas *self, const GrBlockKind *kind, const GrSetting *settings)
{
  g_autoptr (GrBlock) draft = make_draft (self, kind, settings);

  add_after (self, draft);
}

void
gradus_canvas_add_block_at (GradusCanvas *self, const GrBlockKind *kind, const GrSetting *settings,
                            gdouble x, gdouble y)
{
  g_autoptr (GrBlock) draft = make_draft (self, kind, settings);
  const graphene_point_t at = gradus_viewport_to_world (self->viewport, x, y);
  const gint wire = wire_under (self, x, y);

  draft->x = round (at.x - GRADUS_BLOCK_WIDTH / 2.0);
  draft->y = round (at.y - GRADUS_BLOCK_HEIGHT / 2.0);
  if (wire >= 0 && kind->category != GR_CATEGORY_INPUT && !gr_block_kind_is_loss (kind))
    add_on_wire (self, draft, gradus_scene_wire (self->scene, wire));
  else
    {
      put_aside (self, draft);
      add (self, draft, NULL, gr_compose_add (gradus_document_model (self->document), draft, NULL));
    }
}

/* --- the search ---------------------------------------------------------------------------------
 */

/* With its port where the wire was let go. */
static void
place_at_wire_end (GradusCanvas *self, GrBlock *draft)
{
  const GradusLooseWire *loose = &self->loose;
  const gboolean sideways = self->flow == GR_FLOW_RIGHT;
  const gdouble back = loose->to ? 1 : 0;

  draft->x = round (loose->at.x - GRADUS_BLOCK_WIDTH * (sideways ? back : 0.5));
  draft->y = round (loose->at.y - GRADUS_BLOCK_HEIGHT * (sideways ? 0.5 : back));
}

static void
add_match (GradusCanvas *self, const GradusMatch *match)
{
  GradusLooseWire *loose = &self->loose;

  if (loose->from || loose->to)
    {
      g_autoptr (GrBlock) draft = make_draft (self, match->kind, match->settings);

      place_at_wire_end (self, draft);
      add_at_wire_end (self, draft);
      g_clear_pointer (&loose->from, g_free);
      g_clear_pointer (&loose->to, g_free);
    }
  else
    gradus_canvas_add_block (self, match->kind, match->settings);
}

/* The first block goes to the end of the wire that was let go, if any. */
static void
add_chain (GradusCanvas *self, const GradusMatch *match)
{
  const guint n = gradus_match_n_blocks (match);
  g_autofree char *count = gradus_count (n);
  g_autofree char *label = g_strdup_printf (ngettext ("Add %s Block", "Add %s Blocks", n), count);

  if (n > 1)
    gradus_document_begin_step (self->document, label);
  for (guint i = 0; i < n; i++)
    add_match (self, gradus_match_block (match, i));
  if (n > 1)
    gradus_document_end_step (self->document);
}

void
gradus_canvas_add_match (GradusCanvas *self, const GradusMatch *match)
{
  g_clear_pointer (&self->loose.from, g_free);
  g_clear_pointer (&self->loose.to, g_free);
  add_chain (self, match);
}

static void
block_chosen (GradusBlockSearch *search, const GradusMatch *match, GradusCanvas *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  add_chain (self, match);
}

static GradusBlockSearch *
ensure_search (GradusCanvas *self)
{
  if (!self->search)
    {
      self->search = gradus_block_search_new ();
      gtk_widget_set_parent (self->search, GTK_WIDGET (self));
      g_signal_connect (self->search, "block-chosen", G_CALLBACK (block_chosen), self);
    }
  return GRADUS_BLOCK_SEARCH (self->search);
}

void
gradus_canvas_search (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  const GrBlock *after = block_to_go_on_from (self);
  const GrLink *link = after && is_loss (after) ? gr_model_link_to (model, after->id, 0) : NULL;
  /* Where nothing is yet, one may begin with anything. */
  g_autoptr (GPtrArray) fitting = after ? gr_compose_fitting (model, link ? link->from : after->id)
                                        : NULL;
  gdouble x, y;

  g_clear_pointer (&self->loose.from, g_free);
  g_clear_pointer (&self->loose.to, g_free);
  gradus_canvas_menu_place (self, &x, &y);
  if (self->pointer_x >= 0)
    {
      x = self->pointer_x;
      y = self->pointer_y;
    }
  gradus_block_search_open (ensure_search (self), x, y, fitting);
}

void
gradus_canvas_search_for_wire (GradusCanvas *self, const char *from, const char *to, guint input,
                               graphene_point_t at)
{
  GrModel *model = gradus_document_model (self->document);
  g_autoptr (GPtrArray) fitting = from ? gr_compose_fitting (model, from)
                                       : gr_compose_feeding (model, to);
  const graphene_point_t place = gradus_viewport_to_screen (self->viewport, at.x, at.y);

  self->loose = (GradusLooseWire){ g_strdup (from), g_strdup (to), input, at };
  gradus_block_search_open (ensure_search (self), place.x, place.y, fitting);
}

/* --- from the palette ---------------------------------------------------------------------------
 */

static gboolean
dropped (GtkDropTarget *target, const GValue *value, gdouble x, gdouble y, GradusCanvas *self)
{
  const GradusMatch *match = g_value_get_boxed (value);

  if (!match)
    return FALSE;
  gradus_canvas_add_block_at (self, match->kind, match->settings, x, y);
  return TRUE;
}

/* The wire that it would be spliced into stands out. */
static GdkDragAction
drop_motion (GtkDropTarget *target, gdouble x, gdouble y, GradusCanvas *self)
{
  const gint index = wire_under (self, x, y);
  const GradusWire *wire = index >= 0 ? gradus_scene_wire (self->scene, index) : NULL;
  gradus_canvas_select_wire (self, wire ? wire->to_block : NULL, wire ? wire->input : 0);
  return GDK_ACTION_COPY;
}

static void
drop_left (GtkDropTarget *target, GradusCanvas *self)
{
  gradus_canvas_select_wire (self, NULL, 0);
}

void
gradus_canvas_accept_blocks (GradusCanvas *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GRADUS_TYPE_MATCH, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (dropped), self);
  g_signal_connect (target, "motion", G_CALLBACK (drop_motion), self);
  g_signal_connect (target, "leave", G_CALLBACK (drop_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
