/* block-palette.c - see block-palette.h. */
#include "block-palette.h"

#include <glib/gi18n.h>

#include "block-row.h"
#include "style/one-stop.h"

struct _GradusBlockPalette
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkEditable *search;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (GradusBlockPalette, gradus_block_palette, GTK_TYPE_WIDGET)

enum
{
  BLOCK_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

GtkWidget *
gradus_block_palette_new (void)
{
  return g_object_new (GRADUS_TYPE_BLOCK_PALETTE, NULL);
}

/* --- the list --------------------------------------------------------------------------------- */

static gboolean
is_searching (GradusBlockPalette *self)
{
  return *gtk_editable_get_text (self->search) != '\0';
}

static void
fill (GradusBlockPalette *self)
{
  g_autoptr (GPtrArray) matches = gradus_query (gtk_editable_get_text (self->search));

  gradus_block_rows_clear (self->list);
  for (guint i = 0; i < matches->len; i++)
    {
      GtkWidget *row = gradus_block_row_new (matches->pdata[i], is_searching (self));

      gradus_block_row_set_draggable (GRADUS_BLOCK_ROW (row));
      gtk_list_box_append (self->list, row);
    }
  if (is_searching (self) && matches->len > 0)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

static GrCategory
category_of (GtkListBoxRow *row)
{
  return gradus_block_row_match (GRADUS_BLOCK_ROW (row))->kind->category;
}

/* A heading where another category begins; none among what was searched for. */
static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user)
{
  const GrCategory category = category_of (row);
  const gboolean begins = !before || category_of (before) != category;

  gradus_block_row_set_heading (
      row, begins && !is_searching (user) ? _ (gr_category_name (category)) : NULL);
}

/* --- choosing --------------------------------------------------------------------------------- */

static void
choose (GradusBlockPalette *self, GtkListBoxRow *row)
{
  g_autoptr (GradusMatch) match = gradus_block_row_choose (GRADUS_BLOCK_ROW (row));

  if (match)
    g_signal_emit (self, signals[BLOCK_CHOSEN], 0, match);
}

static void
row_activated (GtkListBox *list, GtkListBoxRow *row, GradusBlockPalette *self)
{
  choose (self, row);
}

/* Enter in the search takes the first, so that one can type and go on typing. */
static void
search_activated (GtkSearchEntry *search, GradusBlockPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (!is_searching (self) || !row)
    return;
  choose (self, row);
  gtk_editable_select_region (self->search, 0, -1);
}

static void
search_stopped (GtkSearchEntry *search, GradusBlockPalette *self)
{
  gtk_editable_set_text (self->search, "");
}

/* Down goes from the search into the list. */
static gboolean
key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
             GradusBlockPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (key != GDK_KEY_Down || !row)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return GDK_EVENT_STOP;
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
dispose (GObject *object)
{
  GradusBlockPalette *self = GRADUS_BLOCK_PALETTE (object);

  if (self->box) /* as its rows go, the list asks for headings, which ask the search */
    gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_block_palette_parent_class)->dispose (object);
}

static void
gradus_block_palette_class_init (GradusBlockPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  signals[BLOCK_CHOSEN] = g_signal_new ("block-chosen", GRADUS_TYPE_BLOCK_PALETTE,
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        GRADUS_TYPE_MATCH);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "blockpalette");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  g_type_ensure (GRADUS_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/block-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusBlockPalette, box);
  gtk_widget_class_bind_template_child (widget_class, GradusBlockPalette, search);
  gtk_widget_class_bind_template_child (widget_class, GradusBlockPalette, list);
  gtk_widget_class_bind_template_callback (widget_class, fill);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
}

static void
gradus_block_palette_init (GradusBlockPalette *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Blocks"), -1);
  gtk_list_box_set_header_func (self->list, update_header, self, NULL);
  fill (self);
}
