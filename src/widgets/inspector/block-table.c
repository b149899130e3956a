/* block-table.c - GradusBlockTable: see block-table.h. */
#include "block-table.h"

#include <glib/gi18n.h>

#include "words.h"

struct _GradusBlockTable
{
  AdwBin parent_instance;

  GradusDocument *document;
  GtkWidget *list, *rest;
  GPtrArray *lines; /* of Line */
  GtkSizeGroup *columns[3];
};

G_DEFINE_FINAL_TYPE (GradusBlockTable, gradus_block_table, ADW_TYPE_BIN)

enum
{
  SHAPE,
  PARAMETERS,
  FLOPS,
  N_COLUMNS
};

/* One block's line; its texts are set only where they are others, since most stay as they are. */
typedef struct
{
  char *id;
  GtkWidget *row, *name;
  GtkWidget *cell[N_COLUMNS];
} Line;

static void
line_free (gpointer data)
{
  g_free (((Line *) data)->id);
  g_free (data);
}

static GtkWidget *
append_cell (GradusBlockTable *self, GtkWidget *box, gint column, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == SHAPE ? 0 : 1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_size_group_add_widget (self->columns[column], label);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
append_name (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
line_box (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_widget_add_css_class (box, "block-line");
  return box;
}

static void
append_head (GradusBlockTable *self)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = line_box ();

  append_name (box, _ ("Block"));
  append_cell (self, box, SHAPE, _ ("Shape"));
  append_cell (self, box, PARAMETERS, _ ("Params"));
  append_cell (self, box, FLOPS, _ ("FLOPs"));
  gtk_widget_add_css_class (box, "dim-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
append_line (GradusBlockTable *self)
{
  Line *line = g_new0 (Line, 1);
  GtkWidget *box = line_box ();

  line->row = gtk_list_box_row_new ();
  line->name = append_name (box, NULL);
  for (gint c = 0; c < N_COLUMNS; c++)
    line->cell[c] = append_cell (self, box, c, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (line->row), box);
  g_object_set_data (G_OBJECT (line->row), "gradus-line", line);
  gtk_list_box_append (GTK_LIST_BOX (self->list), line->row);
  g_ptr_array_add (self->lines, line);
}

static void
activated (GradusBlockTable *self, GtkListBoxRow *row)
{
  const Line *line = g_object_get_data (G_OBJECT (row), "gradus-line");
  g_autofree char *id = g_strdup (line->id);

  gradus_document_select_one (self->document, id);
}

static void
set_text (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

/* @facts is NULL where the output is not known. */
static void
show_line (Line *line, GrModel *model, const GrBlock *block, const GrBlockFacts *facts)
{
  const GrBlockInfo *info = gr_model_info (model, block->id);
  g_autofree char *name = gr_model_dotted_name (model, block);
  g_autofree char *shape = facts ? gr_block_info_shape (info) : g_strdup ("?");
  g_autofree char *parameters = info->n_parameters
                                    ? gradus_words_short ((gdouble) info->n_parameters)
                                    : g_strdup ("");
  g_autofree char *flops = facts && facts->flops.per_batch + facts->flops.fixed > 0
                               ? gradus_words_short (facts->flops.per_batch + facts->flops.fixed)
                               : g_strdup ("");
  g_autofree char *help = g_strdup_printf ("%s “%s”: %s", block->kind_name, name, shape);

  g_free (line->id);
  line->id = g_strdup (block->id);
  set_text (line->name, name);
  set_text (line->cell[SHAPE], shape);
  set_text (line->cell[PARAMETERS], parameters);
  set_text (line->cell[FLOPS], flops);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (line->row), help) == 0)
    return;
  gtk_widget_set_tooltip_text (line->row, help);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->row), GTK_ACCESSIBLE_PROPERTY_LABEL, help,
                                  -1);
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
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_widget_set_visible (self->rest, n > shown);
  if (n > shown)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", n - shown),
                                               n - shown);

      set_text (self->rest, text);
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
  for (gint c = 0; c < N_COLUMNS; c++)
    g_clear_object (&self->columns[c]);
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
  for (gint c = 0; c < N_COLUMNS; c++)
    self->columns[c] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_add_css_class (self->list, "block-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Blocks"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (activated), self);
  append_head (self);
  self->rest = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->rest, "dim-label");
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), self->rest);
  adw_bin_set_child (ADW_BIN (self), box);
}
