/* block-search.c - see block-search.h. */
#include "block-search.h"

#include <glib/gi18n.h>

#include "block-row.h"
#include "names.h"

#define ROWS_AT_ONCE 12 /* more than there is room for */

struct _GradusBlockSearch
{
  GtkPopover parent_instance;

  GtkEditable *search;
  GtkListBox *list;
  GtkWidget *scrolled;

  GPtrArray *fitting; /* of GrBlockKind; NULL: all fit */
  GPtrArray *matches; /* of GradusMatch, what fits first; those that have no row yet */
  guint filling;      /* the tick that makes more rows of them, or 0 */
};

G_DEFINE_FINAL_TYPE (GradusBlockSearch, gradus_block_search, GTK_TYPE_POPOVER)

enum
{
  BLOCK_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

GtkWidget *
gradus_block_search_new (void)
{
  return g_object_new (GRADUS_TYPE_BLOCK_SEARCH, NULL);
}

/* --- the list --------------------------------------------------------------------------------- */

static gboolean
fits (GradusBlockSearch *self, const GradusMatch *match)
{
  const GradusMatch *first = match->before ? match->before->pdata[0] : match;

  return !self->fitting || g_ptr_array_find (self->fitting, first->kind, NULL);
}

static void
select_row (GradusBlockSearch *self, gint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);
  GtkAdjustment *scroll;
  graphene_rect_t bounds;

  if (!row)
    return;
  gtk_list_box_select_row (self->list, row);
  scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (scroll, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

/* With nothing typed, what networks are mostly made of comes first. */
static gint
compare_usual (gconstpointer a, gconstpointer b)
{
  const guint first = gradus_names_usual ((*(GradusMatch *const *) a)->kind);
  const guint second = gradus_names_usual ((*(GradusMatch *const *) b)->kind);

  return (first > second) - (first < second);
}

/* Where nothing is yet, before that comes what a network begins with. */
static void
begin_with_input (GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++)
    if (((GradusMatch *) all->pdata[i])->kind->category == GR_CATEGORY_INPUT)
      {
        g_ptr_array_insert (all, 0, g_ptr_array_steal_index (all, i));
        return;
      }
}

static void
add_rows (GradusBlockSearch *self)
{
  for (guint i = 0; i < ROWS_AT_ONCE && self->matches->len > 0; i++)
    {
      GradusMatch *match = g_ptr_array_steal_index (self->matches, 0);

      gtk_list_box_append (self->list, gradus_block_row_new (match, TRUE));
      gradus_match_free (match);
    }
}

static gboolean
fill_on (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  GradusBlockSearch *self = GRADUS_BLOCK_SEARCH (widget);

  add_rows (self);
  if (self->matches->len > 0)
    return G_SOURCE_CONTINUE;
  self->filling = 0;
  return G_SOURCE_REMOVE;
}

/* Moves the matches that fit, or do not, from @all to those that rows are made of. */
static void
take_matches (GradusBlockSearch *self, GPtrArray *all, gboolean fitting)
{
  for (guint i = 0; i < all->len;)
    if (fits (self, g_ptr_array_index (all, i)) == fitting)
      g_ptr_array_add (self->matches, g_ptr_array_steal_index (all, i));
    else
      i++;
}

/* The rows that are seen at once, and more with each frame: all take longer to find their sizes,
 * with the sentences in them, than a frame should. */
static void
fill (GradusBlockSearch *self)
{
  g_autoptr (GPtrArray) all = gradus_query (gtk_editable_get_text (self->search));

  if (!*gtk_editable_get_text (self->search))
    {
      g_ptr_array_sort (all, compare_usual);
      if (!self->fitting)
        begin_with_input (all);
    }
  gradus_block_rows_clear (self->list);
  g_ptr_array_set_size (self->matches, 0);
  take_matches (self, all, TRUE);
  take_matches (self, all, FALSE);
  add_rows (self);
  select_row (self, 0);
  if (!self->filling && self->matches->len > 0)
    self->filling = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill_on, NULL, NULL);
}

/* What does not fit is offered all the same, below. */
static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user)
{
  const gboolean begins = !fits (user, gradus_block_row_match (GRADUS_BLOCK_ROW (row)))
                          && (!before
                              || fits (user, gradus_block_row_match (GRADUS_BLOCK_ROW (before))));

  gradus_block_row_set_heading (row, begins ? _ ("Does Not Fit Here") : NULL);
}

/* --- choosing --------------------------------------------------------------------------------- */

static void
row_activated (GtkListBox *list, GtkListBoxRow *row, GradusBlockSearch *self)
{
  g_autoptr (GradusMatch) match = gradus_block_row_choose (GRADUS_BLOCK_ROW (row));

  if (!match)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[BLOCK_CHOSEN], 0, match);
}

static void
search_activated (GtkSearchEntry *search, GradusBlockSearch *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row)
    row_activated (self->list, row, self);
}

static void
search_stopped (GtkSearchEntry *search, GradusBlockSearch *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* Up and Down move through the list while one goes on typing. */
static gboolean
key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state,
             GradusBlockSearch *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  const gint index = row ? gtk_list_box_row_get_index (row) : -1;

  if (key != GDK_KEY_Down && key != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  select_row (self, MAX (index + (key == GDK_KEY_Down ? 1 : -1), 0));
  return GDK_EVENT_STOP;
}

void
gradus_block_search_open (GradusBlockSearch *self, double x, double y, GPtrArray *fitting)
{
  const GdkRectangle point = { (int) x, (int) y, 1, 1 };

  g_clear_pointer (&self->fitting, g_ptr_array_unref);
  if (fitting)
    self->fitting = g_ptr_array_ref (fitting);
  gtk_editable_set_text (self->search, "");
  fill (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &point);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
gradus_block_search_type (GradusBlockSearch *self, const char *text)
{
  gtk_editable_set_text (self->search, text);
  gtk_editable_set_position (self->search, -1);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
dispose (GObject *object)
{
  GradusBlockSearch *self = GRADUS_BLOCK_SEARCH (object);

  if (self->list) /* as its rows go, the list would ask for headings */
    gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
  self->list = NULL;
  if (self->filling)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->filling);
  self->filling = 0;
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_pointer (&self->fitting, g_ptr_array_unref);
  G_OBJECT_CLASS (gradus_block_search_parent_class)->dispose (object);
}

static void
gradus_block_search_class_init (GradusBlockSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  signals[BLOCK_CHOSEN] = g_signal_new ("block-chosen", GRADUS_TYPE_BLOCK_SEARCH, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 1, GRADUS_TYPE_MATCH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/block-search.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusBlockSearch, search);
  gtk_widget_class_bind_template_child (widget_class, GradusBlockSearch, list);
  gtk_widget_class_bind_template_child (widget_class, GradusBlockSearch, scrolled);
  gtk_widget_class_bind_template_callback (widget_class, fill);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
}

static void
gradus_block_search_init (GradusBlockSearch *self)
{
  self->matches = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_match_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a block"), -1);
  gtk_list_box_set_header_func (self->list, update_header, self, NULL);
}
