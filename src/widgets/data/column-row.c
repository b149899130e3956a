/* column-row.c - GradusColumnRow: see column-row.h. */
#include "column-row.h"
#include "style/count.h"
#include "style/dot.h"

#include <glib/gi18n.h>

#define MOST_EXAMPLES 5

struct _GradusColumnRow
{
  AdwActionRow parent_instance;

  const GrColumnSketch *column;
  GtkDropDown *roles;
  GtkWidget *order; /* an entry for words from the least to the greatest */
};

G_DEFINE_FINAL_TYPE (GradusColumnRow, gradus_column_row, ADW_TYPE_ACTION_ROW)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* "words, 3 different: blue, green, red; 2 missing" */
static char *
describe (const GrColumnSketch *column)
{
  g_autofree char *different = gradus_count (column->n_different);
  g_autofree char *missing = gradus_count (column->n_missing);
  g_autofree char *values = g_strdup_printf (
      ngettext ("%s different", "%s different", (gulong) column->n_different), different);
  GString *text = g_string_new (NULL);
  g_autoptr (GString) examples = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s, %s"), column->numeric ? _ ("Numbers") : _ ("Words"),
                          values);
  for (gint i = 0; column->values && column->values[i] && i <= MOST_EXAMPLES; i++)
    g_string_append_printf (examples, "%s%s", i ? ", " : "",
                            i < MOST_EXAMPLES ? column->values[i] : "…");
  if (examples->len > 0)
    {
      g_autofree char *words = g_string_free (g_steal_pointer (&text), FALSE);

      text = g_string_new (NULL);
      g_string_append_printf (text, _ ("%s: %s"), words, examples->str);
    }
  if (column->n_missing > 0)
    {
      g_string_append (text, GRADUS_DOT);
      g_string_append_printf (
          text, ngettext ("%s is missing", "%s are missing", (gulong) column->n_missing), missing);
    }
  return g_string_free (text, FALSE);
}

GrColumnRole
gradus_column_row_role (GradusColumnRow *self)
{
  return (GrColumnRole) gtk_drop_down_get_selected (self->roles);
}

void
gradus_column_row_set_role (GradusColumnRow *self, GrColumnRole role)
{
  gtk_drop_down_set_selected (self->roles, role);
}

/* Words that have an order have it from the entry. */
static gboolean
needs_order (GradusColumnRow *self)
{
  return gradus_column_row_role (self) == GR_COLUMN_ORDINAL && !self->column->numeric;
}

/* (transfer full), NULL-terminated */
static char **
read_order (GradusColumnRow *self)
{
  char **words = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->order)), ",", -1);

  for (char **word = words; *word; word++)
    g_strstrip (*word);
  return words;
}

char *
gradus_column_row_problem (GradusColumnRow *self, GrMissing missing)
{
  const GrColumnSketch *column = self->column;
  const GrColumnRole role = gradus_column_row_role (self);

  if (role == GR_COLUMN_CONTINUOUS && !column->numeric)
    return g_strdup_printf (_ ("“%s” has words, not numbers: it can be a category."), column->name);
  if (missing == GR_MISSING_REFUSE && column->n_missing > 0 && role != GR_COLUMN_CATEGORICAL
      && role != GR_COLUMN_IGNORE)
    return g_strdup_printf (
        _ ("“%s” has empty fields: choose what becomes of their rows, or ignore "
           "the column."),
        column->name);
  if (needs_order (self))
    {
      g_auto (GStrv) words = read_order (self);

      if (!column->values)
        return g_strdup_printf (_ ("“%s” has too many words for an order."), column->name);
      for (char **value = column->values; *value; value++)
        if (**value && !g_strv_contains ((const char *const *) words, *value))
          return g_strdup_printf (_ ("“%s”: the word “%s” is missing in the order."), column->name,
                                  *value);
    }
  return NULL;
}

JsonNode *
gradus_column_row_json (GradusColumnRow *self)
{
  const char *name = gr_column_role_name (gradus_column_row_role (self));
  JsonNode *node;
  JsonObject *object;
  JsonArray *order;

  if (!needs_order (self))
    return json_node_init_string (json_node_alloc (), name);
  g_auto (GStrv) words = read_order (self);
  object = json_object_new ();
  order = json_array_new ();
  for (char **word = words; *word; word++)
    json_array_add_string_element (order, *word);
  json_object_set_string_member (object, "role", name);
  json_object_set_array_member (object, "order", order);
  node = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  return node;
}

static void
changed (GradusColumnRow *self)
{
  gtk_widget_set_visible (self->order, needs_order (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
gradus_column_row_class_init (GradusColumnRowClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_column_row_init (GradusColumnRow *self)
{
  const char *const names[GR_N_COLUMN_ROLES + 1] = {
    [GR_COLUMN_CONTINUOUS] = _ ("Continuous"),
    [GR_COLUMN_ORDINAL] = _ ("Ordinal"),
    [GR_COLUMN_CATEGORICAL] = _ ("Categorical, one-hot"),
    [GR_COLUMN_TARGET] = _ ("Target"),
    [GR_COLUMN_CLASS] = _ ("Target, a class"),
    [GR_COLUMN_IGNORE] = _ ("Ignored"),
  };

  self->roles = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (names));
  self->order = gtk_entry_new ();
  gtk_widget_set_valign (GTK_WIDGET (self->roles), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->order, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->order, FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->order), 14);
  gtk_widget_set_tooltip_text (self->order, _ ("The words from the least to the greatest, with "
                                               "commas between them"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->order), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Order of the words"), -1);
  g_object_set (self, "use-markup", FALSE, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->order);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->roles));
}

GtkWidget *
gradus_column_row_new (const GrColumnSketch *column)
{
  GradusColumnRow *self = g_object_new (GRADUS_TYPE_COLUMN_ROW, "title", column->name, NULL);
  g_autofree char *text = describe (column);

  self->column = column;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 2);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->roles), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  column->name, -1);
  if (column->values && !column->numeric)
    {
      g_autoptr (GString) words = g_string_new (NULL);

      for (char **word = column->values; *word; word++)
        if (**word)
          g_string_append_printf (words, "%s%s", words->len ? ", " : "", *word);
      gtk_editable_set_text (GTK_EDITABLE (self->order), words->str);
    }
  gtk_drop_down_set_selected (self->roles, column->role);
  changed (self);
  g_signal_connect_swapped (self->roles, "notify::selected", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->order, "changed", G_CALLBACK (changed), self);
  return GTK_WIDGET (self);
}
