/* window-history.c - Undo and Redo: the part of GradusWindow that takes back steps.
 *
 * The steps are the document's; while a draw pad has the keyboard, its strokes. What the buttons of
 * the header bar say is what they and the keys do. What nobody sees happen, since it is on another
 * page, a toast tells. */
#include "window-private.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
can_undo (GradusWindow *self)
{
  return self->pad ? gradus_draw_pad_can_undo (self->pad)
                   : gradus_document_can_undo (self->document);
}

static gboolean
can_redo (GradusWindow *self)
{
  return self->pad ? gradus_draw_pad_can_redo (self->pad)
                   : gradus_document_can_redo (self->document);
}

/* The pages on which a part of the project is seen, by the sections of its file; of those that are
 * not named here, on all. */
static const struct
{
  const char *key, *pages;
} seen_on[] = {
  { "canvas", "build" },          { "data", "data train" }, { "notes", "build" },
  { "optimizer", "train" },       { "schedule", "train" },  { "training", "train" },
  { "transforms", "data train" }, { "weights", "train" },
};

/* Whether what changes meanwhile is on the page that is shown. */
typedef struct
{
  const char *page;
  gboolean anything, seen;
} Watch;

static void
watch_model (Watch *watch)
{
  watch->anything = TRUE;
  watch->seen |= g_str_equal (watch->page, "build");
}

static void
watch_section (GradusDocument *document, const char *key, Watch *watch)
{
  const char *pages = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (seen_on); i++)
    if (g_str_equal (seen_on[i].key, key))
      pages = seen_on[i].pages;
  watch->anything = TRUE;
  watch->seen |= !pages || strstr (pages, watch->page) != NULL;
}

static void
watch_runs (Watch *watch)
{
  watch->anything = TRUE;
  watch->seen |= g_str_equal (watch->page, "train");
}

/* @says: "Undone: %s" */
static void
turn (GradusWindow *self, void (*move) (GradusDocument *), const char *step, const char *says)
{
  Watch watch = { adw_view_stack_get_visible_child_name (self->pages), FALSE, FALSE };
  g_autofree char *text = step ? g_strdup_printf (says, step) : NULL;

  g_signal_connect_swapped (self->document, "model-changed", G_CALLBACK (watch_model), &watch);
  g_signal_connect (self->document, "section-changed", G_CALLBACK (watch_section), &watch);
  g_signal_connect_swapped (self->training, "turned", G_CALLBACK (watch_runs), &watch);
  move (self->document);
  g_signal_handlers_disconnect_by_data (self->document, &watch);
  g_signal_handlers_disconnect_by_data (self->training, &watch);
  if (text && watch.anything && !watch.seen)
    gradus_window_toast (self, text);
}

static void
undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);

  if (self->pad)
    gradus_draw_pad_undo (self->pad);
  else
    turn (self, gradus_document_undo, gradus_document_undo_label (self->document),
          /* Translators: %s is what was done: "Set out_channels to 8" */
          _ ("Undone: %s"));
}

static void
redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);

  if (self->pad)
    gradus_draw_pad_redo (self->pad);
  else
    turn (self, gradus_document_redo, gradus_document_redo_label (self->document),
          /* Translators: %s is what was done: "Set out_channels to 8" */
          _ ("Redone: %s"));
}

/* @text (transfer full) */
static void
label_button (GtkWidget *button, char *text)
{
  /* Each costs a round trip to the X server, and this is called while something is dragged. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (button), text) != 0)
    {
      gtk_widget_set_tooltip_text (button, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                      -1);
    }
  g_free (text);
}

void
gradus_window_update_history (GradusWindow *self)
{
  const char *undone, *redone;

  if (!self->document || !self->training)
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", can_undo (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", can_redo (self));
  if (self->pad)
    {
      label_button (self->undo_button, g_strdup (_ ("Undo Stroke")));
      label_button (self->redo_button, g_strdup (_ ("Redo Stroke")));
      return;
    }
  undone = gradus_document_undo_label (self->document);
  redone = gradus_document_redo_label (self->document);
  label_button (self->undo_button,
                undone ? g_strdup_printf (_ ("Undo “%s”"), undone) : g_strdup (_ ("Undo")));
  label_button (self->redo_button,
                redone ? g_strdup_printf (_ ("Redo “%s”"), redone) : g_strdup (_ ("Redo")));
}

static void
on_focus (GradusWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GradusDrawPad *pad = focus && GRADUS_IS_DRAW_PAD (focus) ? GRADUS_DRAW_PAD (focus) : NULL;

  /* What is typed there is a step of its own. */
  if (self->document)
    gradus_document_end_merge (self->document);
  if (self->pad == pad)
    return;
  if (self->pad)
    g_signal_handlers_disconnect_by_func (self->pad, gradus_window_update_history, self);
  g_set_weak_pointer (&self->pad, pad);
  if (pad)
    g_signal_connect_object (pad, "changed", G_CALLBACK (gradus_window_update_history), self,
                             G_CONNECT_SWAPPED);
  gradus_window_update_history (self);
}

void
gradus_window_install_history_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo);
}

void
gradus_window_follow_history (GradusWindow *self)
{
  g_signal_group_connect_swapped (self->watch, "history-changed",
                                  G_CALLBACK (gradus_window_update_history), self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus), NULL);
}
