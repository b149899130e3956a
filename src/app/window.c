/* window.c - GradusWindow: see window.h. Files are window-files.c's, closing is window-close.c's.
 */
#include "window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "build-page.h"
#include "data-page.h"
#include "data/import.h"
#include "document/data-shape.h"
#include "files/shown-folder.h"
#include "name-parts.h"
#include "settings.h"
#include "style/frame-memory.h"
#include "style/toast.h"
#include "train-page.h"

/* Long enough to read what went wrong. */
#define TOAST_SECONDS 8
/* So many messages about files stand below one another. */
#define TOAST_LINES 4
/* Windows this wide have room for a toast between what lies at the corners of the canvas: with the
 * panels on both sides of it, and without the one at the right. */
#define TOAST_ROOM       1220
#define TOAST_ROOM_ALONE 640
/* A header bar this wide has room for the names of the project and of the pages. */
#define WIDE 980

G_DEFINE_FINAL_TYPE (GradusWindow, gradus_window, ADW_TYPE_APPLICATION_WINDOW)

/* What there is nothing to do for on the start page. */
static const char *const document_actions[] = { "win.save", "win.save-as", "win.undo", "win.redo",
                                                "win.show-page", "win.step-through" };

GradusDocument *
gradus_window_document (GradusWindow *self)
{
  return self->document;
}

static void
forget_toast (GradusWindow *self)
{
  g_clear_handle_id (&self->toast_timer, g_source_remove);
  g_clear_weak_pointer (&self->toast);
  g_clear_pointer (&self->unopened, g_free);
}

void
gradus_window_untoast (GradusWindow *self)
{
  if (self->toast)
    gradus_toast_dismiss (self->toast);
  forget_toast (self);
}

static gboolean
toast_is_over (gpointer user)
{
  GradusWindow *self = user;

  self->toast_timer = 0;
  gradus_window_untoast (self);
  return G_SOURCE_REMOVE;
}

static GtkWidget *page_at (GradusWindow *self, const char *name);

/* At the foot, in the middle; not over what lies at the corners of the canvas, nor, as far as can
 * be, over blocks: where there is no room between those, over the foot of what is beside the
 * canvas, or above the zoom buttons where nothing is. */
static void
place_toasts (GradusWindow *self)
{
  const char *page = adw_view_stack_get_visible_child_name (self->pages);
  const gint width = gtk_widget_get_width (GTK_WIDGET (self));
  const gboolean building = g_strcmp0 (page, "build") == 0;
  const gint side = building && width < TOAST_ROOM
                        ? gradus_build_page_side (GRADUS_BUILD_PAGE (page_at (self, page)))
                        : 0;

  gradus_toasts_set_start (self->toasts, side ? MAX (width - side, 0) : 0);
  if (building && !side && width < TOAST_ROOM_ALONE)
    gtk_widget_add_css_class (GTK_WIDGET (self->toasts), "above-tools");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), "above-tools");
}

static void
add_toast (GradusWindow *self, const char *message)
{
  AdwToast *toast = gradus_toast_new (message);

  place_toasts (self);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (forget_toast), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->toast, toast);
  gradus_toast_show (GTK_WIDGET (self->document ? self->toasts : self->start_toasts), toast);
}

static void
show_toast (GradusWindow *self, const char *message)
{
  if (self->toast)
    gradus_toast_set_text (self->toast, message);
  else
    add_toast (self, message);
  g_clear_handle_id (&self->toast_timer, g_source_remove);
  self->toast_timer = g_timeout_add_seconds (TOAST_SECONDS, toast_is_over, self);
}

/* What is said while another message is shown takes its place there. */
void
gradus_window_toast (GradusWindow *self, const char *message)
{
  g_clear_pointer (&self->unopened, g_free);
  show_toast (self, message);
}

/* @message below @said, or a sign that there was more than can stand there. (transfer full) */
static char *
add_line (const char *said, const char *message)
{
  guint n_lines = 1;

  if (!said || g_str_has_suffix (said, "\n…"))
    return g_strdup (said ? said : message);
  for (const char *c = said; *c; c++)
    n_lines += *c == '\n';
  return g_strconcat (said, "\n", n_lines < TOAST_LINES ? message : "…", NULL);
}

void
gradus_window_toast_unopened (GradusWindow *self, const char *message)
{
  char *all = add_line (self->unopened, message);

  g_free (self->unopened);
  self->unopened = all;
  show_toast (self, all);
}

/* --- the document that is shown --------------------------------------------------------------- */

/* What the project is called and the folder of its file, if it has one: beside the pages or, where
 * they stand below, in their place. The switcher takes the room that both would need, even where it
 * shows the pages alone: then it has no name. */
static void
show_name (GradusWindow *self)
{
  const gboolean beside = adw_view_switcher_title_get_view_switcher_enabled (self->switcher);
  const char *path = self->document ? gradus_document_path (self->document) : NULL;
  const char *title = gtk_window_get_title (GTK_WINDOW (self));
  g_autofree char *folder = path ? gradus_shown_folder (path) : NULL;

  gtk_label_set_label (GTK_LABEL (self->name), title);
  gtk_label_set_label (GTK_LABEL (self->folder), folder ? folder : "");
  gtk_widget_set_tooltip_text (self->folder, path);
  gtk_widget_set_visible (self->folder, path != NULL);
  adw_view_switcher_title_set_title (self->switcher, beside ? "" : title);
  adw_view_switcher_title_set_subtitle (self->switcher, beside || !folder ? "" : folder);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->switcher), beside ? NULL : path);
}

static void
update_title (GradusWindow *self)
{
  g_autofree char *title = gradus_document_title (self->document);
  g_autofree char *shown = g_strconcat (gradus_document_modified (self->document) ? "• " : "",
                                        title, NULL);

  gtk_window_set_title (GTK_WINDOW (self), shown);
  show_name (self);
}

static const struct
{
  const char *name, *title, *icon;
} pages[] = {
  { "build", N_ ("Build"), "applications-engineering-symbolic" },
  { "data", N_ ("Data"), "view-grid-symbolic" },
  { "train", N_ ("Train"), "power-profile-performance-symbolic" },
};

/* Every page shows the one document; each is made here. */
static GtkWidget *
page_new (GradusWindow *self, const char *name)
{
  if (g_str_equal (name, "build"))
    return gradus_build_page_new (self->document);
  if (g_str_equal (name, "data"))
    return gradus_data_page_new (self->document, self->training);
  return gradus_train_page_new (
      self->document, self->training,
      gradus_data_page_browser (GRADUS_DATA_PAGE (page_at (self, "data"))));
}

/* The page, made where it was not yet: not all at once, since each takes its time. */
static GtkWidget *
page_at (GradusWindow *self, const char *name)
{
  AdwBin *bin = ADW_BIN (adw_view_stack_get_child_by_name (self->pages, name));

  if (!adw_bin_get_child (bin))
    {
      GtkWidget *page = page_new (self, name);

      gtk_widget_set_visible (page,
                              adw_view_stack_get_visible_child (self->pages) == GTK_WIDGET (bin));
      adw_bin_set_child (bin, page);
    }
  return adw_bin_get_child (bin);
}

/* A stack does not map its other pages, but GTK 4.8 still tells a screen reader that what is on
 * them can be seen. */
static void
show_visible_page (GradusWindow *self)
{
  GtkWidget *shown = adw_view_stack_get_visible_child (self->pages);

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *bin = adw_view_stack_get_child_by_name (self->pages, pages[i].name);
      GtkWidget *page = bin == shown ? page_at (self, pages[i].name)
                                     : adw_bin_get_child (ADW_BIN (bin));

      if (page)
        gtk_widget_set_visible (page, bin == shown);
    }
  place_toasts (self);
}

/* In the moments in which there is nothing else to do, a page at a time. */
static gboolean
make_next_page (gpointer user)
{
  GradusWindow *self = user;

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (!adw_bin_get_child (
            ADW_BIN (adw_view_stack_get_child_by_name (self->pages, pages[i].name))))
      {
        page_at (self, pages[i].name);
        return G_SOURCE_CONTINUE;
      }
  self->page_maker = 0;
  return G_SOURCE_REMOVE;
}

/* Gives the keys to the model, or to what comes first on another page. Not by the page's own
 * gtk_widget_grab_focus(): GTK calls that too where Tab finds nothing more on a page, and would not
 * leave it. */
static void
focus_page (GtkWidget *page)
{
  if (GRADUS_IS_BUILD_PAGE (page))
    gtk_widget_grab_focus (GTK_WIDGET (gradus_build_page_canvas (GRADUS_BUILD_PAGE (page))));
  else
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
add_pages (GradusWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      AdwViewStackPage *page = adw_view_stack_add_titled (self->pages, adw_bin_new (),
                                                          pages[i].name, _ (pages[i].title));

      adw_view_stack_page_set_icon_name (page, pages[i].icon);
    }
  g_signal_connect_swapped (self->pages, "notify::visible-child", G_CALLBACK (show_visible_page),
                            self);
  show_visible_page (self);
  self->page_maker = g_idle_add_full (G_PRIORITY_LOW, make_next_page, self, NULL);
}

void
gradus_window_choose_data (GradusWindow *self, const char *path)
{
  gradus_data_import (GTK_WIDGET (self), self->document, path);
  adw_view_stack_set_visible_child_name (self->pages, "data");
}

static void
set_document (GradusWindow *self, GradusDocument *document)
{
  g_autofree char *unopened = g_steal_pointer (&self->unopened); /* beside that one */

  gradus_window_untoast (self);
  self->document = document;
  g_signal_group_set_target (self->watch, document);
  self->recovery = gradus_recovery_new (document);
  g_signal_connect_object (self->recovery, "failed", G_CALLBACK (gradus_window_toast), self,
                           G_CONNECT_SWAPPED);
  gradus_data_shape_follow (document);
  gradus_window_follow_training (self);
  gradus_window_follow_weights (self);
  add_pages (self);
  gtk_stack_set_visible_child_name (self->root, "project");
  gtk_widget_set_visible (GTK_WIDGET (self->start), FALSE);
  focus_page (page_at (self, pages[0].name));
  for (gsize i = 0; i < G_N_ELEMENTS (document_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), document_actions[i], TRUE);
  gradus_window_update_history (self);
  update_title (self);
  if (unopened)
    gradus_window_toast_unopened (self, unopened);
}

void
gradus_window_show (GradusWindow *self, GradusDocument *document)
{
  if (self->document)
    {
      self = gradus_window_new (
          GRADUS_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
      gtk_window_present (GTK_WINDOW (self));
    }
  set_document (self, document);
}

/* --- actions ---------------------------------------------------------------------------------- */

/* The keys go to the page that one went to. */
static void
show_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);
  const char *wanted = g_variant_get_string (parameter, NULL);

  adw_view_stack_set_visible_child_name (self->pages, wanted);
  focus_page (page_at (self, wanted));
}

/* From another page back to what is stepped through. */
static void
step_through (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);
  GtkWidget *page = page_at (self, "build");
  const gboolean shown = gtk_widget_get_visible (page);

  adw_view_stack_set_visible_child_name (self->pages, "build");
  if (shown || !gradus_build_page_stepping (GRADUS_BUILD_PAGE (page)))
    gtk_widget_activate_action (page, "build.step", NULL);
}

/* Made when it is first asked for, since it takes as long to make as all else of a new window: so
 * it is not where GTK looks for what it makes with every window. */
static void
show_shortcuts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkApplicationWindow *self = GTK_APPLICATION_WINDOW (widget);

  if (!gtk_application_window_get_help_overlay (self))
    {
      g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
          "/org/gradus/Gradus/ui/shortcuts.ui");

      gtk_application_window_set_help_overlay (
          self, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
      gradus_name_parts (GTK_WIDGET (gtk_application_window_get_help_overlay (self)));
    }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (self)));
}

/* --- going and size ------------------------------------------------------------------------- */

/* What the window showed is thousands of widgets, which take longer to free than the others may
 * stand still: a page at a time. */
static gboolean
free_next_page (gpointer user)
{
  GradusWindow *self = user;
  g_autoptr (GApplication) application = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      AdwBin *bin = ADW_BIN (adw_view_stack_get_child_by_name (self->pages, pages[i].name));

      if (!adw_bin_get_child (bin))
        continue;
      adw_bin_set_child (bin, NULL);
      return G_SOURCE_CONTINUE;
    }
  application = g_steal_pointer (&self->closing);
  gtk_window_destroy (GTK_WINDOW (self));
  g_application_release (application);
  return G_SOURCE_REMOVE;
}

void
gradus_window_leave (GradusWindow *self)
{
  if (self->closing)
    return;
  gradus_training_close (self->training);
  gradus_settings_keep_window (GTK_WINDOW (self));
  self->closing = g_object_ref (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  g_application_hold (self->closing);
  g_clear_handle_id (&self->page_maker, g_source_remove);
  g_clear_object (&self->recovery);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  /* What has the focus would live until the window goes, with all that is around it. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_window_set_application (GTK_WINDOW (self), NULL);
  g_signal_handlers_disconnect_by_func (self->pages, show_visible_page, self);
  g_idle_add (free_next_page, self);
}

static gboolean
gradus_window_close_request (GtkWindow *window)
{
  GradusWindow *self = GRADUS_WINDOW (window);

  if (self->document)
    {
      gradus_window_request_close (self);
      return TRUE;
    }
  gradus_settings_keep_window (window);
  return GTK_WINDOW_CLASS (gradus_window_parent_class)->close_request (window);
}

void
gradus_window_end (GradusWindow *self)
{
  if (self->recovery)
    gradus_recovery_leave (self->recovery);
  if (self->training)
    gradus_training_close (self->training);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
place_pages (gpointer user)
{
  GradusWindow *self = user;

  self->page_placer = 0;
  self->placed_width = gtk_widget_get_width (GTK_WIDGET (self));
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher, self->placed_width >= WIDE);
  show_name (self);
  if (self->document)
    place_toasts (self);
  return G_SOURCE_REMOVE;
}

/* Where the bar has no room for both, what the project is called stands in the middle, and the
 * pages below; and toasts stand where there is room. Not while the widgets are placed, when none
 * may come or go. */
static void
gradus_window_size_allocate (GtkWidget *widget, gint width, gint height, gint baseline)
{
  GradusWindow *self = GRADUS_WINDOW (widget);

  GTK_WIDGET_CLASS (gradus_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->placed_width != width && !self->page_placer)
    self->page_placer = g_idle_add_full (G_PRIORITY_HIGH_IDLE, place_pages, self, NULL);
}

/* --- the object ------------------------------------------------------------------------------- */

/* GTK 4.8 forgets to stop measuring a window that is unrealized, and may measure one that was never
 * shown after it was freed. Its other handlers it disconnects itself, and warns where one has gone.
 */
static void
forget_shortcuts (GradusWindow *self)
{
  GtkShortcutsWindow *shortcuts = gtk_application_window_get_help_overlay (
      GTK_APPLICATION_WINDOW (self));
  GdkSurface *surface = shortcuts ? gtk_native_get_surface (GTK_NATIVE (shortcuts)) : NULL;

  if (surface)
    g_signal_handlers_disconnect_matched (surface, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA,
                                          g_signal_lookup ("compute-size", G_OBJECT_TYPE (surface)),
                                          0, NULL, NULL, shortcuts);
}

static void
gradus_window_dispose (GObject *object)
{
  GradusWindow *self = GRADUS_WINDOW (object);

  g_clear_handle_id (&self->page_maker, g_source_remove);
  g_clear_handle_id (&self->page_placer, g_source_remove);
  forget_shortcuts (self);
  forget_toast (self);
  g_clear_weak_pointer (&self->question);
  g_clear_weak_pointer (&self->offer);
  g_clear_weak_pointer (&self->pad);
  g_clear_object (&self->watch);
  g_clear_object (&self->recovery);
  g_clear_object (&self->training);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_window_parent_class)->dispose (object);
}

static void
gradus_window_class_init (GradusWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_window_dispose;
  widget_class->size_allocate = gradus_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = gradus_window_close_request;
  g_type_ensure (GRADUS_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, start_toasts);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, root);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, start);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, name);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, folder);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, train_button);
  gradus_window_install_file_actions (widget_class);
  gradus_window_install_training_actions (widget_class);
  gradus_window_install_weights_actions (widget_class);
  gradus_window_install_history_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page);
  gtk_widget_class_install_action (widget_class, "win.step-through", NULL, step_through);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, show_shortcuts);
}

static void
gradus_window_init (GradusWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->watch = g_signal_group_new (GRADUS_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->watch, "history-changed", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (self->watch, "notify::title", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (self->watch, "notify::path", G_CALLBACK (show_name), self);
  for (gsize i = 0; i < G_N_ELEMENTS (document_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), document_actions[i], FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.train", FALSE);
  gradus_window_follow_history (self);
  gradus_window_follow_weights (self);
  gradus_window_accept_drops (self);
  gradus_settings_restore_window (GTK_WINDOW (self));
  gradus_frame_memory_keep (GTK_WINDOW (self));
}

GradusWindow *
gradus_window_new (GradusApplication *application)
{
  return g_object_new (GRADUS_TYPE_WINDOW, "application", application, NULL);
}
