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
#include "thumbnails.h"

#define CELL_SIZE      60 /* two pixels a pixel of 28×28, and a little air */
#define THUMBNAIL_SIZE 56

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
  GtkSingleSelection *selection;
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
  guint possible_orders;         /* in the drop-down, a bit each; 0: it is not filled yet */
  GradusOrder orders[5];         /* of its entries */
  GradusOrder order;             /* that was chosen, also while it cannot be had */
  guint chosen;                  /* the index of the item while the list changes */
  gboolean cell_pending;         /* of the confusion matrix: to be shown once the set is open */
  gint cell_label, cell_predicted;
  gboolean changing;    /* so is the list of items */
  gboolean focus_items; /* once they are there */
  gint frames_to_focus;
  gboolean updating; /* the drop-downs are being filled: nobody has chosen anything */
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

/* --- the cells of the grid
 * ------------------------------------------------------------------------ */

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *cell, GradusDatasetBrowser *self)
{
  gtk_list_item_set_child (cell, gradus_thumbnail_view_new (self->thumbnails, CELL_SIZE));
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  gradus_thumbnail_view_set_item (GRADUS_THUMBNAIL_VIEW (gtk_list_item_get_child (cell)),
                                  gtk_list_item_get_item (cell));
}

static void
unbind_cell (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  gradus_thumbnail_view_set_item (GRADUS_THUMBNAIL_VIEW (gtk_list_item_get_child (cell)), NULL);
}

/* --- what is chosen
 * ------------------------------------------------------------------------------- */

static void
show_chosen (GradusDatasetBrowser *self)
{
  GradusItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (self->changing)
    return;
  gradus_scatter_set_chosen (self->scatter, gtk_single_selection_get_selected (self->selection));
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
  self->focus_items = TRUE;
}

/* A list can be gone into in the frame after the one that it was laid out in. */
static gboolean
focus_items (GtkWidget *widget, GdkFrameClock *clock, gpointer user)
{
  GradusDatasetBrowser *self = GRADUS_DATASET_BROWSER (widget);
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  GtkWidget *grid = GTK_WIDGET (self->grid);

  if (self->frames_to_focus-- > 0)
    return G_SOURCE_CONTINUE;
  /* Around the grid is what has the focus by now itself, and would not let it in. */
  gtk_widget_child_focus (gtk_widget_is_ancestor (grid, page) ? grid : page, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/* Once they are there. */
static void
go_on_in_items (GradusDatasetBrowser *self)
{
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  if (!self->focus_items || g_str_equal (shown, "cards") || g_str_equal (shown, "loading")
      || (self->part && g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0))
    return;
  self->focus_items = FALSE;
  self->frames_to_focus = 1;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_items, NULL, NULL);
}

/* A selection looks for its item in a list that changes by making every item of it: so it has none
 * meanwhile, and the chosen one is found again by its index. */
static void
before_change (GradusDatasetBrowser *self)
{
  GradusItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item)
    self->chosen = gradus_item_index (item);
  else if (!self->changing)
    self->chosen = 0;
  self->changing = TRUE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static void
after_change (GradusDatasetBrowser *self)
{
  const guint position = gradus_items_find (self->items, self->chosen);

  /* Who has chosen one while the list filled keeps that. */
  if (!gtk_single_selection_get_selected_item (self->selection))
    gtk_single_selection_set_selected (self->selection,
                                       position == GTK_INVALID_LIST_POSITION ? 0 : position);
  self->changing = FALSE;
  show_chosen (self);
  update_count (self);
  go_on_in_items (self);
}

/* The cells that there are: some hundred, of however many items. */
static void
on_judged (GradusDatasetBrowser *self)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); cell;
       cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *view = gtk_widget_get_first_child (cell);

      if (view && GRADUS_IS_THUMBNAIL_VIEW (view))
        gradus_thumbnail_view_refresh (GRADUS_THUMBNAIL_VIEW (view));
    }
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
  gtk_single_selection_set_selected (self->selection, position);
  show_item (self);
}

/* --- filters
 * -------------------------------------------------------------------------------------- */

static void
on_class_chosen (GradusDatasetBrowser *self)
{
  if (!self->updating)
    gradus_items_set_class (self->items, (gint) gtk_drop_down_get_selected (self->class_drop) - 1);
}

static void
on_order_chosen (GradusDatasetBrowser *self)
{
  if (self->updating)
    return;
  self->order = self->orders[gtk_drop_down_get_selected (self->order_drop)];
  gradus_items_set_order (self->items, self->order);
}

static const char *const order_names[] = {
  [GRADUS_ORDER_FILE] = N_ ("File Order"),   [GRADUS_ORDER_CLASS] = N_ ("By Class"),
  [GRADUS_ORDER_LOSS] = N_ ("Largest Loss"), [GRADUS_ORDER_CONFIDENCE] = N_ ("Least Sure"),
  [GRADUS_ORDER_SURE] = N_ ("Surest"),
};

/* By what the items can be sorted, which depends on what is known of them: a bit a GradusOrder. */
static guint
possible_orders (GradusDatasetBrowser *self)
{
  GradusPredictions *predictions = self->part ? gradus_evaluation_predictions (self->evaluation,
                                                                               self->part)
                                              : NULL;
  guint orders = 1u << GRADUS_ORDER_FILE;

  if (self->part && self->part->label)
    orders |= 1u << GRADUS_ORDER_CLASS;
  if (predictions)
    orders |= 1u << GRADUS_ORDER_LOSS;
  if (predictions && predictions->is_classes)
    orders |= 1u << GRADUS_ORDER_CONFIDENCE | 1u << GRADUS_ORDER_SURE;
  return orders;
}

/* Chosen is the order that a person chose, once it can be had again; else that of the file. */
static void
fill_order_drop (GradusDatasetBrowser *self)
{
  const guint possible = possible_orders (self);
  g_autoptr (GtkStringList) names = NULL;
  guint n = 0, chosen = 0;

  if (possible == self->possible_orders)
    return;
  self->possible_orders = possible;
  names = gtk_string_list_new (NULL);
  for (guint order = 0; order < G_N_ELEMENTS (order_names); order++)
    if (possible & 1u << order)
      {
        if (order == self->order)
          chosen = n;
        self->orders[n++] = order;
        gtk_string_list_append (names, _ (order_names[order]));
      }
  self->updating = TRUE;
  gtk_drop_down_set_model (self->order_drop, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->order_drop, chosen);
  self->updating = FALSE;
  gradus_items_set_order (self->items, self->orders[chosen]);
  gtk_widget_set_visible (GTK_WIDGET (self->order_drop), n > 1);
}

/* What there is to sort by, and the table's columns, depend on what is known of the items. */
static void
on_evaluation_changed (GradusDatasetBrowser *self)
{
  GradusPredictions *predictions = gradus_items_predictions (self->items);

  fill_order_drop (self);
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
  gtk_drop_down_set_selected (self->class_drop, (guint) (label + 1));
}

/* --- what is shown
 * -------------------------------------------------------------------------------- */

static void
fill_class_drop (GradusDatasetBrowser *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All Classes"));
  for (gint64 c = 0; c < self->part->set->n_classes; c++)
    gtk_string_list_append (names, self->part->set->class_names[c]);
  self->updating = TRUE;
  gtk_drop_down_set_model (self->class_drop, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->class_drop, 0);
  self->updating = FALSE;
  gradus_items_set_class (self->items, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->class_drop), self->part->set->n_classes > 0);
}

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
  fill_class_drop (self);
  gradus_items_set_part (self->items, part);
  gradus_prediction_bar_set_part (self->prediction_bar, part);
  fill_order_drop (self);
  if (pictures)
    gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
  else
    {
      gradus_item_table_set_columns (self->table, part, NULL);
      gradus_item_table_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
    }
  show_view (self);
  /* One's own: what was understood of it is what one wants to see first. */
  if (!part->set->info.title)
    gtk_stack_set_visible_child_name (self->side_stack, "set");
}

static void show_pending_cell (GradusDatasetBrowser *self);

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
  show_pending_cell (self);
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
show_pending_cell (GradusDatasetBrowser *self)
{
  if (!self->part || !self->cell_pending)
    return;
  self->cell_pending = FALSE;
  gradus_dataset_browser_set_class (self, self->cell_label);
  gradus_prediction_bar_show_predicted (self->prediction_bar, self->cell_predicted);
}

void
gradus_dataset_browser_show_cell (GradusDatasetBrowser *self, gint label, gint predicted)
{
  self->cell_pending = TRUE;
  self->cell_label = label;
  self->cell_predicted = predicted;
  show_pending_cell (self);
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
  g_clear_object (&self->selection);
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
  gtk_widget_class_bind_template_callback (widget_class, setup_cell);
  gtk_widget_class_bind_template_callback (widget_class, bind_cell);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cell);
  gtk_widget_class_bind_template_callback (widget_class, on_class_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_order_chosen);
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
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  self->thumbnails = gradus_thumbnails_new (THUMBNAIL_SIZE);
  self->evaluation = gradus_evaluation_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->prediction_bar = GRADUS_PREDICTION_BAR (
      gradus_prediction_bar_new (self->evaluation, self->items));
  self->scatter = GRADUS_SCATTER (gradus_scatter_new (self->items, self->evaluation));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->scatter), "points");
  g_signal_connect_object (self->scatter, "picked", G_CALLBACK (gradus_dataset_browser_choose),
                           self, G_CONNECT_SWAPPED);
  gtk_box_append (self->bars, GTK_WIDGET (self->prediction_bar));
  g_signal_connect_object (self->evaluation, "changed", G_CALLBACK (on_evaluation_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect_object (self->items, "before-change", G_CALLBACK (before_change), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "settled", G_CALLBACK (after_change), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "judged", G_CALLBACK (on_judged), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (show_chosen), self,
                           G_CONNECT_SWAPPED);
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
