/* test-canvas-keys.c - what only the pointer could do on the canvas, without one: linking blocks
 * that are there, choosing several, the wires into a block, copies of a group, moving, going round
 * the problems; and where the search opens.
 */
#include "canvas-helpers.h"
#include "palette/block-row.h"
#include "widgets.h"

#include <string.h>

static void
act (GradusCanvas *canvas, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (canvas), action, NULL));
}

static void
walk (GradusCanvas *canvas, gboolean forward, gboolean selecting)
{
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.walk", "(bb)", forward, selecting));
}

static gboolean
is_linked (GradusDocument *document, const char *from, const char *to)
{
  const GrLink *link = gr_model_link_to (gradus_document_model (document), to, 0);

  return link && strcmp (link->from, from) == 0;
}

static gboolean
has_focus (GradusCanvas *canvas, const char *id)
{
  return gtk_widget_has_focus (GTK_WIDGET (gradus_block_layer_view (canvas->layer, id)));
}

static gboolean
hint_says (GradusCanvas *canvas, const char *text)
{
  return gtk_widget_get_visible (canvas->hint)
         && strstr (gtk_label_get_label (GTK_LABEL (canvas->hint)), text);
}

static void
test_link (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  gradus_canvas_show (canvas, "relu");
  act (canvas, "canvas.link");
  g_assert_true (gradus_canvas_links_by_keys (canvas));
  g_assert_true (hint_says (canvas, "Link relu to fc"));
  g_assert_true (has_focus (canvas, "fc"));
  g_assert_true (gradus_document_is_selected (document, "relu"));
  g_assert_true (gradus_block_view_state (gradus_block_layer_view (canvas->layer, "fc"))
                 & GRADUS_STATE_TARGET);
  gradus_canvas_link_leave (canvas);
  g_assert_false (gradus_document_modified (document));
  g_assert_false (gtk_widget_get_visible (canvas->hint));
  g_assert_true (has_focus (canvas, "relu"));

  act (canvas, "canvas.link");
  gradus_canvas_link_here (canvas);
  g_assert_true (is_linked (document, "relu", "fc"));
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Link relu to fc");
  g_assert_false (gradus_canvas_links_by_keys (canvas));
  g_assert_true (gradus_document_is_selected (document, "fc"));
  gradus_document_undo (document);
  g_assert_false (gradus_document_modified (document));
  close_window (canvas);
}

/* A block that is free comes first, one that is linked is said to be; what would close a circle and
 * what reads it already are passed over. */
static void
test_targets (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  gradus_canvas_show (canvas, "input");
  act (canvas, "canvas.link");
  g_assert_true (hint_says (canvas, "Link input to fc"));
  g_assert_cmpuint (canvas->drag.targets->len, ==, 2);
  gradus_canvas_link_next (canvas, TRUE);
  g_assert_true (hint_says (canvas, "Link input to relu, in place of conv"));
  gradus_canvas_link_next (canvas, TRUE);
  g_assert_true (hint_says (canvas, "Link input to fc"));
  gradus_canvas_link_next (canvas, FALSE);
  gradus_canvas_link_here (canvas);
  g_assert_true (is_linked (document, "input", "relu"));
  g_assert_true (is_linked (document, "input", "conv"));

  /* Whatever else is done ends it. */
  gradus_canvas_show (canvas, "conv");
  act (canvas, "canvas.link");
  gradus_document_undo (document);
  g_assert_false (gradus_canvas_links_by_keys (canvas));
  g_assert_false (gtk_widget_get_visible (canvas->hint));
  close_window (canvas);
}

static void
test_no_target (void)
{
  g_autoptr (GradusDocument) document = document_of (
      "{\"gradus\": 1, \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [4]}}],"
      "\"links\": []}}");
  GradusCanvas *canvas = show_canvas (document);

  gradus_canvas_show (canvas, "input");
  act (canvas, "canvas.link");
  g_assert_false (gradus_canvas_links_by_keys (canvas));
  g_assert_nonnull (canvas->popover);
  close_window (canvas);
}

static void
test_several (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  gradus_canvas_show (canvas, "input");
  walk (canvas, TRUE, FALSE);
  g_assert_true (has_focus (canvas, "conv"));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
  g_assert_true (gradus_document_is_selected (document, "input"));
  walk (canvas, TRUE, FALSE);
  act (canvas, "canvas.toggle");
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  g_assert_true (gradus_document_is_selected (document, "relu"));
  act (canvas, "canvas.toggle");
  g_assert_false (gradus_document_is_selected (document, "relu"));

  gradus_canvas_show (canvas, "relu");
  walk (canvas, FALSE, TRUE);
  g_assert_true (has_focus (canvas, "conv"));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  act (canvas, "canvas.group");
  g_assert_cmpuint (gr_model_n_groups (gradus_document_model (document)), ==, 1);
  close_window (canvas);
}

static void
test_wire (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  gradus_canvas_show (canvas, "relu");
  act (canvas, "canvas.next-wire");
  g_assert_cmpint (gradus_canvas_selected_wire (canvas), >=, 0);
  g_assert_true (hint_says (canvas, "conv → relu"));
  act (canvas, "canvas.next-wire");
  g_assert_true (hint_says (canvas, "conv → relu"));
  act (canvas, "canvas.delete");
  g_assert_false (is_linked (document, "conv", "relu"));
  g_assert_nonnull (gr_model_block (gradus_document_model (document), "relu"));
  g_assert_false (gtk_widget_get_visible (canvas->hint));
  close_window (canvas);
}

static void
assert_described (GradusCanvas *canvas, const char *id, const char *text)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gradus_block_layer_view (canvas->layer, id)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

/* The drawing of the wires in words; and what the keyboard is doing to them, at the block that has
 * the focus. */
static void
test_described (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  assert_described (canvas, "input", "Gives its output to conv.");
  assert_described (canvas, "conv", "Gets its input from input. Gives its output to relu.");
  assert_described (canvas, "relu", "Gets its input from conv.");
  gtk_test_accessible_assert_state (
      GTK_ACCESSIBLE (gradus_block_layer_view (canvas->layer, "conv")),
      GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  gradus_canvas_show (canvas, "relu");
  act (canvas, "canvas.next-wire");
  assert_described (canvas, "relu",
                    "conv → relu: N×6×24×24\nDelete unlinks · Ctrl+U goes to the next wire\n"
                    "Gets its input from conv.");
  act (canvas, "canvas.delete");
  assert_described (canvas, "conv", "Gets its input from input.");
  assert_described (canvas, "relu",
                    "ReLU “relu” has nothing linked to its input. Link it to “conv”?");
  gtk_test_accessible_assert_state (
      GTK_ACCESSIBLE (gradus_block_layer_view (canvas->layer, "relu")),
      GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  gradus_canvas_show (canvas, "conv");
  act (canvas, "canvas.link");
  assert_described (canvas, "relu",
                    "Link conv to relu\nEnter links · Tab and arrows choose · Escape leaves\n"
                    "ReLU “relu” has nothing linked to its input. Link it to “conv”?");
  gradus_canvas_link_here (canvas);
  assert_described (canvas, "relu", "Gets its input from conv.");
  close_window (canvas);
}

static GdkRectangle
search_place (GradusCanvas *canvas)
{
  GdkRectangle place;

  g_assert_true (gtk_popover_get_pointing_to (GTK_POPOVER (canvas->search), &place));
  return place;
}

/* At the pointer where that is over the canvas, else at the block. */
static void
test_search_place (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  gdouble x, y;

  gradus_canvas_show (canvas, "relu");
  canvas->pointer_x = 37;
  canvas->pointer_y = 41;
  gradus_canvas_search (canvas);
  g_assert_cmpint (search_place (canvas).x, ==, 37);
  g_assert_cmpint (search_place (canvas).y, ==, 41);
  canvas->pointer_x = canvas->pointer_y = -1;
  gradus_canvas_menu_place (canvas, &x, &y);
  gradus_canvas_search (canvas);
  g_assert_cmpint (search_place (canvas).x, ==, (gint) x);
  g_assert_cmpint (search_place (canvas).y, ==, (gint) y);
  close_window (canvas);
}

/* The first controller of a type; (transfer none): the widget keeps it. */
static GtkEventController *
controller_of (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);
  guint i = 0;

  for (;; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

      g_assert_nonnull (controller);
      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }
}

/* Pressed and let go, as the canvas is told of it. */
static void
press_key (GradusCanvas *canvas, guint key)
{
  GtkEventController *keys = controller_of (GTK_WIDGET (canvas), GTK_TYPE_EVENT_CONTROLLER_KEY);
  gboolean taken;

  g_signal_emit_by_name (keys, "key-pressed", key, 0, 0, &taken);
  g_assert_true (taken);
  g_signal_emit_by_name (keys, "key-released", key, 0, 0);
}

/* Space where nothing was dragged with it, "/", and the beginning of a name. */
static void
test_search_keys (void)
{
  static const guint keys[] = { GDK_KEY_space, GDK_KEY_slash, GDK_KEY_c };
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_false (canvas->search && gtk_widget_get_visible (canvas->search));
      press_key (canvas, keys[i]);
      g_assert_true (canvas->search && gtk_widget_get_visible (canvas->search));
      gtk_popover_popdown (GTK_POPOVER (canvas->search));
    }
  close_window (canvas);
}

/* Asks how many copies of the group there shall be, and says so. */
static void
repeat (GradusCanvas *canvas, const char *group, gint copies)
{
  GtkWidget *spin;

  gradus_document_select_one (canvas->document, group);
  act (canvas, "canvas.repeat");
  spin = find_widget (canvas->popover, GTK_TYPE_SPIN_BUTTON);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), copies - 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), copies);
  gtk_popover_popdown (GTK_POPOVER (canvas->popover));
}

/* However one comes to the number of copies of a group, that is a step to undo; that of another
 * group is another. */
static void
test_repeat (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GrModel *model = gradus_document_model (document);
  GradusCanvas *canvas = show_canvas (document);
  const char *groups[2];

  for (guint i = 0; i < 2; i++)
    {
      gradus_document_select_one (document, i ? "fc" : "relu");
      act (canvas, "canvas.group");
      groups[i] = gr_model_group_at (model, i)->id;
    }
  repeat (canvas, groups[0], 3);
  repeat (canvas, groups[1], 4);
  gradus_document_undo (document);
  g_assert_cmpint (gr_model_group (model, groups[1])->repeat, ==, 1);
  g_assert_cmpint (gr_model_group (model, groups[0])->repeat, ==, 3);
  gradus_document_undo (document);
  g_assert_cmpint (gr_model_group (model, groups[0])->repeat, ==, 1);
  close_window (canvas);
}

/* What the arrows do until something else is selected is one step. */
static void
test_arrows (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GrModel *model = gradus_document_model (document);
  GradusCanvas *canvas = show_canvas (document);

  gradus_canvas_show (canvas, "fc");
  press_key (canvas, GDK_KEY_Right);
  press_key (canvas, GDK_KEY_Right);
  gradus_canvas_show (canvas, "relu");
  gradus_canvas_show (canvas, "fc");
  press_key (canvas, GDK_KEY_Right);
  g_assert_cmpfloat (gr_model_block (model, "fc")->x, ==, 330);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, "fc")->x, ==, 320);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, "fc")->x, ==, 300);
  close_window (canvas);
}

/* The blocks with a problem are gone round, whichever is selected. */
static void
test_next_problem (void)
{
  g_autoptr (GradusDocument) document = document_of (
      "{\"gradus\": 1, \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [4]}},"
      "{\"id\": \"one\", \"kind\": \"ReLU\", \"at\": [0, 80]},"
      "{\"id\": \"two\", \"kind\": \"ReLU\", \"at\": [0, 160]},"
      "{\"id\": \"three\", \"kind\": \"ReLU\", \"at\": [0, 240]}],"
      "\"links\": []}}");
  GradusCanvas *canvas = show_canvas (document);
  GrModel *model = gradus_document_model (document);
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const char *block = gr_model_problem_at (model, i)->block;

      if (block && !g_ptr_array_find_with_equal_func (wrong, block, g_str_equal, NULL))
        g_ptr_array_add (wrong, g_strdup (block));
    }
  g_assert_cmpuint (wrong->len, >=, 3);
  for (guint i = 0; i < 2 * wrong->len; i++)
    {
      act (canvas, "canvas.next-problem");
      g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
      g_assert_true (gradus_document_is_selected (document, wrong->pdata[i % wrong->len]));
      g_assert_nonnull (canvas->popover); /* which says what is wrong there */
      gtk_popover_popdown (GTK_POPOVER (canvas->popover));
    }
  close_window (canvas);
}

static GtkListBox *
list_in (GtkWidget *widget)
{
  GtkListBox *list = GTK_IS_LIST_BOX (widget) ? GTK_LIST_BOX (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !list;
       child = gtk_widget_get_next_sibling (child))
    list = list_in (child);
  return list;
}

/* The place of a kind in the search; -1. @fits: whether it is above what does not. */
static gint
offered (GradusCanvas *canvas, const char *kind, gboolean *fits)
{
  GtkListBox *list = list_in (canvas->search);
  GtkListBoxRow *row;

  *fits = TRUE;
  for (gint i = 0; (row = gtk_list_box_get_row_at_index (list, i)); i++)
    {
      if (gtk_list_box_row_get_header (row))
        *fits = FALSE;
      if (strcmp (gradus_block_row_match (GRADUS_BLOCK_ROW (row))->kind->name, kind) == 0)
        return i;
    }
  return -1;
}

/* For a wire that was begun at an input: what gives that something. */
static void
test_search_before (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  gboolean fits;

  gradus_canvas_search_for_wire (canvas, NULL, "fc", 0, GRAPHENE_POINT_INIT (300, 100));
  g_assert_cmpint (offered (canvas, "Flatten", &fits), >=, 0);
  g_assert_true (fits);
  while (offered (canvas, "CrossEntropyLoss", &fits) < 0) /* with the frames that follow */
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fits);
  g_assert_cmpint (offered (canvas, "Conv2d", &fits), >=, 0);
  g_assert_false (fits);
  close_window (canvas);
}

#define MOST_ENTRIES 12

/* How many entries @menu has, without those of the menus within, of which none is longer than
 * MOST_ENTRIES; each does something that the canvas, of class @klass, knows. */
static guint
count_entries (GMenuModel *menu, GtkWidgetClass *klass)
{
  guint n = 0;

  for (gint i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autoptr (GMenuModel) submenu = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SUBMENU);
      g_autofree char *action = NULL;

      if (section)
        n += count_entries (section, klass);
      else
        n++;
      if (submenu)
        g_assert_cmpuint (count_entries (submenu, klass), <=, MOST_ENTRIES);
      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action))
        {
          const GVariantType *parameter;
          const char *name, *property;
          gboolean found = FALSE;
          GType owner;

          for (guint k = 0;
               !found
               && gtk_widget_class_query_action (klass, k, &owner, &name, &parameter, &property);
               k++)
            found = g_str_equal (name, action);
          g_assert_true (found);
        }
    }
  return n;
}

/* A menu of one screen's height is searched, not used. */
static void
test_menu (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
      "/org/gradus/Gradus/ui/canvas-menu.ui");
  GMenuModel *menu = G_MENU_MODEL (gtk_builder_get_object (builder, "menu"));

  GtkWidgetClass *klass = g_type_class_ref (GRADUS_TYPE_CANVAS);

  g_assert_cmpuint (count_entries (menu, klass), <=, MOST_ENTRIES);
  g_type_class_unref (klass);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-keys/link", test_link);
  g_test_add_func ("/canvas-keys/targets", test_targets);
  g_test_add_func ("/canvas-keys/no-target", test_no_target);
  g_test_add_func ("/canvas-keys/several", test_several);
  g_test_add_func ("/canvas-keys/wire", test_wire);
  g_test_add_func ("/canvas-keys/described", test_described);
  g_test_add_func ("/canvas-keys/repeat", test_repeat);
  g_test_add_func ("/canvas-keys/arrows", test_arrows);
  g_test_add_func ("/canvas-keys/next-problem", test_next_problem);
  g_test_add_func ("/canvas-keys/search-keys", test_search_keys);
  g_test_add_func ("/canvas-keys/search-place", test_search_place);
  g_test_add_func ("/canvas-keys/search-before", test_search_before);
  g_test_add_func ("/canvas-keys/menu", test_menu);
  return g_test_run ();
}
