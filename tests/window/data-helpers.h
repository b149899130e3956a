/* data-helpers.h - a document with data, and a browser on it, for the tests of the data page. */
#pragma once

#include <adwaita.h>

#include "data/dataset-browser.h"
#include "data/items.h"
#include "exchange/project-file.h"
#include "gradus.h"
#include "waiting.h"
#include "widgets.h"

static inline void
init_data_test (gint *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  gradus_init ();
}

static inline GradusDocument *
document_with_data (const char *json)
{
  GradusDocument *document = gradus_document_new (NULL);
  g_autoptr (JsonNode) data = json_from_string (json, NULL);

  g_assert_true (gradus_document_set_section (document, "data", data, "Data", NULL, NULL));
  return document;
}

static inline void
run_until_loaded (GradusDataSource *source)
{
  gradus_data_source_start (source);
  wait_while (gradus_data_source_loading (source));
}

/* Of a large set the items come bit by bit. */
static inline void
run_until_settled (GradusItems *items)
{
  wait_while (!gradus_items_settled (items));
}

/* A browser in a window that is drawn; closed with gtk_window_destroy(). */
static inline GradusDatasetBrowser *
open_browser (GradusDocument *document, GtkWidget **window)
{
  GtkWidget *browser = gradus_dataset_browser_new (document);

  *window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (*window), browser);
  gtk_window_set_default_size (GTK_WINDOW (*window), 800, 600);
  gtk_window_present (GTK_WINDOW (*window));
  run_until_loaded (gradus_dataset_browser_source (GRADUS_DATASET_BROWSER (browser)));
  run_until_settled (
      GRADUS_ITEMS (gradus_dataset_browser_items (GRADUS_DATASET_BROWSER (browser))));
  return GRADUS_DATASET_BROWSER (browser);
}

static inline guint
n_shown (GradusDatasetBrowser *browser)
{
  return g_list_model_get_n_items (gradus_dataset_browser_items (browser));
}

static inline GrProject *
read_project (const char *json)
{
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (json, -1, "test", &error);

  g_assert_no_error (error);
  return project;
}

/* A model of shapes, with 60 to train on and 300 to test on. */
static inline GrProject *
shapes_classifier (void)
{
  static const char json[]
      = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 60, \"n_test\": 300},"
        " \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 28, 28]}},"
        "{\"id\": \"flatten\", \"kind\": \"Flatten\"},"
        "{\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 10}},"
        "{\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}], \"links\": ["
        "{\"from\": \"input\", \"to\": \"flatten\"}, {\"from\": \"flatten\", \"to\": \"out\"},"
        "{\"from\": \"out\", \"to\": \"loss\"}]}}";

  return read_project (json);
}
