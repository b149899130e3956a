/* stalls.h - what the parts of bench/stalls share: the window that is acted on, what is done in any
 * of them, and the parts themselves. */
#pragma once

#include "data/dataset-browser.h"
#include "window-private.h"

G_BEGIN_DECLS

typedef struct
{
  const char *folder; /* for the files that are made */
  GradusApplication *program;
  GradusWindow *window; /* the one that is acted on */
} Stalls;

extern Stalls stalls;

/* --- stalls-window.c: actions, as turns_measure() takes them, and what follows from them ------ */

gboolean stalls_open_window   (gpointer unused);
/* As after the answer to what is asked. */
gboolean stalls_close_window  (gpointer unused);
gboolean stalls_open_template (gpointer name);
gboolean stalls_open_file     (gpointer path);
gboolean stalls_is_open       (void);
gboolean stalls_show_page     (gpointer name);
/* Shows the page @name of the stack that a widget of @type is in. */
gboolean stalls_show_around   (GType type, const char *name);
/* An action of the window, or of the first widget of @type that is shown. */
gboolean stalls_act           (gpointer action);
gboolean stalls_act_on        (GType type, const char *action);
/* The question that is asked, if there is one; agreeing is what Enter does. */
gboolean stalls_asks          (void);
gboolean stalls_agree         (gpointer unused);
gboolean stalls_close_dialogs (gpointer unused);

/* The first widget of @type that is shown, or NULL. */
GtkWidget            *stalls_find    (GtkWidget *within, GType type);
GradusDatasetBrowser *stalls_browser (void);

/* --- the parts: each begins and ends without a window ----------------------------------------- */

void stalls_measure_start    (void); /* stalls-start.c */
void stalls_measure_canvas   (void); /* stalls-canvas.c */
void stalls_measure_data     (void); /* stalls-data.c */
void stalls_measure_weights  (void); /* stalls-training.c */
void stalls_measure_training (void);
void stalls_measure_runs     (void);
void stalls_measure_quit     (void);

G_END_DECLS
