/* set-cards.c - GradusSetCards: see set-cards.h. */
#include "set-cards.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "chooser.h"
#include "data/registry.h"

#define NAME "name" /* of a card: that of its set */
#define MARK "mark" /* of a card: what it says where its set is missing */

struct _GradusSetCards
{
  GtkWidget parent_instance;

  GtkFlowBox *cards;

  GradusDocument *document;
};

G_DEFINE_FINAL_TYPE (GradusSetCards, gradus_set_cards, GTK_TYPE_WIDGET)

static guint chosen;

/* --- cards --------------------------------------------------------------------------------------
 */

static const char *
card_name (GtkFlowBoxChild *child)
{
  return g_object_get_data (G_OBJECT (gtk_flow_box_child_get_child (child)), NAME);
}

static gint
compare_cards (GtkFlowBoxChild *a, GtkFlowBoxChild *b, gpointer user)
{
  return gradus_known_set_compare (card_name (a), card_name (b));
}

/* Says which sets are here now: files come and go. */
static void
gradus_set_cards_map (GtkWidget *widget)
{
  GradusSetCards *self = GRADUS_SET_CARDS (widget);
  GtkFlowBoxChild *child;

  for (gint i = 0; (child = gtk_flow_box_get_child_at_index (self->cards, i)); i++)
    {
      GtkWidget *card = gtk_flow_box_child_get_child (child);

      gradus_known_set_mark (card_name (child), card, g_object_get_data (G_OBJECT (card), MARK));
    }
  gtk_flow_box_invalidate_sort (self->cards);
  GTK_WIDGET_CLASS (gradus_set_cards_parent_class)->map (widget);
}

static void
on_clicked (GradusSetCards *self, GtkWidget *card)
{
  gradus_document_choose_data (self->document, g_object_get_data (G_OBJECT (card), NAME));
  g_signal_emit (self, chosen, 0);
}

static GtkWidget *
label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 1); /* on a title's line, see style.css */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
add_card (GradusSetCards *self, const char *name)
{
  const GrDatasetInfo *info = &gr_dataset_descriptor (name)->info;
  GtkWidget *card = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = label_new (info->title, "heading");
  GtkWidget *summary = label_new (info->summary, "dim-label");
  GtkWidget *mark = label_new (_ ("Not on this computer"), "caption");
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_label_set_width_chars (GTK_LABEL (summary), 28);
  gtk_widget_add_css_class (mark, "dim-label");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), mark);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), summary);
  gtk_button_set_child (GTK_BUTTON (card), box);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "template");
  g_object_set_data (G_OBJECT (card), NAME, (gpointer) name);
  g_object_set_data (G_OBJECT (card), MARK, mark);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, info->title,
                                  -1);
  g_signal_connect_object (card, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
  /* The button in it takes the focus. */
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->cards, child);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_set_cards_dispose (GObject *object)
{
  GradusSetCards *self = GRADUS_SET_CARDS (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_object (&self->document);
  if (child)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_set_cards_parent_class)->dispose (object);
}

static void
gradus_set_cards_class_init (GradusSetCardsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_set_cards_dispose;
  widget_class->map = gradus_set_cards_map;
  chosen = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                         NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/set-cards.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusSetCards, cards);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_set_cards_init (GradusSetCards *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (const char *const *name = gr_dataset_names (); *name; name++)
    add_card (self, *name);
  gtk_flow_box_set_sort_func (self->cards, compare_cards, NULL, NULL);
}

GtkWidget *
gradus_set_cards_new (GradusDocument *document)
{
  GradusSetCards *self = g_object_new (GRADUS_TYPE_SET_CARDS, NULL);

  self->document = g_object_ref (document);
  return GTK_WIDGET (self);
}
