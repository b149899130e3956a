/* origin-view.c - GradusOriginView: see origin-view.h. */
#include "origin-view.h"

#include "style/count.h"

#include <glib/gi18n.h>

struct _GradusOriginView
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  gint row;      /* the next one of the grid */
  GString *text; /* what is shown */
};

G_DEFINE_FINAL_TYPE (GradusOriginView, gradus_origin_view, GTK_TYPE_WIDGET)

enum
{
  WHERE,
  NUMBERS,
  VALUE,
  N_COLUMNS
};

/* @style: a class, or NULL. */
static GtkWidget *
add_label (GradusOriginView *self, const char *text, gint column, gint columns, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == VALUE ? 1 : 0);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_widget_set_hexpand (label, column != VALUE && columns > 1);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (label, "numeric");
  if (style)
    gtk_widget_add_css_class (label, style);
  gtk_grid_attach (GTK_GRID (self->grid), label, column, self->row, columns, 1);
  return label;
}

/* Over all columns, in as many lines as it needs. */
static void
add_line (GradusOriginView *self, const char *text, const char *style)
{
  GtkWidget *label = add_label (self, text, WHERE, N_COLUMNS, style);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  g_string_append_printf (self->text, "%s\n", text);
  self->row++;
}

static void
add_row (GradusOriginView *self, const GradusOriginRow *row)
{
  if (row->text)
    add_line (self, row->text, "dim-label");
  if (row->where)
    {
      GtkWidget *where = add_label (self, row->where, WHERE, row->numbers ? 1 : 2, "dim-label");

      gtk_label_set_ellipsize (GTK_LABEL (where), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (where, TRUE);
      gtk_widget_set_tooltip_text (where, row->where);
    }
  if (row->numbers)
    {
      GtkWidget *numbers = add_label (self, row->numbers, row->where ? NUMBERS : WHERE,
                                      row->where ? 1 : 2, NULL);

      gtk_label_set_wrap (GTK_LABEL (numbers), !row->where);
      gtk_label_set_xalign (GTK_LABEL (numbers), row->where ? 1 : 0);
    }
  if (row->value)
    add_label (self, row->value, VALUE, 1, NULL);
  g_string_append_printf (self->text, "%s %s %s\n", row->where ? row->where : "",
                          row->numbers ? row->numbers : "", row->value ? row->value : "");
  self->row++;
}

static void
add_part (GradusOriginView *self, const GradusOriginPart *part)
{
  if (part->title && part->n > 1)
    {
      g_autofree char *count = gradus_count (part->n);
      /* Translators: tensors whose products are added, and how many products: "x × w: 25 terms" */
      g_autofree char *title = g_strdup_printf (
          ngettext ("%s: %s term", "%s: %s terms", (gulong) part->n), part->title, count);

      add_line (self, title, "caption-heading");
    }
  else if (part->title)
    add_line (self, part->title, "caption-heading");
  for (guint i = 0; i < part->rows->len; i++)
    add_row (self, &g_array_index (part->rows, GradusOriginRow, i));
}

static void
empty (GradusOriginView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->grid)))
    gtk_grid_remove (GTK_GRID (self->grid), child);
  self->row = 0;
  g_string_truncate (self->text, 0);
}

void
gradus_origin_view_set (GradusOriginView *self, const GradusOrigin *origin, const char *sentence)
{
  empty (self);
  gtk_widget_set_visible (GTK_WIDGET (self), origin || sentence);
  if (origin)
    {
      add_line (self, origin->what, "caption-heading");
      if (origin->note)
        add_line (self, origin->note, NULL);
      for (guint i = 0; i < origin->parts->len; i++)
        add_part (self, &g_array_index (origin->parts, GradusOriginPart, i));
    }
  else if (sentence)
    add_line (self, sentence, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->text->str, -1);
}

char *
gradus_origin_view_text (GradusOriginView *self)
{
  return g_strdup (self->text->str);
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_origin_view_dispose (GObject *object)
{
  g_clear_pointer (&GRADUS_ORIGIN_VIEW (object)->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_origin_view_parent_class)->dispose (object);
}

static void
gradus_origin_view_finalize (GObject *object)
{
  g_string_free (GRADUS_ORIGIN_VIEW (object)->text, TRUE);
  G_OBJECT_CLASS (gradus_origin_view_parent_class)->finalize (object);
}

static void
gradus_origin_view_class_init (GradusOriginViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_origin_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_origin_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gradus_origin_view_init (GradusOriginView *self)
{
  self->text = g_string_new (NULL);
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 8);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 2);
  gtk_widget_add_css_class (self->grid, "card");
  gtk_widget_add_css_class (self->grid, "origin");
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Where a number comes from"), -1);
}

GtkWidget *
gradus_origin_view_new (void)
{
  return g_object_new (GRADUS_TYPE_ORIGIN_VIEW, NULL);
}
