/* data-page.c - GradusDataPage: see data-page.h. */
#include "data-page.h"

#include "training/run-picker.h"

struct _GradusDataPage
{
  GtkWidget parent_instance;

  GradusDatasetBrowser *browser;
};

G_DEFINE_FINAL_TYPE (GradusDataPage, gradus_data_page, GTK_TYPE_WIDGET)

GradusDatasetBrowser *
gradus_data_page_browser (GradusDataPage *self)
{
  return self->browser;
}

static void
gradus_data_page_dispose (GObject *object)
{
  GradusDataPage *self = GRADUS_DATA_PAGE (object);

  if (self->browser)
    gtk_widget_unparent (GTK_WIDGET (self->browser));
  self->browser = NULL;
  G_OBJECT_CLASS (gradus_data_page_parent_class)->dispose (object);
}

static void
gradus_data_page_class_init (GradusDataPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_data_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_data_page_init (GradusDataPage *self)
{
}

GtkWidget *
gradus_data_page_new (GradusDocument *document, GradusTraining *training)
{
  GradusDataPage *self = g_object_new (GRADUS_TYPE_DATA_PAGE, NULL);

  self->browser = GRADUS_DATASET_BROWSER (gradus_dataset_browser_new (document));
  gradus_dataset_browser_set_picker (
      self->browser,
      gradus_run_picker_new (training, gradus_dataset_browser_evaluation (self->browser)));
  gtk_widget_set_parent (GTK_WIDGET (self->browser), GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
