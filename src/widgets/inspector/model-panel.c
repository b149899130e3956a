/* model-panel.c - GradusModelPanel: see model-panel.h. */
#include "model-panel.h"

#include <glib/gi18n.h>

#include "block-table.h"
#include "panel.h"
#include "problem-list.h"

struct _GradusModelPanel
{
  GtkBox parent_instance;

  GradusDocument *document;
  GtkWidget *name, *problems, *totals, *table;
  GtkTextBuffer *description;
  gboolean updating; /* name and description are being set from the project */
  guint refresh_id;
};

G_DEFINE_FINAL_TYPE (GradusModelPanel, gradus_model_panel, GTK_TYPE_BOX)

/* --- name and description -----------------------------------------------------------------------
 */

/* (transfer full) */
static char *
section_text (GradusModelPanel *self, const char *key)
{
  g_autoptr (JsonNode) node = gradus_document_section (self->document, key);

  return g_strdup (node ? json_node_get_string (node) : "");
}

static void
set_section_text (GradusModelPanel *self, const char *key, const char *text, const char *label)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);
  g_autofree char *merge = g_strdup_printf ("set:%s", key);

  gradus_document_set_section (self->document, key, node, label, merge, NULL);
}

static void
name_changed (GradusModelPanel *self)
{
  if (!self->updating)
    set_section_text (self, "name", gtk_editable_get_text (GTK_EDITABLE (self->name)),
                      _ ("Rename the project"));
}

static void
description_changed (GradusModelPanel *self)
{
  g_autofree char *text = NULL;

  if (self->updating)
    return;
  g_object_get (self->description, "text", &text, NULL);
  set_section_text (self, "description", text, _ ("Describe the project"));
}

static void
show_words (GradusModelPanel *self)
{
  g_autofree char *name = section_text (self, "name");
  g_autofree char *description = section_text (self, "description");
  g_autofree char *shown = NULL;

  g_object_get (self->description, "text", &shown, NULL);
  self->updating = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name)), name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  if (g_strcmp0 (shown, description) != 0)
    gtk_text_buffer_set_text (self->description, description, -1);
  self->updating = FALSE;
}

/* --- the model ----------------------------------------------------------------------------------
 */

static void
refresh (GradusModelPanel *self)
{
  GradusTotals totals = { 0 };

  gradus_problem_list_refresh (GRADUS_PROBLEM_LIST (self->problems));
  gradus_block_table_refresh (GRADUS_BLOCK_TABLE (self->table), &totals);
  gradus_totals_show (&totals, GRADUS_FACTS_GRID (self->totals));
}

static gboolean
refresh_later (gpointer user)
{
  GradusModelPanel *self = user;

  self->refresh_id = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* The whole model takes longer to show than a block: once for all changes of a frame. */
static void
model_changed (GradusModelPanel *self)
{
  if (!self->refresh_id)
    self->refresh_id = g_idle_add (refresh_later, self);
}

const char *
gradus_model_panel_total (GradusModelPanel *self, const char *name)
{
  return gradus_facts_grid_get (GRADUS_FACTS_GRID (self->totals), name);
}

/* --- making it ----------------------------------------------------------------------------------
 */

static GtkWidget *
name_row (GradusModelPanel *self)
{
  self->name = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _ ("Name"));
  gtk_widget_add_css_class (self->name, "project-name");
  /* What is too long for the row. */
  g_object_bind_property (self->name, "text", self->name, "tooltip-text", G_BINDING_SYNC_CREATE);
  /* Ctrl+Z is the document's, here and below. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->name), FALSE);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (name_changed), self,
                           G_CONNECT_SWAPPED);
  return self->name;
}

static GtkWidget *
description_view (GradusModelPanel *self)
{
  GtkWidget *view = gtk_text_view_new (), *scrolled = gtk_scrolled_window_new ();

  self->description = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_set_enable_undo (self->description, FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Description"), -1);
  gtk_widget_set_tooltip_text (view, _ ("What the project is about, for who opens it next"));
  g_signal_connect_object (self->description, "changed", G_CALLBACK (description_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 72);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 160);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_add_css_class (scrolled, "description");
  return scrolled;
}

GtkWidget *
gradus_model_panel_new (GradusDocument *document)
{
  GradusModelPanel *self = g_object_new (GRADUS_TYPE_MODEL_PANEL, "orientation",
                                         GTK_ORIENTATION_VERTICAL, "spacing", 18, NULL);
  AdwPreferencesGroup *names, *words, *totals, *blocks;

  self->document = g_object_ref (document);
  gradus_panel_add_heading (GTK_BOX (self), _ ("Project"), NULL, NULL);
  self->problems = gradus_problem_list_new (document, NULL);
  gtk_box_append (GTK_BOX (self), self->problems);

  names = gradus_panel_add_group (GTK_BOX (self), NULL);
  adw_preferences_group_add (names, name_row (self));
  words = gradus_panel_add_group (GTK_BOX (self), _ ("Description"));
  adw_preferences_group_add (words, description_view (self));

  totals = gradus_panel_add_group (GTK_BOX (self), _ ("Model"));
  self->totals = gradus_facts_grid_new ();
  adw_preferences_group_add (totals, self->totals);
  blocks = gradus_panel_add_group (GTK_BOX (self), NULL);
  self->table = gradus_block_table_new (document);
  adw_preferences_group_add (blocks, self->table);

  show_words (self);
  /* In a turn of its own, before the frame that shows it. */
  self->refresh_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, refresh_later, self, NULL);
  g_signal_connect_object (document, "section-changed::name", G_CALLBACK (show_words), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "section-changed::description", G_CALLBACK (show_words), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (model_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_model_panel_dispose (GObject *object)
{
  GradusModelPanel *self = GRADUS_MODEL_PANEL (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  G_OBJECT_CLASS (gradus_model_panel_parent_class)->dispose (object);
}

static void
gradus_model_panel_finalize (GObject *object)
{
  g_clear_object (&GRADUS_MODEL_PANEL (object)->document);
  G_OBJECT_CLASS (gradus_model_panel_parent_class)->finalize (object);
}

static void
gradus_model_panel_class_init (GradusModelPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_model_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_model_panel_finalize;
}

static void
gradus_model_panel_init (GradusModelPanel *self)
{
}
