/* block-table.c - GradusBlockTable: see block-table.h. */
#include "block-table.h"

#include <glib/gi18n.h>

#include "style/count.h"
#include "style/text-row.h"
#include "words.h"

struct _GradusBlockTable
{
  AdwBin parent_instance;

  GradusDocument *document;
  GtkWidget *list, *rest;
  GtkWidget *head;  /* a GradusTextRow */
  GPtrArray *lines; /* of Line */
  GradusTextColumns *columns;
};

G_DEFINE_FINAL_TYPE (GradusBlockTable, gradus_block_table, ADW_TYPE_BIN)

enum
{
  NAME,
  SHAPE,
  PARAMETERS,
  FLOPS,
  N_COLUMNS
};

static const char *const titles[N_COLUMNS] = { N_ ("Block"), N_ ("Shape"), N_ ("Params"),
                                               N_ ("FLOPs") };

/* What the columns show of long texts at least, of shapes first. */
#define LEAST_NAME  "…yer1.conv2"
#define LEAST_SHAPE "N×128…"

/* One block's line. */
typedef struct
{
  char *id, *help;
  GtkWidget *row;
  GradusTextRow *texts;
} Line;

static void
line_free (gpointer data)
{
  g_free (((Line *) data)->id);
  g_free (((Line *) data)->help);
  g_free (data);
}

/* (transfer none): a row of the list. */
static GtkWidget *
append_row (GradusBlockTable *self, GtkWidget *texts)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_add_css_class (texts, "block-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), texts);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  return row;
}

static void
append_head (GradusBlockTable *self)
{
  GtkWidget *row;

  self->head = gradus_text_row_new (self->columns);
  row = append_row (self, self->head);
  for (guint c = 0; c < N_COLUMNS; c++)
    gradus_text_row_set (GRADUS_TEXT_ROW (self->head), c, _ (titles[c]));
  gtk_widget_add_css_class (self->head, "dim-label");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
}

static void
append_line (GradusBlockTable *self)
{
  Line *line = g_new0 (Line, 1);

  line->texts = GRADUS_TEXT_ROW (gradus_text_row_new (self->columns));
  line->row = append_row (self, GTK_WIDGET (line->texts));
  g_object_set_data (G_OBJECT (line->row), "gradus-line", line);
  g_ptr_array_add (self->lines, line);
}

static void
activated (GradusBlockTable *self, GtkListBoxRow *row)
{
  const Line *line = g_object_get_data (G_OBJECT (row), "gradus-line");
  g_autofree char *id = g_strdup (line->id);

  gradus_document_select_one (self->document, id);
}

/* For the whole list: a row with a tooltip of its own would ask the X server where the pointer is
 * each time that its text is another. */
static gboolean
query_tooltip (GtkWidget *list, gint x, gint y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkWidget *row = keyboard ? gtk_widget_get_focus_child (list)
                            : GTK_WIDGET (gtk_list_box_get_row_at_y (GTK_LIST_BOX (list), y));
  const Line *line = row ? g_object_get_data (G_OBJECT (row), "gradus-line") : NULL;

  if (line)
    gtk_tooltip_set_text (tooltip, line->help);
  return line != NULL;
}

/* @facts is NULL where the output is not known. */
static void
show_line (Line *line, GrModel *model, const GrBlock *block, const GrBlockFacts *facts)
{
  const GrBlockInfo *info = gr_model_info (model, block->id);
  g_autofree char *name = gr_model_dotted_name (model, block);
  g_autofree char *shape = facts ? gr_block_info_shape (info) : g_strdup ("?");
  g_autofree char *shapes = facts ? gr_block_info_shapes (info) : g_strdup ("?");
  g_autofree char *parameters = info->n_parameters
                                    ? gradus_words_short ((gdouble) info->n_parameters)
                                    : g_strdup ("");
  g_autofree char *flops = facts && facts->flops.per_batch + facts->flops.fixed > 0
                               ? gradus_words_short (facts->flops.per_batch + facts->flops.fixed)
                               : g_strdup ("");
  g_autofree char *help = g_strdup_printf ("%s “%s”: %s", block->kind_name, name, shapes);

  g_free (line->id);
  line->id = g_strdup (block->id);
  gradus_text_row_set (line->texts, NAME, name);
  gradus_text_row_set (line->texts, SHAPE, shape);
  gradus_text_row_set (line->texts, PARAMETERS, parameters);
  gradus_text_row_set (line->texts, FLOPS, flops);
  if (g_strcmp0 (line->help, help) == 0)
    return;
  g_free (line->help);
  line->help = g_steal_pointer (&help);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  line->help, -1);
}

/* Each column is as wide as its widest text, if there is room. */
static void
fit_columns (GradusBlockTable *self)
{
  gboolean changed = FALSE;

  for (guint c = 0; c < N_COLUMNS; c++)
    {
      const char *widest = _ (titles[c]);

      for (guint i = 0; i < self->lines->len; i++)
        widest = gradus_text_columns_wider (
            self->columns, self->head, widest,
            gradus_text_row_get (((Line *) self->lines->pdata[i])->texts, c));
      changed |= gradus_text_columns_fit (self->columns, c, widest);
    }
  if (!changed)
    return;
  gtk_widget_queue_resize (self->head);
  for (guint i = 0; i < self->lines->len; i++)
    gtk_widget_queue_resize (GTK_WIDGET (((Line *) self->lines->pdata[i])->texts));
}

void
gradus_block_table_refresh (GradusBlockTable *self, GradusTotals *totals)
{
  GrModel *model = gradus_document_model (self->document);
  const guint n = gr_model_n_blocks (model);
  const guint shown = MIN (n, GRADUS_BLOCK_TABLE_MOST);

  while (self->lines->len < shown)
    append_line (self);
  while (self->lines->len > shown)
    {
      gtk_list_box_remove (GTK_LIST_BOX (self->list),
                           ((Line *) self->lines->pdata[self->lines->len - 1])->row);
      g_ptr_array_remove_index (self->lines, self->lines->len - 1);
    }
  for (guint i = 0; i < n; i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      GrBlockFacts facts;
      const gboolean known = gradus_totals_add (totals, model, block, &facts);

      if (i < shown)
        show_line (self->lines->pdata[i], model, block, known ? &facts : NULL);
    }
  fit_columns (self);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_widget_set_visible (self->rest, n > shown);
  if (n > shown)
    {
      g_autofree char *rest = gradus_count (n - shown);
      g_autofree char *text = g_strdup_printf (ngettext ("and %s more", "and %s more", n - shown),
                                               rest);

      gtk_label_set_text (GTK_LABEL (self->rest), text);
    }
}

GtkWidget *
gradus_block_table_new (GradusDocument *document)
{
  GradusBlockTable *self = g_object_new (GRADUS_TYPE_BLOCK_TABLE, NULL);

  self->document = g_object_ref (document);
  return GTK_WIDGET (self);
}

static void
gradus_block_table_finalize (GObject *object)
{
  GradusBlockTable *self = GRADUS_BLOCK_TABLE (object);

  g_clear_object (&self->document);
  g_ptr_array_unref (self->lines);
  gradus_text_columns_unref (self->columns);
  G_OBJECT_CLASS (gradus_block_table_parent_class)->finalize (object);
}

static void
gradus_block_table_class_init (GradusBlockTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_block_table_finalize;
}

static void
gradus_block_table_init (GradusBlockTable *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->columns = gradus_text_columns_new (N_COLUMNS, 9);
  for (guint c = 0; c < N_COLUMNS; c++)
    gradus_text_columns_set (self->columns, c, c == PARAMETERS || c == FLOPS, c == NAME);
  /* “encoder.layer1.conv2”: the end tells blocks of a group apart. */
  gradus_text_columns_cut (self->columns, NAME, PANGO_ELLIPSIZE_START);
  gradus_text_columns_yield (self->columns, SHAPE, LEAST_SHAPE);
  gradus_text_columns_yield (self->columns, NAME, LEAST_NAME);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_add_css_class (self->list, "block-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Blocks"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated), self);
  gtk_widget_set_has_tooltip (self->list, TRUE);
  g_signal_connect (self->list, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  append_head (self);
  self->rest = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->rest, "dim-label");
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), self->rest);
  adw_bin_set_child (ADW_BIN (self), box);
}
