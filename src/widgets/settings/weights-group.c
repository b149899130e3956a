/* weights-group.c - GradusWeightsGroup: see weights-group.h. */
#include "weights-group.h"

#include <glib/gi18n.h>

#include "document/weights-choice.h"
#include "document/weights-words.h"
#include "field-row.h"
#include "section.h"

struct _GradusWeightsGroup
{
  AdwPreferencesGroup parent_instance;

  GradusDocument *document;
  GtkWidget *start, *keep;
};

G_DEFINE_FINAL_TYPE (GradusWeightsGroup, gradus_weights_group, ADW_TYPE_PREFERENCES_GROUP)

static void
put (GradusWeightsGroup *self, const char *key, const char *word, const char *title)
{
  g_autofree char *label = g_strdup_printf (_ ("Set “%s”"), title);
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), word);
  g_autoptr (GError) error = NULL;

  if (!gradus_section_set (self->document, GRADUS_WEIGHTS_SECTION, key, node, label, &error))
    g_warning ("%s", error->message);
}

static void
start_chosen (GradusWeightsGroup *self, const char *word)
{
  put (self, GRADUS_WEIGHTS_START, word, _ ("Start from"));
}

static void
keep_chosen (GradusWeightsGroup *self, const char *word)
{
  put (self, GRADUS_WEIGHTS_KEEP, word, _ ("Keep"));
}

static void
show_choices (GradusWeightsGroup *self)
{
  gradus_field_row_set_value (GRADUS_FIELD_ROW (self->start),
                              gradus_weights_start_kept (self->document) ? GRADUS_START_KEPT
                                                                         : GRADUS_START_NEW);
  gradus_field_row_set_value (GRADUS_FIELD_ROW (self->keep),
                              gradus_weights_keep_last (self->document) ? GRADUS_KEEP_LAST
                                                                        : GRADUS_KEEP_BEST);
}

static void
show_kept (GradusWeightsGroup *self)
{
  g_autofree char *summary = gradus_weights_summary (gradus_document_model (self->document));
  g_autofree char *escaped = g_markup_escape_text (summary, -1);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), escaped);
}

GtkWidget *
gradus_weights_group_new (GradusDocument *document)
{
  static const char *const starts[] = { GRADUS_START_NEW, GRADUS_START_KEPT, NULL };
  static const char *const keeps[] = { GRADUS_KEEP_BEST, GRADUS_KEEP_LAST, NULL };
  const char *start_names[] = { _ ("New weights"), _ ("Kept weights"), NULL };
  const char *keep_names[] = { _ ("The best epoch's"), _ ("The last ones"), NULL };
  GradusWeightsGroup *self = g_object_new (GRADUS_TYPE_WEIGHTS_GROUP, "title", _ ("Weights"), NULL);

  self->document = g_object_ref (document);
  self->start = gradus_field_row_new (&(GradusField){
      .name = _ ("Start from"),
      .help = _ ("What a run begins with: new random weights, which follow from the seed; or those "
                 "that the model keeps, and new ones only where there are none that fit."),
      .kind = GRADUS_FIELD_CHOICE,
      .choices = starts,
      .labels = start_names,
  });
  self->keep = gradus_field_row_new (&(GradusField){
      .name = _ ("Keep"),
      .help = _ ("Which weights of a run the model keeps when it has ended."),
      .kind = GRADUS_FIELD_CHOICE,
      .choices = keeps,
      .labels = keep_names,
  });
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->start);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->keep);
  show_choices (self);
  show_kept (self);
  g_signal_connect_object (self->start, "edited", G_CALLBACK (start_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keep, "edited", G_CALLBACK (keep_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "section-changed::" GRADUS_WEIGHTS_SECTION,
                           G_CALLBACK (show_choices), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (show_kept), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "weights-changed", G_CALLBACK (show_kept), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_weights_group_finalize (GObject *object)
{
  g_clear_object (&GRADUS_WEIGHTS_GROUP (object)->document);
  G_OBJECT_CLASS (gradus_weights_group_parent_class)->finalize (object);
}

static void
gradus_weights_group_class_init (GradusWeightsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_weights_group_finalize;
}

static void
gradus_weights_group_init (GradusWeightsGroup *self)
{
}
