/* training-form.c - GradusTrainingForm: see training-form.h. Each group is a file of its own. */
#include "training-form.h"

#include <glib/gi18n.h>

#include "choice-group.h"
#include "data-group.h"
#include "training-group.h"
#include "transform-list.h"
#include "weights-group.h"

struct _GradusTrainingForm
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (GradusTrainingForm, gradus_training_form, GTK_TYPE_BOX)

GtkWidget *
gradus_training_form_new (GradusDocument *document)
{
  GtkWidget *self = g_object_new (GRADUS_TYPE_TRAINING_FORM, "orientation",
                                  GTK_ORIENTATION_VERTICAL, "spacing", 18, NULL);
  GtkBox *box = GTK_BOX (self);

  gtk_box_append (box, gradus_data_group_new (document));
  gtk_box_append (box, gradus_training_group_new (document));
  gtk_box_append (box, gradus_weights_group_new (document));
  gtk_box_append (box, gradus_choice_group_new_optimizer (document));
  gtk_box_append (box, gradus_choice_group_new_schedule (document));
  gtk_box_append (box, gradus_transform_list_new (document));
  return self;
}

static void
gradus_training_form_class_init (GradusTrainingFormClass *klass)
{
}

static void
gradus_training_form_init (GradusTrainingForm *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "training-form");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Training settings"), -1);
}
