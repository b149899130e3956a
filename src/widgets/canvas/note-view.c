/* note-view.c - GradusNoteView: see note-view.h. */
#include "note-view.h"

#include <glib/gi18n.h>
#include <math.h>

#define PADDING 10

struct _GradusNoteView
{
  GtkWidget parent_instance;

  GradusDocument *document;
  char *id, *text;
  graphene_rect_t area;
  gdouble dx, dy; /* while it is dragged */
};

G_DEFINE_FINAL_TYPE (GradusNoteView, gradus_note_view, GTK_TYPE_WIDGET)

enum
{
  EDIT_WANTED,
  DRAGGED,
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

  graphene_rect_offset (&area, (gfloat) self->dx, (gfloat) self->dy);
  return area;
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

static void
write_notes (GradusNoteView *self, GPtrArray *notes, const char *label)
{
  g_autoptr (JsonNode) section = gr_notes_write (notes);
  g_autoptr (GradusDocument) document = g_object_ref (self->document);

  gradus_document_set_section (document, "notes", section, label, NULL, NULL);
}

void
gradus_note_view_move (GradusNoteView *self, gdouble dx, gdouble dy)
{
  g_autoptr (GPtrArray) notes = NULL;
  GrNote *note = read_notes (self, &notes);

  self->dx = self->dy = 0;
  if (!note || (dx == 0 && dy == 0))
    return;
  note->x += round (dx);
  note->y += round (dy);
  write_notes (self, notes, _ ("Move Note"));
}

static void
delete_note (GradusNoteView *self)
{
  g_autoptr (GPtrArray) notes = NULL;

  if (!read_notes (self, &notes))
    return;
  gr_notes_remove (notes, self->id);
  write_notes (self, notes, _ ("Delete Note"));
}

/* An empty note is no note. */
static void
set_text (GradusNoteView *self, const char *text)
{
  g_autoptr (GPtrArray) notes = NULL;
  GrNote *note = read_notes (self, &notes);

  if (!note)
    return;
  if (*text)
    gr_note_set_text (note, text);
  else
    gr_notes_remove (notes, self->id);
  write_notes (self, notes, _ ("Edit Note"));
}

/* --- the editor ---------------------------------------------------------------------------------
 */

static void
editor_closed (GtkPopover *popover, GradusNoteView *self)
{
  GtkWidget *scrolled = gtk_popover_get_child (popover);
  GtkWidget *view = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scrolled));
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "text", &text, NULL);
  set_text (self, g_strstrip (text));
}

GtkWidget *
gradus_note_view_editor (GradusNoteView *self)
{
  GtkWidget *popover = gtk_popover_new (), *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), self->text, -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Note"),
                                  -1);
  gtk_widget_set_size_request (scrolled, 260, 120);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  g_signal_connect_object (popover, "closed", G_CALLBACK (editor_closed), self, 0);
  return popover;
}

/* --- pointer and keys ---------------------------------------------------------------------------
 */

static void
pressed (GtkGestureClick *gesture, gint n, gdouble x, gdouble y, GradusNoteView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n == 2)
    g_signal_emit (self, signals[EDIT_WANTED], 0);
}

static void
drag_begin (GtkGestureDrag *gesture, gdouble x, gdouble y, GradusNoteView *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusNoteView *self)
{
  /* The note moves under the pointer, and what the gesture says is from where it is now. */
  self->dx += dx;
  self->dy += dy;
  g_signal_emit (self, signals[DRAGGED], 0);
}

static void
drag_end (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusNoteView *self)
{
  gradus_note_view_move (self, self->dx, self->dy);
}

static gboolean
key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType modifiers,
             GradusNoteView *self)
{
  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
    case GDK_KEY_BackSpace:
      delete_note (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit (self, signals[EDIT_WANTED], 0);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      gradus_note_view_move (self, key == GDK_KEY_Left ? -10 : 10, 0);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      gradus_note_view_move (self, 0, key == GDK_KEY_Up ? -10 : 10);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- the widget ---------------------------------------------------------------------------------
 */

static void
gradus_note_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusNoteView *self = GRADUS_NOTE_VIEW (widget);
  const GradusPalette *palette = gradus_palette_current ();
  const gint width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const GdkRGBA paper = gradus_fade (palette->warning, 0.13f);
  const GdkRGBA edge = gtk_widget_has_focus (widget) ? palette->accent
                                                     : gradus_fade (palette->warning, 0.45f);
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, self->text);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &paper, &outline.bounds);
  pango_layout_set_width (layout, (width - 2 * PADDING) * PANGO_SCALE);
  pango_layout_set_height (layout, (height - 2 * PADDING) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PADDING, PADDING));
  gtk_snapshot_append_layout (snapshot, layout, &palette->text);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (gfloat[]){ 1, 1, 1, 1 },
                              (GdkRGBA[]){ edge, edge, edge, edge });
  g_object_unref (layout);
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
  gtk_widget_class_set_css_name (widget_class, "note");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[EDIT_WANTED] = g_signal_new ("edit-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[DRAGGED] = g_signal_new ("dragged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
gradus_note_view_init (GradusNoteView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, keys);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (gtk_widget_queue_draw), NULL);
  gradus_palette_follow (widget);
}

GtkWidget *
gradus_note_view_new (GradusDocument *document, const GrNote *note)
{
  GradusNoteView *self = g_object_new (GRADUS_TYPE_NOTE_VIEW, NULL);

  self->document = g_object_ref (document);
  self->id = g_strdup (note->id);
  self->text = g_strdup (note->text);
  graphene_rect_init (&self->area, (gfloat) note->x, (gfloat) note->y, (gfloat) note->width,
                      (gfloat) note->height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  *self->text ? self->text : _ ("Empty note"), -1);
  return GTK_WIDGET (self);
}
