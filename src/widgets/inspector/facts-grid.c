/* facts-grid.c - GradusFactsGrid: see facts-grid.h. */
#include "facts-grid.h"

#include <glib/gi18n.h>

struct _GradusFactsGrid
{
  GtkGrid parent_instance;

  GPtrArray *names, *values; /* of GtkLabel, borrowed from the grid */
};

G_DEFINE_FINAL_TYPE (GradusFactsGrid, gradus_facts_grid, GTK_TYPE_GRID)

static gint
find (GradusFactsGrid *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (g_str_equal (gtk_label_get_text (self->names->pdata[i]), name))
      return (gint) i;
  return -1;
}

static gint
append (GradusFactsGrid *self, const char *name)
{
  GtkWidget *label = gtk_label_new (name), *value = gtk_label_new (NULL);
  const gint row = (gint) self->names->len;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_widget_set_valign (value, GTK_ALIGN_BASELINE);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (value), 8);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_grid_attach (GTK_GRID (self), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (self), value, 1, row, 1, 1);
  g_ptr_array_add (self->names, label);
  g_ptr_array_add (self->values, value);
  return row;
}

void
gradus_facts_grid_set (GradusFactsGrid *self, const char *name, const char *value, const char *help)
{
  gint row = find (self, name);
  g_autofree char *spoken = NULL;

  if (row < 0 && !value)
    return;
  if (row < 0)
    row = append (self, name);
  gtk_widget_set_visible (self->names->pdata[row], value != NULL);
  gtk_widget_set_visible (self->values->pdata[row], value != NULL);
  gtk_widget_set_tooltip_text (self->names->pdata[row], help);
  if (!value || g_str_equal (gtk_label_get_text (self->values->pdata[row]), value))
    return;
  gtk_label_set_text (self->values->pdata[row], value);
  spoken = g_strdup_printf (_ ("%s: %s"), name, value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->values->pdata[row]),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

const char *
gradus_facts_grid_get (GradusFactsGrid *self, const char *name)
{
  const gint row = find (self, name);

  return row >= 0 && gtk_widget_get_visible (self->values->pdata[row])
             ? gtk_label_get_text (self->values->pdata[row])
             : NULL;
}

GtkWidget *
gradus_facts_grid_new (void)
{
  return g_object_new (GRADUS_TYPE_FACTS_GRID, "column-spacing", 12, "row-spacing", 6, NULL);
}

static void
gradus_facts_grid_finalize (GObject *object)
{
  GradusFactsGrid *self = GRADUS_FACTS_GRID (object);

  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->values);
  G_OBJECT_CLASS (gradus_facts_grid_parent_class)->finalize (object);
}

static void
gradus_facts_grid_class_init (GradusFactsGridClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_facts_grid_finalize;
}

static void
gradus_facts_grid_init (GradusFactsGrid *self)
{
  self->names = g_ptr_array_new ();
  self->values = g_ptr_array_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "facts");
}
