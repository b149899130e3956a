/* start-page.c - GradusStartPage: see start-page.h. */
#include "start-page.h"
#include "files/shown-folder.h"

#include <glib/gi18n.h>

#include "start/model-picture.h"
#include "templates.h"

struct _GradusStartPage
{
  AdwBin parent_instance;

  GtkFlowBox *cards;
  GtkWidget *recent_group;
  GtkListBox *recents;
};

G_DEFINE_FINAL_TYPE (GradusStartPage, gradus_start_page, ADW_TYPE_BIN)

/* --- templates -------------------------------------------------------------------------------- */

static GtkWidget *
label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 1); /* on a title's line, see style.css */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 26);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
card_new (const GradusTemplate *template)
{
  g_autoptr (GrProject) project = gradus_template_project (template);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *picture = gradus_model_picture_new (project->model);

  gtk_widget_set_margin_bottom (picture, 6);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), label_new (_ (template->title), "heading"));
  gtk_box_append (GTK_BOX (box), label_new (_ (template->summary), "dim-label"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "template");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-template");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", template->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (template->title), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (template->summary), -1);
  return button;
}

static void
add_templates (GradusStartPage *self)
{
  for (guint i = 0; i < gradus_n_templates (); i++)
    {
      GtkWidget *child = gtk_flow_box_child_new ();

      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card_new (gradus_template_at (i)));
      /* The button in it takes the focus. */
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_append (self->cards, child);
    }
}

/* --- recent projects -------------------------------------------------------------------------- */

static gint
latest_first (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

/* (transfer full); NULL where it is none of ours, or is no longer there. */
static GtkWidget *
recent_row_new (GtkRecentInfo *info)
{
  g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (info), NULL, NULL);
  g_autofree char *folder = NULL;
  GtkWidget *row;

  if (!path || !g_str_has_suffix (path, ".gradus") || !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  folder = gradus_shown_folder (path);
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 gtk_recent_info_get_display_name (info));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), folder);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-path");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", path);
  return row;
}

void
gradus_start_page_refresh (GradusStartPage *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint shown = 0;

  while (gtk_widget_get_first_child (GTK_WIDGET (self->recents)))
    gtk_list_box_remove (self->recents, gtk_widget_get_first_child (GTK_WIDGET (self->recents)));
  items = g_list_sort (items, latest_first);
  for (GList *l = items; l && shown < GRADUS_START_PAGE_RECENTS; l = l->next)
    {
      GtkWidget *row = recent_row_new (l->data);

      if (!row)
        continue;
      gtk_list_box_append (self->recents, row);
      shown++;
    }
  gtk_widget_set_visible (self->recent_group, shown > 0);
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
gradus_start_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GRADUS_TYPE_START_PAGE);
  G_OBJECT_CLASS (gradus_start_page_parent_class)->dispose (object);
}

static void
gradus_start_page_class_init (GradusStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_start_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusStartPage, cards);
  gtk_widget_class_bind_template_child (widget_class, GradusStartPage, recent_group);
  gtk_widget_class_bind_template_child (widget_class, GradusStartPage, recents);
}

static void
gradus_start_page_init (GradusStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_templates (self);
  gradus_start_page_refresh (self);
}
