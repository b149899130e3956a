/* note-view.c - GradusNoteView: see note-view.h. */
#include "note-view.h"

#include "gradus-canvas.h"
#include "note-draw.h"
#include "window-keys.h"

#include <glib/gi18n.h>
#include <math.h>

#define HANDLE     14 /* of the corner that sizes it */
#define STEP       10 /* an arrow key sizes it by so much */
#define MIN_WIDTH  64
#define MIN_HEIGHT 40
#define TYPING     "text" /* of its text: one stretch is one step */

struct _GradusNoteView
{
  GtkWidget parent_instance;

  GradusDocument *document;
  char *id, *text;
  graphene_rect_t area;
  GtkGesture *drag; /* of its corner */
  gboolean sizing;
  gdouble dx, dy; /* while it, or its corner, is dragged */
  gboolean chosen;
};

G_DEFINE_FINAL_TYPE (GradusNoteView, gradus_note_view, GTK_TYPE_WIDGET)

enum
{
  EDIT_WANTED,
  FOCUSED,
  RESIZED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

const char *
gradus_note_view_id (GradusNoteView *self)
{
  return self->id;
}

graphene_rect_t
gradus_note_view_area (GradusNoteView *self)
{
  graphene_rect_t area = self->area;

  if (self->sizing)
    area.size = GRAPHENE_SIZE_INIT (MAX (area.size.width + (gfloat) self->dx, MIN_WIDTH),
                                    MAX (area.size.height + (gfloat) self->dy, MIN_HEIGHT));
  else
    graphene_rect_offset (&area, (gfloat) self->dx, (gfloat) self->dy);
  return area;
}

void
gradus_note_view_shift (GradusNoteView *self, gdouble dx, gdouble dy)
{
  self->dx = dx;
  self->dy = dy;
}

void
gradus_note_view_set_chosen (GradusNoteView *self, gboolean chosen)
{
  if (self->chosen == chosen)
    return;
  self->chosen = chosen;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, chosen, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_note_view_set_note (GradusNoteView *self, const GrNote *note)
{
  g_free (self->text);
  self->text = g_strdup (note->text);
  self->sizing = FALSE;
  self->dx = self->dy = 0;
  graphene_rect_init (&self->area, (gfloat) note->x, (gfloat) note->y, (gfloat) note->width,
                      (gfloat) note->height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  *self->text ? self->text : _ ("Empty note"), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- changing the section -----------------------------------------------------------------------
 */

/* The notes with this one among them, to be changed and given to write_notes(). NULL: it is gone.
 */
static GrNote *
read_notes (GradusNoteView *self, GPtrArray **notes)
{
  g_autoptr (JsonNode) section = gradus_document_section (self->document, "notes");

  *notes = gr_notes_read (section, NULL);
  return *notes ? gr_notes_find (*notes, self->id) : NULL;
}

/* @merge: a change of its place or size that goes on from the one before is one step with it. */
static void
write_notes (GradusNoteView *self, GPtrArray *notes, const char *label, const char *merge)
{
  g_autoptr (JsonNode) section = gr_notes_write (notes);
  g_autoptr (GradusDocument) document = g_object_ref (self->document);
  g_autofree char *part_of = merge ? g_strdup_printf ("%s %s", merge, self->id) : NULL;

  gradus_document_set_section (document, "notes", section, label, part_of, NULL);
}

static void
resize (GradusNoteView *self, gdouble dx, gdouble dy, const char *merge)
{
  g_autoptr (GPtrArray) notes = NULL;
  GrNote *note = read_notes (self, &notes);

  self->sizing = FALSE;
  self->dx = self->dy = 0;
  if (!note || (dx == 0 && dy == 0))
    return;
  note->width = MAX (round (note->width + dx), MIN_WIDTH);
  note->height = MAX (round (note->height + dy), MIN_HEIGHT);
  write_notes (self, notes, _ ("Resize Note"), merge);
}

void
gradus_note_view_resize (GradusNoteView *self, gdouble dx, gdouble dy)
{
  resize (self, dx, dy, NULL);
}

/* --- the editor ---------------------------------------------------------------------------------
 */

/* What is typed is in the document at once, in one step until the editor closes. */
static void
text_changed (GtkTextBuffer *buffer, GradusNoteView *self)
{
  g_autoptr (GPtrArray) notes = NULL;
  GrNote *note = read_notes (self, &notes);
  g_autofree char *text = NULL;

  if (!note)
    return;
  g_object_get (buffer, "text", &text, NULL);
  gr_note_set_text (note, g_strstrip (text));
  write_notes (self, notes, _ ("Edit Note"), TYPING);
}

/* An empty note is no note. */
static void
editor_closed (GtkPopover *popover, GradusNoteView *self)
{
  g_autoptr (GradusDocument) document = g_object_ref (self->document);
  g_autoptr (GPtrArray) notes = NULL;
  const GrNote *note = read_notes (self, &notes);

  if (note && !*note->text)
    {
      gr_notes_remove (notes, self->id);
      write_notes (self, notes, _ ("Edit Note"), TYPING);
    }
  gradus_document_end_merge (document);
}

GtkWidget *
gradus_note_view_editor (GradusNoteView *self)
{
  GtkWidget *popover = gtk_popover_new (), *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_set_text (buffer, self->text, -1);
  /* What a new note says is there to be written over. */
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  if (g_str_equal (self->text, _ ("Note")))
    gtk_text_buffer_select_range (buffer, &start, &end);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Note"),
                                  -1);
  gtk_widget_set_size_request (scrolled, 260, 120);
  gtk_widget_add_css_class (scrolled, "note-editor");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gradus_let_window_keys_through (GTK_POPOVER (popover));
  g_signal_connect_object (buffer, "changed", G_CALLBACK (text_changed), self, 0);
  g_signal_connect_object (popover, "closed", G_CALLBACK (editor_closed), self, 0);
  return popover;
}

/* --- pointer and keys ---------------------------------------------------------------------------
 */

static gboolean
on_handle (GradusNoteView *self, gdouble x, gdouble y)
{
  return x >= self->area.size.width - HANDLE && y >= self->area.size.height - HANDLE;
}

/* All but its corner is the canvas's to drag. */
static void
drag_begin (GtkGestureDrag *gesture, gdouble x, gdouble y, GradusNoteView *self)
{
  self->sizing = on_handle (self, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture),
                         self->sizing ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_update (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusNoteView *self)
{
  if (!self->sizing)
    return;
  gradus_note_view_shift (self, dx, dy);
  g_signal_emit (self, signals[RESIZED], 0);
}

static void
drag_end (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusNoteView *self)
{
  if (self->sizing)
    resize (self, self->dx, self->dy, NULL);
}

/* Back to where it was. */
static void
drag_cancelled (GtkGesture *gesture, GdkEventSequence *sequence, GradusNoteView *self)
{
  if (!self->sizing)
    return;
  self->sizing = FALSE;
  gradus_note_view_shift (self, 0, 0);
  g_signal_emit (self, signals[RESIZED], 0);
}

static void
pointer_moved (GtkEventControllerMotion *motion, gdouble x, gdouble y, GradusNoteView *self)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   on_handle (self, x, y) ? "nwse-resize" : "default");
}

/* Nothing else is selected: what Shift and an arrow do is done to this note's size. */
static gboolean
is_alone (GradusNoteView *self)
{
  return gradus_document_note_is_selected (self->document, self->id)
         && gradus_document_n_notes_selected (self->document) == 1
         && gradus_document_n_selected (self->document) == 0;
}

static gboolean
key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType modifiers,
             GradusNoteView *self)
{
  const gdouble across = key == GDK_KEY_Left ? -STEP : key == GDK_KEY_Right ? STEP : 0;
  const gdouble down = key == GDK_KEY_Up ? -STEP : key == GDK_KEY_Down ? STEP : 0;

  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  if (key == GDK_KEY_Escape && gtk_gesture_is_active (self->drag))
    {
      drag_cancelled (self->drag, NULL, self);
      gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_DENIED);
      return TRUE;
    }
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    {
      g_signal_emit (self, signals[EDIT_WANTED], 0);
      return TRUE;
    }
  if ((across == 0 && down == 0) || !(modifiers & GDK_SHIFT_MASK) || !is_alone (self))
    return FALSE;
  resize (self, across, down, "size");
  return TRUE;
}

/* --- the widget ---------------------------------------------------------------------------------
 */

static void
gradus_note_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusNoteView *self = GRADUS_NOTE_VIEW (widget);
  const GradusPalette *palette = gradus_palette_current ();
  const gfloat width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  gradus_note_snapshot (snapshot, gtk_widget_get_pango_context (widget), palette, self->text, width,
                        height, self->chosen);
  /* Two lines across the corner that sizes it. */
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (width - HANDLE, height - HANDLE, HANDLE, HANDLE));
  gdk_cairo_set_source_rgba (cr, &palette->dim_text);
  cairo_set_line_width (cr, 1);
  for (gint i = 1; i <= 2; i++)
    {
      cairo_move_to (cr, width - 4 * i, height - 3);
      cairo_line_to (cr, width - 3, height - 4 * i);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* Blocks and wires lie over it, and take the pointer there. */
static gboolean
gradus_note_view_contains (GtkWidget *widget, gdouble x, gdouble y)
{
  GradusNoteView *self = GRADUS_NOTE_VIEW (widget);
  GtkWidget *canvas = gtk_widget_get_parent (widget);
  const graphene_rect_t area = gradus_note_view_area (self);
  const graphene_point_t at = GRAPHENE_POINT_INIT (area.origin.x + (gfloat) x,
                                                   area.origin.y + (gfloat) y);
  GradusHit hit;

  if (!GTK_WIDGET_CLASS (gradus_note_view_parent_class)->contains (widget, x, y))
    return FALSE;
  hit = gradus_scene_pick (gradus_canvas_scene (GRADUS_CANVAS (canvas)), &at, 0);
  return hit.part == GRADUS_PART_NOTHING || hit.part == GRADUS_PART_FRAME
         || hit.part == GRADUS_PART_BODY;
}

static void
focus_changed (GradusNoteView *self)
{
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    g_signal_emit (self, signals[FOCUSED], 0);
}

static void
gradus_note_view_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  if ((gtk_widget_get_state_flags (widget) ^ before)
      & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE))
    gtk_widget_queue_draw (widget);
  GTK_WIDGET_CLASS (gradus_note_view_parent_class)->state_flags_changed (widget, before);
}

static void
gradus_note_view_dispose (GObject *object)
{
  GradusNoteView *self = GRADUS_NOTE_VIEW (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (gradus_note_view_parent_class)->dispose (object);
}

static void
gradus_note_view_class_init (GradusNoteViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_note_view_dispose;
  widget_class->snapshot = gradus_note_view_snapshot;
  widget_class->contains = gradus_note_view_contains;
  widget_class->state_flags_changed = gradus_note_view_state_flags_changed;
  gtk_widget_class_set_css_name (widget_class, "note");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[EDIT_WANTED] = g_signal_new ("edit-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[FOCUSED] = g_signal_new ("focused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[RESIZED] = g_signal_new ("resized", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
gradus_note_view_init (GradusNoteView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->drag = drag;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancelled), self);
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (focus_changed), NULL);
  gradus_palette_follow (widget);
}

GtkWidget *
gradus_note_view_new (GradusDocument *document, const GrNote *note)
{
  GradusNoteView *self = g_object_new (GRADUS_TYPE_NOTE_VIEW, NULL);

  self->document = g_object_ref (document);
  self->id = g_strdup (note->id);
  gradus_note_view_set_note (self, note);
  return GTK_WIDGET (self);
}
