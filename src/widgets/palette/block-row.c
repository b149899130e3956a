/* block-row.c - see block-row.h. */
#include "block-row.h"

#include <glib/gi18n.h>

#include "block-icon.h"

struct _GradusBlockRow
{
  GtkListBoxRow parent_instance;

  GradusBlockIcon *icon;
  GtkWidget *name, *detail;

  GradusMatch *match;
};

G_DEFINE_FINAL_TYPE (GradusBlockRow, gradus_block_row, GTK_TYPE_LIST_BOX_ROW)

/* Asked for when the pointer rests: to set it beforehand costs a round trip to the X server a row.
 */
static gboolean
query_tooltip (GtkWidget *widget, gint x, gint y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, _ (GRADUS_BLOCK_ROW (widget)->match->kind->summary));
  return TRUE;
}

static void
finalize (GObject *object)
{
  gradus_match_free (GRADUS_BLOCK_ROW (object)->match);
  G_OBJECT_CLASS (gradus_block_row_parent_class)->finalize (object);
}

static void
gradus_block_row_class_init (GradusBlockRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->query_tooltip = query_tooltip;
  g_type_ensure (GRADUS_TYPE_BLOCK_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/block-row.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusBlockRow, icon);
  gtk_widget_class_bind_template_child (widget_class, GradusBlockRow, name);
  gtk_widget_class_bind_template_child (widget_class, GradusBlockRow, detail);
}

static void
gradus_block_row_init (GradusBlockRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_block_row_new (const GradusMatch *match, gboolean summary)
{
  GradusBlockRow *self = g_object_new (GRADUS_TYPE_BLOCK_ROW, NULL);
  g_autofree char *described = gradus_match_describe (match);
  const char *about = _ (match->kind->summary), *detail = described;

  self->match = gradus_match_copy (match);
  gradus_block_icon_set_kind (self->icon, match->kind);
  gtk_label_set_label (GTK_LABEL (self->name), match->kind->name);
  if (match->problem)
    {
      detail = match->problem;
      gtk_widget_add_css_class (self->detail, "error");
    }
  else if (*detail)
    gtk_widget_add_css_class (self->detail, "accent");
  else
    detail = summary ? about : "";
  gtk_label_set_label (GTK_LABEL (self->detail), detail);
  gtk_widget_set_visible (self->detail, *detail != '\0');
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), detail != about);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  match->kind->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  *detail ? detail : about, -1);
  return GTK_WIDGET (self);
}

const GradusMatch *
gradus_block_row_match (GradusBlockRow *self)
{
  return self->match;
}

/* --- dragging --------------------------------------------------------------------------------- */

static GdkContentProvider *
prepare (GtkDragSource *source, double x, double y, GradusBlockRow *self)
{
  if (self->match->problem || self->match->before)
    return NULL;
  return gdk_content_provider_new_typed (GRADUS_TYPE_MATCH, self->match);
}

static void
drag_begin (GtkDragSource *source, GdkDrag *drag, GradusBlockRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self->icon));

  gtk_drag_source_set_icon (source, picture, gdk_paintable_get_intrinsic_width (picture) / 2,
                            gdk_paintable_get_intrinsic_height (picture) / 2);
}

void
gradus_block_row_set_draggable (GradusBlockRow *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}

/* --- lists of them ---------------------------------------------------------------------------- */

GradusMatch *
gradus_block_row_choose (GradusBlockRow *self)
{
  if (!self->match->problem)
    return gradus_match_copy (self->match);
  gtk_widget_error_bell (GTK_WIDGET (self));
  return NULL;
}

void
gradus_block_row_set_heading (GtkListBoxRow *row, const char *heading)
{
  GtkWidget *label = heading ? gtk_label_new (heading) : NULL;

  if (label)
    {
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "heading");
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "palette-heading");
    }
  gtk_list_box_row_set_header (row, label);
}

void
gradus_block_rows_clear (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))))
    gtk_list_box_remove (list, row);
}
