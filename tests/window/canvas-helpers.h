/* canvas-helpers.h - a document on a canvas, for the tests of the canvas. */
#pragma once

#include <adwaita.h>
#include <math.h>

#include "canvas/canvas-private.h"
#include "canvas/note-view.h"
#include "gradus.h"

static inline void
init_canvas_test (gint *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  gradus_init ();
}

static inline GradusDocument *
document_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (text, -1, "test", &error);

  g_assert_no_error (error);
  return gradus_document_new (project);
}

/* Input → Conv2d → ReLU, 80 apart, and a Linear without a link beside them. */
static inline GradusDocument *
small_document (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 28, 28]}},"
        "{\"id\": \"conv\", \"kind\": \"Conv2d\", \"attributes\": {\"out_channels\": 6,"
        " \"kernel_size\": 5}, \"at\": [0, 80]},"
        "{\"id\": \"relu\", \"kind\": \"ReLU\", \"at\": [0, 160]},"
        "{\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"in_features\": 7,"
        " \"out_features\": 10}, \"at\": [300, 240]}],"
        "\"links\": [{\"from\": \"input\", \"to\": \"conv\"},"
        " {\"from\": \"conv\", \"to\": \"relu\"}]}}";

  return document_of (text);
}

/* In a window, so that it has a size and can have the focus. */
static inline GradusCanvas *
show_canvas (GradusDocument *document)
{
  GtkWidget *window = gtk_window_new (), *canvas = gradus_canvas_new (document);

  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (window), canvas);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (canvas);
  return GRADUS_CANVAS (canvas);
}

static inline void
close_window (GradusCanvas *canvas)
{
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (canvas))));
}

/* Emits what a gesture says of a drag, in pixels of the canvas. */
static inline void
drag (GradusCanvas *canvas, graphene_point_t from, graphene_point_t to)
{
  from = gradus_viewport_to_screen (canvas->viewport, from.x, from.y);
  to = gradus_viewport_to_screen (canvas->viewport, to.x, to.y);
  g_signal_emit_by_name (canvas->drag_gesture, "drag-begin", from.x, from.y);
  g_signal_emit_by_name (canvas->drag_gesture, "drag-update", to.x - from.x, to.y - from.y);
  g_signal_emit_by_name (canvas->drag_gesture, "drag-end", to.x - from.x, to.y - from.y);
}

