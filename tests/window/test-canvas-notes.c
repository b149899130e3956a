/* test-canvas-notes.c - notes on the canvas: moved, sized, copied, by pointer and by keyboard. */
#include "canvas-helpers.h"
#include "waiting.h"

static GrNote *
note_at (GradusDocument *document, guint index, GPtrArray **notes)
{
  g_autoptr (JsonNode) section = gradus_document_section (document, "notes");

  *notes = gr_notes_read (section, NULL);
  g_assert_cmpuint ((*notes)->len, >, index);
  return (*notes)->pdata[index];
}

static void
assert_note (GradusDocument *document, guint index, gdouble x, gdouble y, gdouble width,
             gdouble height)
{
  g_autoptr (GPtrArray) notes = NULL;
  const GrNote *note = note_at (document, index, &notes);

  g_assert_cmpfloat (note->x, ==, x);
  g_assert_cmpfloat (note->y, ==, y);
  g_assert_cmpfloat (note->width, ==, width);
  g_assert_cmpfloat (note->height, ==, height);
}

static GradusDocument *
document_with_note (void)
{
  GradusDocument *document = small_document ();
  g_autoptr (JsonNode) section = json_from_string (
      "[{\"id\": \"note1\", \"text\": \"Deeper?\", \"at\": [300, 40], \"size\": [200, 96]}]", NULL);

  g_assert_true (gradus_document_set_section (document, "notes", section, "Add", NULL, NULL));
  return document;
}

static GtkEventController *
controller_of (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

      if (G_OBJECT_TYPE (controller) == type)
        return controller;
    }
  g_assert_not_reached ();
}

static gboolean
press_key (gpointer widget, guint key, GdkModifierType modifiers)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (controller_of (widget, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key,
                         0, modifiers, &handled);
  return handled;
}

static guint
n_blocks (GradusDocument *document)
{
  return gr_model_n_blocks (gradus_document_model (document));
}

static void
act (GradusCanvas *canvas, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), action, NULL));
}

static gboolean
is_chosen (GradusCanvas *canvas, const char *id)
{
  return gradus_document_note_is_selected (canvas->document, id);
}

/* The text view in the editor of the note that was just added. */
static GtkTextBuffer *
editor_buffer (GradusCanvas *canvas)
{
  GtkWidget *scrolled = gtk_popover_get_child (GTK_POPOVER (canvas->popover));

  return gtk_text_view_get_buffer (
      GTK_TEXT_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled))));
}

static void
assert_text (GradusDocument *document, const char *text)
{
  g_autoptr (GPtrArray) notes = NULL;

  g_assert_cmpstr (note_at (document, 0, &notes)->text, ==, text);
}

/* A new note lies behind no block and no other note, wherever it is asked for. */
static void
test_room (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  const graphene_rect_t block = gradus_scene_item (canvas->scene, 0)->bounds;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) notes = NULL;
      const graphene_point_t at = gradus_viewport_to_screen (canvas->viewport, block.origin.x + 20,
                                                             block.origin.y + 5);
      const GrNote *note;
      graphene_rect_t area;

      canvas->pointer_x = at.x;
      canvas->pointer_y = at.y;
      act (canvas, "canvas.add-note");
      gtk_popover_popdown (GTK_POPOVER (canvas->popover));
      note = note_at (document, i, &notes);
      area = GRAPHENE_RECT_INIT ((gfloat) note->x, (gfloat) note->y, (gfloat) note->width,
                                 (gfloat) note->height);
      for (guint k = 0; k < canvas->scene->items->len; k++)
        g_assert_false (graphene_rect_intersection (
            &area, &gradus_scene_item (canvas->scene, k)->bounds, NULL));
      for (guint k = 0; k < places->len; k++)
        g_assert_false (
            graphene_rect_intersection (&area, &g_array_index (places, graphene_rect_t, k), NULL));
      g_array_append_val (places, area);
    }
  close_window (canvas);
}

/* What is typed is in the document before the editor closes, and is one step to undo. */
static void
test_typing (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  g_autofree char *before = NULL;

  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.add-note", NULL);
  {
    g_autoptr (GPtrArray) notes = NULL;

    before = g_strdup (note_at (document, 0, &notes)->text);
  }
  /* What it begins with is typed over. */
  gtk_text_buffer_delete_selection (editor_buffer (canvas), TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (editor_buffer (canvas), "Wider", -1);
  assert_text (document, "Wider");
  gtk_text_buffer_insert_at_cursor (editor_buffer (canvas), " here ", -1);
  assert_text (document, "Wider here");
  gtk_popover_popdown (GTK_POPOVER (canvas->popover));
  assert_text (document, "Wider here");
  gradus_document_undo (document);
  assert_text (document, before);
  gradus_document_redo (document);
  assert_text (document, "Wider here");
  close_window (canvas);
}

static graphene_rect_t
place_of (GradusCanvas *canvas, const char *id)
{
  return gradus_scene_item (canvas->scene, gradus_scene_find (canvas->scene, id))->bounds;
}

/* As blocks are laid out, a note goes with the one that it stands next to: from beside it to below
 * it where the flow turns. All that is one step. */
static void
test_laid_out (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  g_autoptr (JsonNode) section = json_from_string (
      "[{\"id\": \"note1\", \"text\": \"Deeper?\", \"at\": [290, 150], \"size\": [100, 60]}]",
      NULL);
  GradusCanvas *canvas;
  graphene_rect_t before, after;

  g_assert_true (gradus_document_set_section (document, "notes", section, "Add", NULL, NULL));
  canvas = show_canvas (document);
  before = place_of (canvas, "relu");
  gradus_canvas_set_flow (canvas, GR_FLOW_RIGHT);
  after = place_of (canvas, "relu");
  g_assert_cmpfloat (after.origin.x, !=, before.origin.x);
  assert_note (document, 0, after.origin.x + 150 - before.origin.y,
               after.origin.y + after.size.height + 290 - before.size.width, 100, 60);

  gradus_document_undo (document);
  assert_note (document, 0, 290, 150, 100, 60);
  after = place_of (canvas, "relu");
  g_assert_true (graphene_rect_equal (&before, &after));
  gradus_document_redo (document);
  after = place_of (canvas, "relu");
  assert_note (document, 0, after.origin.x + 150 - before.origin.y,
               after.origin.y + after.size.height + 290 - before.size.width, 100, 60);
  gradus_document_undo (document);

  gradus_canvas_lay_out (canvas);
  after = place_of (canvas, "relu");
  assert_note (document, 0, 290 + after.origin.x - before.origin.x,
               150 + after.origin.y - before.origin.y, 100, 60);
  close_window (canvas);
}

static void
test_notes (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  g_autoptr (JsonNode) section = NULL;
  g_autoptr (GPtrArray) notes = NULL;

  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.add-note", NULL);
  g_assert_cmpuint (canvas->notes->len, ==, 1);
  gtk_popover_popdown (GTK_POPOVER (canvas->popover));
  press_key (canvas, GDK_KEY_Right, 0);
  section = gradus_document_section (document, "notes");
  notes = gr_notes_read (section, NULL);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpfloat (((GrNote *) notes->pdata[0])->x, ==,
                     gradus_note_view_area (canvas->notes->pdata[0]).origin.x);
  gradus_document_undo (document);
  gradus_document_undo (document);
  g_assert_cmpuint (canvas->notes->len, ==, 0);
  close_window (canvas);
}

/* By the corner, and no smaller than it can be held by. */
static void
test_resize (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  GtkWidget *note = canvas->notes->pdata[0];
  GtkEventController *drag = controller_of (note, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (drag, "drag-begin", 195.0, 90.0);
  g_signal_emit_by_name (drag, "drag-update", 30.0, 14.0);
  g_assert_cmpfloat (gradus_note_view_area (GRADUS_NOTE_VIEW (note)).size.width, ==, 230);
  g_signal_emit_by_name (drag, "drag-end", 30.0, 14.0);
  assert_note (document, 0, 300, 40, 230, 110);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Resize Note");
  /* The same widget shows it, so that it keeps the focus. */
  g_assert_true (canvas->notes->pdata[0] == note);
  gradus_note_view_resize (GRADUS_NOTE_VIEW (note), -1000, -1000);
  assert_note (document, 0, 300, 40, 64, 40);
  gradus_document_undo (document);
  gradus_document_undo (document);
  assert_note (document, 0, 300, 40, 200, 96);

  /* Let go by Escape it is as it was. */
  g_signal_emit_by_name (drag, "drag-begin", 195.0, 90.0);
  g_signal_emit_by_name (drag, "drag-update", 30.0, 14.0);
  g_assert_cmpfloat (gradus_note_view_area (GRADUS_NOTE_VIEW (note)).size.width, ==, 230);
  g_signal_emit_by_name (drag, "cancel", NULL);
  g_signal_emit_by_name (drag, "drag-end", 30.0, 14.0);
  assert_note (document, 0, 300, 40, 200, 96);
  close_window (canvas);
}

static void
test_keys (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  GtkWidget *note = canvas->notes->pdata[0];

  gtk_widget_grab_focus (note);
  g_assert_true (is_chosen (canvas, "note1"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (note), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Deeper?");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (note), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  g_assert_true (press_key (canvas, GDK_KEY_Right, 0));
  g_assert_true (press_key (canvas, GDK_KEY_Down, 0));
  assert_note (document, 0, 310, 50, 200, 96);
  g_assert_true (gtk_widget_has_focus (note));
  g_assert_true (press_key (note, GDK_KEY_Right, GDK_SHIFT_MASK));
  assert_note (document, 0, 310, 50, 210, 96);
  gradus_document_undo (document);
  gradus_document_undo (document);
  assert_note (document, 0, 300, 40, 200, 96);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 1);
  act (canvas, "canvas.delete");
  g_assert_cmpuint (canvas->notes->len, ==, 0);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 0);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Delete 1 Note");
  close_window (canvas);
}

static void
test_copy (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  GtkWidget *widget = GTK_WIDGET (canvas);
  g_autoptr (GPtrArray) notes = NULL;

  gtk_widget_grab_focus (canvas->notes->pdata[0]);
  gtk_widget_activate_action (widget, "canvas.duplicate", NULL);
  g_assert_cmpuint (canvas->notes->len, ==, 2);
  g_assert_false (is_chosen (canvas, "note1"));
  g_assert_true (is_chosen (canvas, gradus_note_view_id (canvas->notes->pdata[1])));
  gtk_widget_activate_action (widget, "canvas.cut", NULL);
  g_assert_cmpuint (canvas->notes->len, ==, 1);
  gtk_widget_activate_action (widget, "canvas.paste", NULL);
  wait_while (canvas->notes->len == 1);
  g_assert_cmpstr (note_at (document, 1, &notes)->text, ==, "Deeper?");
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Paste 1 Note");
  gradus_document_undo (document);
  g_assert_cmpuint (canvas->notes->len, ==, 1);
  close_window (canvas);
}

/* Blocks and notes of a whole project come in one step, and go in one. */
static void
test_paste_project (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  g_autofree char *text = gr_project_to_json (gradus_document_project (document));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (canvas)), text);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.paste", NULL);
  wait_while (canvas->notes->len == 1);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 8);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 4);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 1);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Paste Blocks and Notes");
  gradus_document_undo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 4);
  g_assert_cmpuint (canvas->notes->len, ==, 1);
  gradus_document_redo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 8);
  g_assert_cmpuint (canvas->notes->len, ==, 2);
  close_window (canvas);
}

/* A block that lies on a note takes the pointer. */
static void
test_under_a_block (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  GtkWidget *widget = GTK_WIDGET (canvas), *note = canvas->notes->pdata[0];
  g_autoptr (GrEdit) move = gr_edit_move_block ("fc", 310, 50);
  const graphene_point_t at = gradus_viewport_to_screen (canvas->viewport, 400, 76);

  g_assert_true (gtk_widget_pick (widget, at.x, at.y, GTK_PICK_DEFAULT) == note);
  g_assert_true (gradus_document_apply (document, move, NULL, NULL));
  g_assert_true (gtk_widget_pick (widget, at.x, at.y, GTK_PICK_DEFAULT) == widget);
  close_window (canvas);
}

/* --- with blocks --------------------------------------------------------------------------------
 */

static graphene_point_t
block_at (GradusDocument *document, const char *id)
{
  const GrBlock *block = gr_model_block (gradus_document_model (document), id);

  return GRAPHENE_POINT_INIT ((gfloat) block->x, (gfloat) block->y);
}

static void
assert_block (GradusDocument *document, const char *id, gdouble x, gdouble y)
{
  const graphene_point_t at = block_at (document, id);

  g_assert_cmpfloat (at.x, ==, x);
  g_assert_cmpfloat (at.y, ==, y);
}

/* All of them, in one step each, back and forth. */
static void
test_all (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);

  act (canvas, "canvas.select-all");
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 4);
  g_assert_true (is_chosen (canvas, "note1"));
  act (canvas, "canvas.duplicate");
  g_assert_cmpuint (n_blocks (document), ==, 8);
  g_assert_cmpuint (canvas->notes->len, ==, 2);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 4);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 1);
  g_assert_false (is_chosen (canvas, "note1"));
  act (canvas, "canvas.cut");
  g_assert_cmpuint (n_blocks (document), ==, 4);
  g_assert_cmpuint (canvas->notes->len, ==, 1);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Delete Blocks and Notes");
  act (canvas, "canvas.paste");
  wait_while (canvas->notes->len == 1);
  g_assert_cmpuint (n_blocks (document), ==, 8);
  gradus_document_undo (document);
  gradus_document_undo (document);
  g_assert_cmpuint (n_blocks (document), ==, 8);
  g_assert_cmpuint (canvas->notes->len, ==, 2);
  gradus_document_undo (document);
  g_assert_cmpuint (n_blocks (document), ==, 4);
  g_assert_cmpuint (canvas->notes->len, ==, 1);
  close_window (canvas);
}

/* What stands together is copied together: a note keeps its place beside the block. */
static void
test_copy_place (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  g_autoptr (GPtrArray) notes = NULL;
  g_auto (GStrv) ids = NULL;
  graphene_point_t copy;

  gradus_document_select_with_notes (document, (const char *const[]){ "relu", NULL },
                                     (const char *const[]){ "note1", NULL });
  act (canvas, "canvas.copy");
  act (canvas, "canvas.paste");
  wait_while (canvas->notes->len == 1);
  ids = gradus_document_selection (document);
  copy = block_at (document, ids[0]);
  g_assert_cmpfloat (note_at (document, 1, &notes)->x - copy.x, ==, 300);
  g_assert_cmpfloat (((GrNote *) notes->pdata[1])->y - copy.y, ==, 40 - 160);
  close_window (canvas);
}

/* Dragging one of what is selected takes the rest along, whichever that is. */
static void
test_drag_both (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  const graphene_point_t on_note = GRAPHENE_POINT_INIT (400, 80);

  gradus_document_select_with_notes (document, (const char *const[]){ "fc", NULL },
                                     (const char *const[]){ "note1", NULL });
  drag (canvas, on_note, GRAPHENE_POINT_INIT (460, 413));
  assert_note (document, 0, 360, 373, 200, 96);
  assert_block (document, "fc", 360, 573);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Move Blocks and Notes");
  gradus_document_undo (document);
  assert_note (document, 0, 300, 40, 200, 96);
  assert_block (document, "fc", 300, 240);
  drag (canvas, GRAPHENE_POINT_INIT (350, 250), GRAPHENE_POINT_INIT (410, 583));
  assert_note (document, 0, 360, 373, 200, 96);
  assert_block (document, "fc", 360, 573);
  gradus_document_undo (document);

  /* Cancelled in its midst, nothing has moved, and nothing is off its place. */
  {
    const graphene_point_t at = gradus_viewport_to_screen (canvas->viewport, 400, 80);

    g_signal_emit_by_name (canvas->drag_gesture, "drag-begin", at.x, at.y);
    g_signal_emit_by_name (canvas->drag_gesture, "drag-update", 40.0, 40.0);
    g_assert_cmpfloat (gradus_note_view_area (canvas->notes->pdata[0]).origin.x, >, 300);
    gradus_canvas_cancel_drag (canvas);
    g_assert_cmpfloat (gradus_note_view_area (canvas->notes->pdata[0]).origin.x, ==, 300);
    assert_block (document, "fc", 300, 240);
  }

  /* A press without a drag selects it alone; then it is dragged alone. */
  drag (canvas, on_note, on_note);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 0);
  g_assert_true (is_chosen (canvas, "note1"));
  drag (canvas, on_note, GRAPHENE_POINT_INIT (431, 80));
  assert_note (document, 0, 331, 40, 200, 96);
  assert_block (document, "fc", 300, 240);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Move 1 Note");
  /* One that is pressed while a block is selected is selected in its place. */
  gradus_document_select_one (document, "fc");
  g_assert_false (is_chosen (canvas, "note1"));
  drag (canvas, on_note, on_note);
  g_assert_true (is_chosen (canvas, "note1"));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 0);
  close_window (canvas);
}

static void
test_band (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);

  drag (canvas, GRAPHENE_POINT_INIT (520, 120), GRAPHENE_POINT_INIT (320, 260));
  g_assert_true (is_chosen (canvas, "note1"));
  g_assert_true (gradus_document_is_selected (document, "fc"));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  drag (canvas, GRAPHENE_POINT_INIT (520, 220), GRAPHENE_POINT_INIT (320, 260));
  g_assert_false (is_chosen (canvas, "note1"));
  g_assert_true (gradus_document_is_selected (document, "fc"));
  drag (canvas, GRAPHENE_POINT_INIT (540, 20), GRAPHENE_POINT_INIT (480, 60));
  g_assert_true (is_chosen (canvas, "note1"));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 0);
  close_window (canvas);
}

/* Arrows move all that is selected; a stretch of them is one step. */
static void
test_arrows (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);

  gradus_document_select_with_notes (document, (const char *const[]){ "fc", NULL },
                                     (const char *const[]){ "note1", NULL });
  press_key (canvas, GDK_KEY_Right, 0);
  press_key (canvas, GDK_KEY_Right, GDK_SHIFT_MASK);
  press_key (canvas, GDK_KEY_Down, 0);
  assert_note (document, 0, 311, 50, 200, 96);
  assert_block (document, "fc", 311, 250);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Move Blocks and Notes");
  gradus_document_undo (document);
  assert_note (document, 0, 300, 40, 200, 96);
  assert_block (document, "fc", 300, 240);
  gradus_document_redo (document);
  assert_note (document, 0, 311, 50, 200, 96);
  assert_block (document, "fc", 311, 250);
  gradus_document_select_one (document, "fc");
  press_key (canvas, GDK_KEY_Left, 0);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Move fc");
  close_window (canvas);
}

/* Behind the last block the keyboard goes on to the notes, and adds them to what is selected. */
static void
test_walk (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  GtkWidget *note = canvas->notes->pdata[0], *widget = GTK_WIDGET (canvas);

  gradus_canvas_show (canvas, "fc");
  gtk_widget_activate_action (widget, "canvas.walk", "(bb)", TRUE, FALSE);
  g_assert_true (gtk_widget_has_focus (note));
  g_assert_false (is_chosen (canvas, "note1"));
  g_assert_true (gradus_document_is_selected (document, "fc"));
  act (canvas, "canvas.toggle");
  g_assert_true (is_chosen (canvas, "note1"));
  g_assert_true (gradus_document_is_selected (document, "fc"));
  act (canvas, "canvas.toggle");
  g_assert_false (is_chosen (canvas, "note1"));
  gtk_widget_activate_action (widget, "canvas.walk", "(bb)", TRUE, FALSE);
  g_assert_true (gtk_widget_has_focus (note));
  gtk_widget_activate_action (widget, "canvas.walk", "(bb)", FALSE, TRUE);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (gradus_block_layer_view (canvas->layer, "fc"))));
  g_assert_true (is_chosen (canvas, "note1"));
  /* Another block alone leaves none of it selected. */
  gradus_canvas_show (canvas, "conv");
  g_assert_false (is_chosen (canvas, "note1"));
  close_window (canvas);
}

/* A note is put in order along with blocks, as one step; also where it alone has to move. */
static void
test_order (void)
{
  g_autoptr (GradusDocument) document = document_with_note ();
  GradusCanvas *canvas = show_canvas (document);
  const GrBlock *relu = gr_model_block (gradus_document_model (document), "relu");
  static const char *const blocks[] = { "input", "relu", NULL }, *const note[] = { "note1", NULL };

  gradus_document_select_with_notes (document, blocks + 1, note);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.align", "s", "top");
  g_assert_cmpfloat (relu->y, ==, 40);
  assert_note (document, 0, 300, 40, 200, 96);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Align");
  gradus_document_undo (document);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.align", "s", "left");
  g_assert_cmpfloat (relu->x, ==, 0);
  assert_note (document, 0, 0, 40, 200, 96);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.align", "s", "bottom");
  g_assert_cmpfloat (relu->y, ==, 160);
  assert_note (document, 0, 0, 160 + GRADUS_BLOCK_HEIGHT - 96, 200, 96);

  gradus_document_select_with_notes (document, blocks, note);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.distribute", "b", TRUE);
  assert_note (document, 0, 0, (160 + GRADUS_BLOCK_HEIGHT - 96) / 2.0, 200, 96);
  close_window (canvas);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-notes/move", test_notes);
  g_test_add_func ("/canvas-notes/typing", test_typing);
  g_test_add_func ("/canvas-notes/room", test_room);
  g_test_add_func ("/canvas-notes/resize", test_resize);
  g_test_add_func ("/canvas-notes/keys", test_keys);
  g_test_add_func ("/canvas-notes/copy", test_copy);
  g_test_add_func ("/canvas-notes/paste-project", test_paste_project);
  g_test_add_func ("/canvas-notes/under-a-block", test_under_a_block);
  g_test_add_func ("/canvas-notes/laid-out", test_laid_out);
  g_test_add_func ("/canvas-notes/all", test_all);
  g_test_add_func ("/canvas-notes/copy-place", test_copy_place);
  g_test_add_func ("/canvas-notes/drag-both", test_drag_both);
  g_test_add_func ("/canvas-notes/band", test_band);
  g_test_add_func ("/canvas-notes/arrows", test_arrows);
  g_test_add_func ("/canvas-notes/walk", test_walk);
  g_test_add_func ("/canvas-notes/order", test_order);
  return g_test_run ();
}
