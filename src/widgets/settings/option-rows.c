/* option-rows.c - GradusOptionRows: see option-rows.h. */
#include "option-rows.h"

#include <glib/gi18n.h>

/* So many rows are shown at once; of a longer table, FEW and the rest folded. */
#define MANY 6
#define FEW  3

struct _GradusOptionRows
{
  GObject parent_instance;

  GradusOptionTable *table;
  GPtrArray *list; /* of GtkWidget: what is put into the form */
  GPtrArray *rows; /* of GradusFieldRow, one per option; borrowed */
  GtkWidget *more; /* the row that unfolds, or NULL */
};

G_DEFINE_FINAL_TYPE (GradusOptionRows, gradus_option_rows, G_TYPE_OBJECT)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
row_edited (GradusFieldRow *row, const char *text, GradusOptionRows *self)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  guint index;

  if (!g_ptr_array_find (self->rows, row, &index))
    return;
  if (!gradus_option_table_read (self->table, index, text, &node, &error))
    {
      gradus_field_row_set_error (row, error->message);
      return;
    }
  gradus_field_row_set_error (row, NULL);
  g_signal_emit (self, signals[CHANGED], 0, gradus_option_table_at (self->table, index)->file_key,
                 node);
}

static void
row_done (GradusOptionRows *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

GPtrArray *
gradus_option_rows_list (GradusOptionRows *self)
{
  return self->list;
}

void
gradus_option_rows_show (GradusOptionRows *self, JsonObject *options)
{
  g_autoptr (GError) error = NULL;
  guint wrong;

  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *text = gradus_option_table_text (self->table, i, options);
      g_autofree char *doubt = gradus_option_table_doubt (self->table, i, options);

      gradus_field_row_set_value (self->rows->pdata[i], text);
      /* What did not go together may do so now. */
      gradus_field_row_set_error (self->rows->pdata[i], NULL);
      gradus_field_row_set_warning (self->rows->pdata[i], doubt);
    }
  if (gradus_option_table_check (self->table, options, &wrong, &error) || !self->rows->len)
    return;
  gradus_field_row_set_error (self->rows->pdata[MIN (wrong, self->rows->len - 1)], error->message);
  if (self->more && wrong >= FEW)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->more), TRUE);
}

GradusOptionRows *
gradus_option_rows_new (GradusOptionTable *table)
{
  GradusOptionRows *self = g_object_new (GRADUS_TYPE_OPTION_ROWS, NULL);
  const guint n = gradus_option_table_length (table);

  self->table = table;
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = gradus_field_row_new (&gradus_option_table_at (table, i)->field);

      g_signal_connect_object (row, "edited", G_CALLBACK (row_edited), self, 0);
      g_signal_connect_object (row, "done", G_CALLBACK (row_done), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->rows, row);
      if (n > MANY && i == FEW)
        {
          self->more = adw_expander_row_new ();
          adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->more), _ ("More options"));
          gtk_accessible_update_property (GTK_ACCESSIBLE (self->more),
                                          GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("More options"), -1);
          g_ptr_array_add (self->list, self->more);
        }
      if (self->more)
        adw_expander_row_add_row (ADW_EXPANDER_ROW (self->more), row);
      else
        g_ptr_array_add (self->list, row);
    }
  gradus_option_rows_show (self, NULL);
  return self;
}

static void
gradus_option_rows_finalize (GObject *object)
{
  GradusOptionRows *self = GRADUS_OPTION_ROWS (object);

  g_clear_pointer (&self->table, gradus_option_table_free);
  g_ptr_array_unref (self->list);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (gradus_option_rows_parent_class)->finalize (object);
}

static void
gradus_option_rows_class_init (GradusOptionRowsClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_option_rows_finalize;
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, JSON_TYPE_NODE);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);
}

static void
gradus_option_rows_init (GradusOptionRows *self)
{
  self->list = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
}
