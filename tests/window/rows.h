/* rows.h - finding and operating the rows of forms (GradusFieldRow) in the tests of widgets. */
#pragma once

#include "settings/field-row.h"

/* The row of this name within @widget, number @skip of them; or NULL. */
static inline GradusFieldRow *
rows_find_next (GtkWidget *widget, const char *name, guint *skip)
{
  if (GRADUS_IS_FIELD_ROW (widget)
      && g_str_equal (gradus_field_row_name (GRADUS_FIELD_ROW (widget)), name) && (*skip)-- == 0)
    return GRADUS_FIELD_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GradusFieldRow *row = rows_find_next (child, name, skip);

      if (row)
        return row;
    }
  return NULL;
}

static inline GradusFieldRow *
rows_find (GtkWidget *widget, const char *name)
{
  guint first = 0;

  return rows_find_next (widget, name, &first);
}

static inline GtkWidget *
rows_control (GtkWidget *widget, const char *name)
{
  GradusFieldRow *row = rows_find (widget, name);

  g_assert_nonnull (row);
  return gradus_field_row_control (row);
}

static inline void
rows_type (GtkWidget *widget, const char *name, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (rows_control (widget, name)), text);
}

static inline const char *
rows_text (GtkWidget *widget, const char *name)
{
  return gtk_editable_get_text (GTK_EDITABLE (rows_control (widget, name)));
}

static inline gboolean
rows_wrong (GtkWidget *widget, const char *name)
{
  return gradus_field_row_has_error (rows_find (widget, name));
}

/* The label within @widget that says @text, or NULL. */
static inline GtkWidget *
rows_find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *label = rows_find_label (child, text);

      if (label)
        return label;
    }
  return NULL;
}

/* The row leaves off, as when the focus goes elsewhere. */
static inline void
rows_done (GtkWidget *widget, const char *name)
{
  g_signal_emit_by_name (rows_find (widget, name), "done");
}
