/* dataset-browser.c - GradusDatasetBrowser: see dataset-browser.h. */
#include "dataset-browser.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "document/data-place.h"
#include "document/data-shape.h"
#include "train/config.h"
#include "chooser.h"
#include "draw-page.h"
#include "import.h"
#include "item-choice.h"
#include "item-filters.h"
#include "items.h"
#include "prediction-bar.h"
#include "sample-panel.h"
#include "scatter.h"
#include "set-cards.h"
#include "set-panel.h"
#include "style/count.h"
#include "style/one-stop.h"
#include "style/wrap-layout.h"
#include "table.h"
#include "thumbnail-grid.h"

/* Where the keyboard goes once the items are there that somebody has asked for with it. */
typedef enum
{
  FOCUS_STAYS,
  FOCUS_AWAITS_ITEMS,
  FOCUS_AWAITS_LAYOUT, /* they are there, and laid out in this frame */
  FOCUS_AWAITS_FRAME,  /* in this one they can be gone into */
} FocusState;

/* A cell of the confusion matrix whose items are to be shown. */
typedef struct
{
  gboolean awaited; /* until the set is open */
  gint label, predicted;
} Cell;

struct _GradusDatasetBrowser
{
  GtkWidget parent_instance;

  GtkStack *stack, *side_stack;
  AdwStatusPage *error_page;
  GtkWidget *columns_button;
  GtkBox *bars, *top;
  GtkWidget *bar, *split_box, *view_box;
  GtkDropDown *class_drop, *order_drop;
  GtkLabel *count;
  AdwFlap *flap;
  GtkGridView *grid;
  GradusItemTable *table;
  GtkBox *item_page, *set_page, *draw_box;
  GtkStackPage *draw_stack_page;

  GradusDocument *document;
  GradusDataSource *source;
  GradusItems *items;
  GradusItemFilters *filters;
  GradusItemChoice *choice;
  GradusThumbnails *thumbnails;
  GradusEvaluation *evaluation;
  GradusPredictionBar *prediction_bar;
  GradusSamplePanel *sample_panel;
  GradusSetPanel *set_panel;
  GradusDrawPage *draw_page;
  GradusScatter *scatter;
  GradusDataChooser *chooser;
  GradusPart *part;              /* that is shown */
  char *split;                   /* wished for */
  char *view;                    /* "points" or "table", of a set that has both */
  GradusPredictions *columns_of; /* the predictions in the table, or NULL */
  Cell cell;
  FocusState focus;
};

G_DEFINE_FINAL_TYPE (GradusDatasetBrowser, gradus_dataset_browser, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SPLIT,
  PROP_VIEW,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

/* --- what is chosen
 * ------------------------------------------------------------------------------- */

static void
show_chosen (GradusDatasetBrowser *self)
{
  GradusItem *item = gradus_item_choice_item (self->choice);

  gradus_scatter_set_chosen (self->scatter, gradus_item_choice_position (self->choice));
  if (item)
    gradus_sample_panel_show (self->sample_panel, gradus_item_part (item),
                              gradus_item_index (item));
  else
    gradus_sample_panel_show (self->sample_panel, NULL, 0);
}

static void
update_count (GradusDatasetBrowser *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  const gint64 all = self->part ? self->part->set->length : 0;
  g_autofree char *shown = gradus_count (n), *whole = gradus_count (all);
  g_autofree char *text = n == all ? g_strdup_printf (ngettext ("%s item", "%s items", n), shown)
                                   : g_strdup_printf (_ ("%s of %s items"), shown, whole);

  gtk_label_set_text (self->count, text);
}

/* The card that has the focus goes: who chose by keyboard goes on in the items. */
static void
on_card_chosen (GradusDatasetBrowser *self)
{
  self->focus = FOCUS_AWAITS_ITEMS;
}

/* A list can be gone into in the frame after the one that it was laid out in. */
static gboolean
focus_items (GtkWidget *widget, GdkFrameClock *clock, gpointer user)
{
  GradusDatasetBrowser *self = GRADUS_DATASET_BROWSER (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  GtkWidget *grid = GTK_WIDGET (self->grid);

  if (self->focus == FOCUS_AWAITS_LAYOUT)
    {
      self->focus = FOCUS_AWAITS_FRAME;
      return G_SOURCE_CONTINUE;
    }
  if (self->focus != FOCUS_AWAITS_FRAME)
    return G_SOURCE_REMOVE;
  self->focus = FOCUS_STAYS;
  /* Around the grid is what has the focus by now itself, and would not let it in. */
  gtk_widget_child_focus (gtk_widget_is_ancestor (grid, page) ? grid : page, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/* Once they are there. */
static void
go_on_in_items (GradusDatasetBrowser *self)
{
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  if (self->focus != FOCUS_AWAITS_ITEMS || g_str_equal (shown, "cards")
      || g_str_equal (shown, "loading")
      || (self->part && g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0))
    return;
  self->focus = FOCUS_AWAITS_LAYOUT;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_items, NULL, NULL);
}

static void
on_settled (GradusDatasetBrowser *self)
{
  update_count (self);
  go_on_in_items (self);
}

static void
on_judged (GradusDatasetBrowser *self)
{
  gradus_thumbnail_grid_refresh (self->grid);
}

static void
show_item (GradusDatasetBrowser *self)
{
  gtk_stack_set_visible_child_name (self->side_stack, "item");
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

/* Who has opened an item goes on in it, and comes back with Escape. */
static void
on_activated (GradusDatasetBrowser *self)
{
  show_item (self);
  gtk_widget_child_focus (GTK_WIDGET (self->side_stack), GTK_DIR_TAB_FORWARD);
}

static void
go_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusDatasetBrowser *self = GRADUS_DATASET_BROWSER (widget);

  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

void
gradus_dataset_browser_choose (GradusDatasetBrowser *self, guint position)
{
  gradus_item_choice_choose (self->choice, position);
  show_item (self);
}

/* What there is to sort by, and the table's columns, depend on what is known of the items. */
static void
on_evaluation_changed (GradusDatasetBrowser *self)
{
  GradusPredictions *predictions = gradus_items_predictions (self->items);

  gradus_item_filters_update_orders (self->filters);
  if (self->columns_of == predictions || !self->part
      || gradus_field_is_picture (&self->part->set->input[0]))
    return;
  g_clear_pointer (&self->columns_of, gradus_predictions_unref);
  self->columns_of = predictions ? gradus_predictions_ref (predictions) : NULL;
  gradus_item_table_set_columns (self->table, self->part, predictions);
}

void
gradus_dataset_browser_set_class (GradusDatasetBrowser *self, gint label)
{
  gradus_item_filters_choose_class (self->filters, label);
}

/* --- what is shown
 * -------------------------------------------------------------------------------- */

static void
show_view (GradusDatasetBrowser *self)
{
  const gboolean pictures = gradus_field_is_picture (&self->part->set->input[0]);

  gtk_widget_set_visible (self->view_box, self->part->point != NULL);
  gtk_stack_set_visible_child_name (self->stack, pictures            ? "grid"
                                                 : self->part->point ? self->view
                                                                     : "table");
}

static void
show_part (GradusDatasetBrowser *self, GradusPart *part)
{
  const gboolean pictures = part && gradus_field_is_picture (&part->set->input[0]);

  if (self->part == part)
    return;
  g_clear_pointer (&self->part, gradus_part_unref);
  g_clear_pointer (&self->columns_of, gradus_predictions_unref);
  self->part = part ? gradus_part_ref (part) : NULL;
  gradus_prediction_bar_set_part (self->prediction_bar, NULL);
  gradus_items_set_part (self->items, NULL);
  gtk_grid_view_set_model (self->grid, NULL);
  gradus_item_table_set_model (self->table, NULL);
  gradus_thumbnails_set_part (self->thumbnails, part);
  gradus_set_panel_set_part (self->set_panel, part);
  gradus_draw_page_set_part (self->draw_page, part);
  gtk_stack_page_set_visible (self->draw_stack_page, gradus_part_can_be_drawn (part));
  if (!part)
    return;
  gradus_item_filters_set_classes (self->filters, part);
  gradus_items_set_part (self->items, part);
  gradus_prediction_bar_set_part (self->prediction_bar, part);
  gradus_item_filters_update_orders (self->filters);
  if (pictures)
    gtk_grid_view_set_model (self->grid, gradus_item_choice_selection (self->choice));
  else
    {
      gradus_item_table_set_columns (self->table, part, NULL);
      gradus_item_table_set_model (self->table, gradus_item_choice_selection (self->choice));
    }
  show_view (self);
  /* One's own: what was understood of it is what one wants to see first. */
  if (!part->set->info.title)
    gtk_stack_set_visible_child_name (self->side_stack, "set");
}

static void show_awaited_cell (GradusDatasetBrowser *self);

static void
update (GradusDatasetBrowser *self)
{
  g_autofree char *named = gradus_document_data_title (self->document);
  const GError *error = gradus_data_source_error (self->source);
  GradusPart *test = gradus_data_source_part (self->source, "test");
  GradusPart *part = gradus_data_source_part (self->source, self->split);

  show_part (self, part ? part : gradus_data_source_part (self->source, "train"));
  gtk_widget_set_visible (self->split_box, test != NULL);
  gtk_widget_set_visible (self->bar, self->part != NULL);
  gtk_widget_set_visible (self->columns_button, named && gradus_path_is_table (named));
  gtk_widget_set_visible (adw_flap_get_flap (self->flap), self->part != NULL);
  if (gradus_data_source_loading (self->source))
    {
      if (gradus_evaluation_title (self->evaluation))
        gradus_evaluation_forget (self->evaluation);
      gtk_stack_set_visible_child_name (self->stack, "loading");
    }
  else if (error && !named)
    gtk_stack_set_visible_child_name (self->stack, "cards");
  else if (error)
    {
      g_autofree char *path = gr_project_data_path (gradus_document_project (self->document),
                                                    gradus_document_path (self->document), NULL);
      g_autofree char *text = gradus_data_refusal (error->message, path);
      g_autofree char *escaped = g_markup_escape_text (text, -1);

      adw_status_page_set_description (self->error_page, escaped);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->error_page), path);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  show_awaited_cell (self);
  go_on_in_items (self);
}

void
gradus_dataset_browser_set_split (GradusDatasetBrowser *self, const char *split)
{
  if (g_strcmp0 (split, self->split) == 0)
    return;
  g_free (self->split);
  self->split = g_strdup (split);
  if (self->source)
    update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPLIT]);
}

static void
set_view (GradusDatasetBrowser *self, const char *view)
{
  if (g_strcmp0 (view, self->view) == 0)
    return;
  g_free (self->view);
  self->view = g_strdup (view);
  if (self->part)
    show_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

GradusDataSource *
gradus_dataset_browser_source (GradusDatasetBrowser *self)
{
  return self->source;
}

GListModel *
gradus_dataset_browser_items (GradusDatasetBrowser *self)
{
  return G_LIST_MODEL (self->items);
}

/* --- predictions -------------------------------------------------------------------------------
 */

void
gradus_dataset_browser_set_model (GradusDatasetBrowser *self, const char *title, GrProject *project,
                                  const char *weights)
{
  gradus_evaluation_set_model (self->evaluation, title, project, weights);
}

void
gradus_dataset_browser_set_picker (GradusDatasetBrowser *self, GtkWidget *picker)
{
  gradus_prediction_bar_set_picker (self->prediction_bar, picker);
}

GradusEvaluation *
gradus_dataset_browser_evaluation (GradusDatasetBrowser *self)
{
  return self->evaluation;
}

/* Once there is a part, what was asked for before is shown. */
static void
show_awaited_cell (GradusDatasetBrowser *self)
{
  if (!self->part || !self->cell.awaited)
    return;
  self->cell.awaited = FALSE;
  gradus_dataset_browser_set_class (self, self->cell.label);
  gradus_prediction_bar_show_predicted (self->prediction_bar, self->cell.predicted);
}

void
gradus_dataset_browser_show_cell (GradusDatasetBrowser *self, gint label, gint predicted)
{
  self->cell = (Cell){ TRUE, label, predicted };
  show_awaited_cell (self);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_data_chooser_ask (GRADUS_DATASET_BROWSER (widget)->chooser,
                           g_str_equal (name, "data.open-folder"));
}

static void
on_labels_wanted (GradusDatasetBrowser *self)
{
  gradus_data_chooser_ask_labels (self->chooser, self->part->set->source);
}

static void
change_columns (GradusDatasetBrowser *self)
{
  gradus_data_change_columns (GTK_WIDGET (self), self->document);
}

static void
reload (GradusDatasetBrowser *self)
{
  gradus_data_source_reload (self->source);
  gradus_data_shape_again (self->document);
}

static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  reload (GRADUS_DATASET_BROWSER (widget));
}

/* --- the object
 * ----------------------------------------------------------------------------------- */

/* A set is opened when it is first looked at, not with the project. */
static void
gradus_dataset_browser_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_dataset_browser_parent_class)->map (widget);
  gradus_data_source_start (GRADUS_DATASET_BROWSER (widget)->source);
}

static void
gradus_dataset_browser_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusDatasetBrowser *self = GRADUS_DATASET_BROWSER (object);

  g_value_set_string (value, id == PROP_SPLIT ? self->split : self->view);
}

static void
gradus_dataset_browser_set_property (GObject *object, guint id, const GValue *value,
                                     GParamSpec *pspec)
{
  GradusDatasetBrowser *self = GRADUS_DATASET_BROWSER (object);

  if (id == PROP_SPLIT)
    gradus_dataset_browser_set_split (self, g_value_get_string (value));
  else
    set_view (self, g_value_get_string (value));
}

static void
gradus_dataset_browser_dispose (GObject *object)
{
  GradusDatasetBrowser *self = GRADUS_DATASET_BROWSER (object);
  GtkWidget *child;

  if (self->source)
    g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_object (&self->source);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->choice);
  g_clear_object (&self->filters);
  g_clear_object (&self->items);
  g_clear_object (&self->evaluation);
  g_clear_pointer (&self->columns_of, gradus_predictions_unref);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->document);
  g_clear_pointer (&self->part, gradus_part_unref);
  G_OBJECT_CLASS (gradus_dataset_browser_parent_class)->dispose (object);
}

static void
gradus_dataset_browser_finalize (GObject *object)
{
  g_free (GRADUS_DATASET_BROWSER (object)->split);
  g_free (GRADUS_DATASET_BROWSER (object)->view);
  G_OBJECT_CLASS (gradus_dataset_browser_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (GRADUS_TYPE_ITEM_TABLE);
  g_type_ensure (GRADUS_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/dataset-browser.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, side_stack);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, error_page);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, columns_button);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, top);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, bars);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, bar);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, split_box);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, view_box);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, class_drop);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, order_drop);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, count);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, flap);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, grid);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, table);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, item_page);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, set_page);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, draw_box);
  gtk_widget_class_bind_template_child (widget_class, GradusDatasetBrowser, draw_stack_page);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, change_columns);
  gtk_widget_class_bind_template_callback (widget_class, reload);
}

static void
gradus_dataset_browser_class_init (GradusDatasetBrowserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = gradus_dataset_browser_get_property;
  object_class->set_property = gradus_dataset_browser_set_property;
  object_class->dispose = gradus_dataset_browser_dispose;
  object_class->finalize = gradus_dataset_browser_finalize;
  properties[PROP_SPLIT] = g_param_spec_string ("split", NULL, NULL, "train",
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "points",
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                   | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  widget_class->map = gradus_dataset_browser_map;
  g_type_ensure (GRADUS_TYPE_WRAP_LAYOUT);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "data.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "data.open-file", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "data.open-folder", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "data.reload", NULL, reload_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "data.back", NULL);
  gtk_widget_class_install_property_action (widget_class, "data.split", "split");
  gtk_widget_class_install_property_action (widget_class, "data.view", "view");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_dataset_browser_init (GradusDatasetBrowser *self)
{
  self->split = g_strdup ("train");
  self->view = g_strdup ("points");
  self->items = gradus_items_new ();
  self->choice = gradus_item_choice_new (self->items);
  self->evaluation = gradus_evaluation_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->thumbnails = gradus_thumbnail_grid_set_up (self->grid);
  self->filters = gradus_item_filters_new (self->class_drop, self->order_drop, self->items,
                                           self->evaluation);
  self->prediction_bar = GRADUS_PREDICTION_BAR (
      gradus_prediction_bar_new (self->evaluation, self->items));
  self->scatter = GRADUS_SCATTER (gradus_scatter_new (self->items, self->evaluation));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->scatter), "points");
  g_signal_connect_object (self->scatter, "picked", G_CALLBACK (gradus_dataset_browser_choose),
                           self, G_CONNECT_SWAPPED);
  gtk_box_append (self->bars, GTK_WIDGET (self->prediction_bar));
  g_signal_connect_object (self->evaluation, "changed", G_CALLBACK (on_evaluation_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->choice, "changed", G_CALLBACK (show_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "settled", G_CALLBACK (on_settled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "judged", G_CALLBACK (on_judged), self, G_CONNECT_SWAPPED);
}

GtkWidget *
gradus_dataset_browser_new (GradusDocument *document)
{
  GradusDatasetBrowser *self = g_object_new (GRADUS_TYPE_DATASET_BROWSER, NULL);
  GtkWidget *cards;

  self->document = g_object_ref (document);
  self->sample_panel = GRADUS_SAMPLE_PANEL (gradus_sample_panel_new (document, self->evaluation));
  self->set_panel = GRADUS_SET_PANEL (gradus_set_panel_new ());
  self->chooser = GRADUS_DATA_CHOOSER (gradus_data_chooser_new (document));
  gtk_widget_set_valign (GTK_WIDGET (self->chooser), GTK_ALIGN_START);
  gtk_box_prepend (self->top, GTK_WIDGET (self->chooser));
  cards = gradus_set_cards_new (document);
  gtk_stack_add_named (self->stack, cards, "cards");
  g_signal_connect_object (cards, "chosen", G_CALLBACK (on_card_chosen), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->item_page, GTK_WIDGET (self->sample_panel));
  gtk_box_append (self->set_page, GTK_WIDGET (self->set_panel));
  self->draw_page = GRADUS_DRAW_PAGE (gradus_draw_page_new (self->evaluation));
  gtk_box_append (self->draw_box, GTK_WIDGET (self->draw_page));
  g_signal_connect_object (self->set_panel, "class-chosen",
                           G_CALLBACK (gradus_dataset_browser_set_class), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->set_panel, "labels-wanted", G_CALLBACK (on_labels_wanted), self,
                           G_CONNECT_SWAPPED);
  self->source = gradus_data_source_new (document);
  g_signal_connect_object (self->source, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
