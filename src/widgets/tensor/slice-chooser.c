/* slice-chooser.c - see slice-chooser.h. */
#include "slice-chooser.h"

#include "style/wrap-layout.h"

#include <glib/gi18n.h>

#include <string.h>

struct _GradusSliceChooser
{
  GtkWidget parent_instance;

  GradusSlice slice;
  GtkWidget *rows, *columns;       /* GtkDropDown, an entry a dimension */
  GtkWidget *indices[GR_MAX_DIMS]; /* GtkSpinButton, */
  GtkWidget *places[GR_MAX_DIMS];  /* with its name */
  gboolean without_indices;        /* these are not shown */
  gboolean setting;                /* by the program */
};

G_DEFINE_FINAL_TYPE (GradusSliceChooser, gradus_slice_chooser, GTK_TYPE_WIDGET)

static guint changed;

/* --- from the slice to the widgets ------------------------------------------------------------ */

/* "dim 2", an entry each. (transfer full) */
static GtkStringList *
dims_of (const GradusSlice *slice)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (gint dim = 0; dim < slice->ndim; dim++)
    {
      g_autofree char *name = g_strdup_printf (_ ("dim %d"), dim);

      gtk_string_list_append (list, name);
    }
  return list;
}

static void
show_dims (GtkWidget *drop, const GradusSlice *slice, gint dim)
{
  g_autoptr (GtkStringList) list = dims_of (slice);

  gtk_drop_down_set_model (GTK_DROP_DOWN (drop), G_LIST_MODEL (list));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), (guint) dim);
}

/* The models are made anew only where the shape is another: an open list would close. */
void
gradus_slice_chooser_set (GradusSliceChooser *self, const GradusSlice *slice)
{
  const gboolean same = slice->ndim == self->slice.ndim
                        && memcmp (slice->shape, self->slice.shape, sizeof slice->shape) == 0;

  self->slice = *slice;
  self->setting = TRUE;
  if (slice->ndim > 2 && !same)
    {
      show_dims (self->rows, slice, slice->row_dim);
      show_dims (self->columns, slice, slice->column_dim);
    }
  if (slice->ndim > 2)
    {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->rows), (guint) slice->row_dim);
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->columns), (guint) slice->column_dim);
    }
  for (gint dim = 0; dim < GR_MAX_DIMS; dim++)
    {
      gtk_widget_set_visible (self->places[dim], !self->without_indices && dim < slice->ndim
                                                     && dim != slice->row_dim
                                                     && dim != slice->column_dim);
      if (dim >= slice->ndim)
        continue;
      gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->indices[dim]), 0,
                                 MAX (slice->shape[dim] - 1, 0));
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->indices[dim]), slice->index[dim]);
      gtk_widget_set_sensitive (self->indices[dim], slice->shape[dim] > 1);
    }
  self->setting = FALSE;
}

void
gradus_slice_chooser_show_indices (GradusSliceChooser *self, gboolean shows)
{
  const GradusSlice slice = self->slice;

  self->without_indices = !shows;
  gradus_slice_chooser_set (self, &slice);
}

const GradusSlice *
gradus_slice_chooser_get (GradusSliceChooser *self)
{
  return &self->slice;
}

/* --- and back --------------------------------------------------------------------------------- */

static void
dim_chosen (GtkDropDown *drop, GParamSpec *pspec, GradusSliceChooser *self)
{
  const guint dim = gtk_drop_down_get_selected (drop);
  GradusSlice slice = self->slice;

  if (self->setting || dim == GTK_INVALID_LIST_POSITION)
    return;
  if (GTK_WIDGET (drop) == self->rows)
    gradus_slice_set_rows (&slice, (gint) dim);
  else
    gradus_slice_set_columns (&slice, (gint) dim);
  gradus_slice_chooser_set (self, &slice);
  g_signal_emit (self, changed, 0);
}

static void
index_chosen (GtkSpinButton *spin, GradusSliceChooser *self)
{
  if (self->setting)
    return;
  for (gint dim = 0; dim < self->slice.ndim; dim++)
    if (GTK_WIDGET (spin) == self->indices[dim])
      self->slice.index[dim] = gtk_spin_button_get_value_as_int (spin);
  g_signal_emit (self, changed, 0);
}

/* --- the widget ------------------------------------------------------------------------------- */

/* @name and @widget side by side. */
static GtkWidget *
add_named (GradusSliceChooser *self, const char *name, GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  return box;
}

static GtkWidget *
add_drop (GradusSliceChooser *self, const char *name)
{
  GtkWidget *drop = gtk_drop_down_new (NULL, NULL);

  add_named (self, name, drop);
  g_signal_connect (drop, "notify::selected", G_CALLBACK (dim_chosen), self);
  return drop;
}

static void
gradus_slice_chooser_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_slice_chooser_parent_class)->dispose (object);
}

static void
gradus_slice_chooser_class_init (GradusSliceChooserClass *class)
{
  G_OBJECT_CLASS (class)->dispose = gradus_slice_chooser_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GRADUS_TYPE_WRAP_LAYOUT);
  changed = g_signal_new ("changed", GRADUS_TYPE_SLICE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
}

static void
gradus_slice_chooser_init (GradusSliceChooser *self)
{
  self->rows = add_drop (self, _ ("Rows"));
  self->columns = add_drop (self, _ ("Columns"));
  for (gint dim = 0; dim < GR_MAX_DIMS; dim++)
    {
      g_autofree char *name = g_strdup_printf (_ ("dim %d"), dim);

      self->indices[dim] = gtk_spin_button_new_with_range (0, 1, 1);
      self->places[dim] = add_named (self, name, self->indices[dim]);
      g_signal_connect (self->indices[dim], "value-changed", G_CALLBACK (index_chosen), self);
    }
}
