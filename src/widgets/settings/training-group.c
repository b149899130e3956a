/* training-group.c - GradusTrainingGroup: see training-group.h. */
#include "training-group.h"

#include <glib/gi18n.h>
#include <string.h>

#include "option-table.h"
#include "section.h"

/* One key of the section, as the file's reader knows it. */
typedef struct
{
  const char *key, *title, *help; /* N_() */
  GradusFieldKind kind;
  gdouble minimum;
  const char *standard;
  const char *const *choices, *const *labels;
} Row;

static const char *const samplers[] = { "random", "sequential", "weighted", NULL };
static const char *const sampler_names[] = { N_ ("Shuffled"), N_ ("As in the file"),
                                             N_ ("Classes alike"), NULL };

static const Row usual[] = {
  { "epochs", N_ ("Epochs"), N_ ("How often the whole training set is gone through."),
    GRADUS_FIELD_WHOLE, 1, "10" },
  { "batch_size", N_ ("Batch size"), N_ ("Items from one step of the optimizer to the next."),
    GRADUS_FIELD_WHOLE, 1, "128" },
  { "val_split", N_ ("Validation part"),
    N_ ("The part of the training data that is kept apart, to see how well the network does "
        "on what it has not learned from: 0 to 0.99."),
    GRADUS_FIELD_NUMBER, 0, "0" },
  { "seed", N_ ("Seed"), N_ ("The same seed gives the same run, number by number."),
    GRADUS_FIELD_NUMBER, 0, "0" },
  { NULL }
};

static const Row seldom[] = {
  { "patience", N_ ("Early stopping"),
    N_ ("Epochs without getting better after which training stops; 0: it goes on to the end."),
    GRADUS_FIELD_WHOLE, 0, "0" },
  { "clip_norm", N_ ("Clip norm"),
    N_ ("The largest norm that all gradients together may have; 0: any."), GRADUS_FIELD_NUMBER, 0,
    "0" },
  { "clip_value", N_ ("Clip value"),
    N_ ("The largest size that a gradient's element may have; 0: any."), GRADUS_FIELD_NUMBER, 0,
    "0" },
  { "sampler", N_ ("Order"),
    N_ ("The order of the items in an epoch; classes alike draws each class equally often."),
    GRADUS_FIELD_CHOICE, 0, "random", samplers, sampler_names },
  { "drop_last", N_ ("Drop last batch"),
    N_ ("Leaves out the last batch of an epoch where it is smaller than the others."),
    GRADUS_FIELD_SWITCH, 0, "false" },
  { NULL }
};

static const Row *
row_called (const char *key)
{
  const Row *const tables[] = { usual, seldom };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const Row *row = tables[t]; row->key; row++)
      if (g_str_equal (row->key, key))
        return row;
  return NULL;
}

const char *
gradus_training_title (const char *key)
{
  const Row *row = row_called (key);

  return row ? _ (row->title) : NULL;
}

const char *
gradus_training_choice (const char *key, const char *word)
{
  const Row *row = row_called (key);

  for (guint i = 0; row && row->choices && row->choices[i]; i++)
    if (g_str_equal (row->choices[i], word))
      return _ (row->labels[i]);
  return NULL;
}

gboolean
gradus_training_counts (const char *key)
{
  const Row *row = row_called (key);

  return row && row->kind == GRADUS_FIELD_WHOLE;
}

struct _GradusTrainingGroup
{
  AdwPreferencesGroup parent_instance;

  GradusDocument *document;
  GPtrArray *rows; /* of GradusFieldRow, borrowed */
};

G_DEFINE_FINAL_TYPE (GradusTrainingGroup, gradus_training_group, ADW_TYPE_PREFERENCES_GROUP)

static const Row *
row_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "gradus-row");
}

/* The reader says where: "training: training.epochs: expects …"; here one sees where. */
static const char *
reason (const GError *error)
{
  const char *last = error->message;

  for (const char *at = strstr (last, ": "); at && !strchr ("“\"", last[0]);
       at = strstr (last, ": "))
    last = at + 2;
  return last;
}

static void
row_edited (GradusTrainingGroup *self, const char *text, GradusFieldRow *widget)
{
  const Row *row = row_of (GTK_WIDGET (widget));
  g_autofree char *label = g_strdup_printf (_ ("Set “%s”"), _ (row->title));
  g_autoptr (JsonNode) node = gradus_json_read (text, FALSE);
  g_autoptr (GError) error = NULL;

  gradus_section_set (self->document, "training", row->key, node, label, &error);
  gradus_field_row_set_error (widget, error ? reason (error) : NULL);
}

static void
refresh (GradusTrainingGroup *self)
{
  g_autoptr (JsonObject) object = gradus_section_copy (self->document, "training");

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = row_of (self->rows->pdata[i]);
      JsonNode *node = json_object_get_member (object, row->key);
      g_autofree char *text = node ? gradus_json_text (node) : g_strdup (row->standard);

      gradus_field_row_set_value (self->rows->pdata[i], text);
    }
}

static GtkWidget *
add_row (GradusTrainingGroup *self, const Row *row)
{
  const char *labels[4] = { NULL };
  GtkWidget *widget;

  for (guint i = 0; row->labels && row->labels[i]; i++)
    labels[i] = _ (row->labels[i]);
  widget = gradus_field_row_new (&(GradusField){
      .name = _ (row->title),
      .help = _ (row->help),
      .kind = row->kind,
      .minimum = row->minimum,
      .choices = row->choices,
      .labels = row->labels ? labels : NULL,
  });
  g_object_set_data (G_OBJECT (widget), "gradus-row", (gpointer) row);
  g_signal_connect_object (widget, "edited", G_CALLBACK (row_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "done", G_CALLBACK (gradus_document_end_merge), self->document,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, widget);
  return widget;
}

GtkWidget *
gradus_training_group_new (GradusDocument *document)
{
  GradusTrainingGroup *self = g_object_new (GRADUS_TYPE_TRAINING_GROUP, "title", _ ("Training"),
                                            NULL);
  GtkWidget *more = adw_expander_row_new ();

  self->document = g_object_ref (document);
  for (const Row *row = usual; row->key; row++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), add_row (self, row));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), _ ("More options"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More options"), -1);
  for (const Row *row = seldom; row->key; row++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (more), add_row (self, row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), more);
  refresh (self);
  g_signal_connect_object (document, "section-changed::training", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_training_group_finalize (GObject *object)
{
  GradusTrainingGroup *self = GRADUS_TRAINING_GROUP (object);

  g_clear_object (&self->document);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (gradus_training_group_parent_class)->finalize (object);
}

static void
gradus_training_group_class_init (GradusTrainingGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_training_group_finalize;
}

static void
gradus_training_group_init (GradusTrainingGroup *self)
{
  self->rows = g_ptr_array_new ();
}
