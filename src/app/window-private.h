/* window-private.h - GradusWindow's insides, for window.c, window-close.c, window-files.c,
 * window-history.c, window-training.c and window-weights.c.
 */
#pragma once

#include "data/draw-pad.h"
#include "recovery.h"
#include "start-page.h"
#include "training/training.h"
#include "window.h"

G_BEGIN_DECLS

struct _GradusWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts, *start_toasts; /* over the pages, over the start page */
  AdwToast *toast;   /* what gradus_window_toast() said, while that is shown; weak */
  guint toast_timer; /* ends that */
  char *unopened;    /* of that, what is about files that could not be opened; NULL: nothing */
  AdwToast *offer;   /* to continue a run, likewise */
  GtkStack *root; /* "start" or "project" */
  GradusStartPage *start;
  AdwViewSwitcherTitle *switcher; /* in the header: the pages, or what the project is called */
  GtkWidget *name, *folder;       /* beside the pages: that, and where the project is */
  AdwViewStack *pages;
  guint page_maker;  /* makes those that were not shown yet */
  guint page_placer; /* puts the switcher and toasts where there is room */
  gint placed_width; /* of the window, when it last did */
  GtkWidget *undo_button, *redo_button, *train_button;
  GradusDrawPad *pad; /* that has the keyboard; weak */

  GradusDocument *document;
  GSignalGroup *watch;      /* of the document */
  GradusTraining *training; /* of the document */
  GradusRecovery *recovery; /* of the document */
  GtkWindow *question;      /* whether it may close, while that is asked; weak */
  gboolean close_when_saved; /* asked for while a save was on its way */
  GApplication *closing;    /* kept until the pages are freed; NULL: the window is open */
};

/* window.c */
/* Gone for the person and the program at once, but for its pages; what is trained is stopped. Of a
 * window that has a document. */
void gradus_window_leave (GradusWindow *self);
/* As gradus_window_toast(), below what was said so before and is still shown. */
void gradus_window_toast_unopened (GradusWindow *self, const char *message);
/* What is at @path becomes the data set of the document, and is shown. */
void gradus_window_choose_data (GradusWindow *self, const char *path);

/* window-close.c: what is asked before a window goes. */
/* Leaves, once all that is at stake is decided, or not at all. Of a window that has a document. */
void gradus_window_request_close (GradusWindow *self);
/* It is not closed after all. */
void gradus_window_stay (GradusWindow *self);
/* For what was put off until then. */
void gradus_window_save_ended    (GradusWindow *self, gboolean went_well);

/* window-files.c: opening and saving. */
void gradus_window_install_file_actions (GtkWidgetClass *widget_class);
void gradus_window_accept_drops (GradusWindow *self);
/* For opening files of one @kind, whose names fit @pattern. Modal; (transfer full). */
GtkFileChooserNative *gradus_window_chooser (GradusWindow *self, const char *title,
                                             const char *accept, const char *kind,
                                             const char *pattern);
/* The path that was chosen, (transfer full); NULL where nothing was. */
char *gradus_window_chosen_path (GtkNativeDialog *chooser, gint response);
/* Where the project's file is; NULL where it has none. (transfer full) */
char *gradus_window_folder (GradusWindow *self);
/* Saves the project, asking where to if need be; @then, which may be NULL, is called once that went
 * well. */
void gradus_window_save (GradusWindow *self, void (*then) (GradusWindow *self));

/* window-history.c: Undo and Redo. */
void gradus_window_install_history_actions (GtkWidgetClass *widget_class);
void gradus_window_follow_history          (GradusWindow *self);
/* Sets what they can do, and what the buttons say. */
void gradus_window_update_history          (GradusWindow *self);

/* window-training.c: the Train button, and the offer to continue a run. */
void gradus_window_install_training_actions (GtkWidgetClass *widget_class);
/* Makes .training, of the document. */
void gradus_window_follow_training          (GradusWindow *self);

/* window-weights.c: weights from and to files. */
void gradus_window_install_weights_actions (GtkWidgetClass *widget_class);
/* Of the document, or of none on the start page. */
void gradus_window_follow_weights          (GradusWindow *self);
/* Asks what to take of a file; the model keeps it as a step to undo. */
void gradus_window_load_weights            (GradusWindow *self, const char *path);
/* Saves what the model keeps and fits. */
void gradus_window_save_weights            (GradusWindow *self, const char *path);

G_END_DECLS
