/* test-palette.c - what is typed to get a block, and the palette and the popover where it is typed.
 */
#include <gtk/gtk.h>
#include <string.h>

#include "gradus.h"
#include "palette/block-palette.h"
#include "palette/block-row.h"
#include "palette/block-search.h"

#include "picture.h"
#include "widgets.h"

/* --- what is typed ---------------------------------------------------------------------------- */

/* The likeliest meaning of @text is @kind with these settings, and nothing is left over. */
static void
means (const char *text, const char *kind, const char *understood)
{
  g_autoptr (GPtrArray) matches = gradus_query (text);
  const GradusMatch *first;

  if (matches->len == 0)
    g_error ("“%s” means nothing", text);
  first = matches->pdata[0];
  if (g_strcmp0 (first->kind->name, kind) || g_strcmp0 (first->understood, understood)
      || first->problem)
    g_error ("“%s” means %s (%s), %s", text, first->kind->name, first->understood,
             first->problem ? first->problem : "no problem");
}

static void
test_names (void)
{
  means ("conv", "Conv2d", "");
  means ("Conv1d", "Conv1d", "");
  means ("conv 1d", "Conv1d", "");
  means ("fc", "Linear", "");
  means ("lin", "Linear", "");
  means ("bn", "BatchNorm2d", "");
  means ("batch norm", "BatchNorm2d", "");
  means ("batch norm 1d", "BatchNorm1d", "");
  means ("relu", "ReLU", "");
  means ("relu6", "ReLU6", "");
  means ("pool", "MaxPool2d", "");
  means ("po", "MaxPool2d", "");
  means ("max pool", "MaxPool2d", "");
  means ("avg_pool", "AvgPool2d", "");
  means ("gap", "AdaptiveAvgPool2d", "");
  means ("ce", "CrossEntropyLoss", "");
  means ("mse", "MSELoss", "");
  means ("leakrelu", "LeakyReLU", "");
  means ("LOSS", "CrossEntropyLoss", "");
}

static void
test_settings (void)
{
  means ("conv 6 5", "Conv2d", "out_channels=6, kernel_size=5");
  means ("conv 6, 3x5 s2", "Conv2d", "out_channels=6, kernel_size=[3, 5], stride=2");
  means ("conv 16 3 same no_bias", "Conv2d",
         "out_channels=16, kernel_size=3, padding=same, bias=false");
  means ("conv k=3 stride = 2 out=8", "Conv2d", "kernel_size=3, stride=2, out_channels=8");
  means ("conv kernel 5", "Conv2d", "kernel_size=5");
  means ("linear 120", "Linear", "out_features=120");
  means ("pool 2", "MaxPool2d", "kernel_size=2");
  means ("pool 3 2", "MaxPool2d", "kernel_size=3, stride=2");
  means ("dropout .25", "Dropout", "p=0.25");
  means ("input 1 28 28", "Input", "shape=[1, 28, 28]");
  means ("input 3x32x32", "Input", "shape=[3, 32, 32]");
  means ("reshape -1", "Reshape", "shape=-1");
  means ("upsample 2 bilinear", "Upsample", "scale_factor=2.0, mode=bilinear");
  means ("out_channels=6", "Conv1d", "out_channels=6");
  means ("nn.Conv2d(1, 6, kernel_size=5, padding='same')", "Conv2d",
         "in_channels=1, out_channels=6, kernel_size=5, padding=same");
  means ("self.pool = nn.MaxPool2d((2, 3))", "MaxPool2d", "kernel_size=[2, 3]");
}

/* "conv 6 5; relu" is two blocks. */
static void
test_chain (void)
{
  g_autoptr (GPtrArray) matches = gradus_query ("input; conv 6 5 > relu→pool 2 ;"),
                        lost = gradus_query ("qqq; relu"), wrong = gradus_query ("conv x=1; relu");
  const GradusMatch *last = matches->pdata[0];
  g_autofree char *text = gradus_match_describe (last);

  g_assert_cmpstr (last->kind->name, ==, "MaxPool2d");
  g_assert_cmpuint (last->before->len, ==, 3);
  g_assert_cmpstr (
      text, ==,
      "Input → Conv2d (out_channels=6, kernel_size=5) → ReLU → MaxPool2d (kernel_size=2)");
  g_assert_cmpuint (lost->len, ==, 0);
  g_assert_nonnull (strstr (((GradusMatch *) wrong->pdata[0])->problem, "no setting “x”"));
}

static void
test_problems (void)
{
  static const struct
  {
    const char *text, *says;
  } cases[] = {
    { "linear 120 3", "no setting left for “3”" }, { "linear 0", "out_features takes" },
    { "conv colour=red", "no setting “colour”" },  { "conv blue", "no setting “blue”" },
    { "conv stride=", "What should stride be?" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) matches = gradus_query (cases[i].text);
      const GradusMatch *first = matches->len ? matches->pdata[0] : NULL;

      if (!first || !first->problem || !strstr (first->problem, cases[i].says))
        g_error ("“%s”: %s", cases[i].text, first && first->problem ? first->problem : "(nothing)");
    }
}

static void
test_all (void)
{
  g_autoptr (GPtrArray) all = gradus_query (""), none = gradus_query ("qqq"),
                        numbers = gradus_query ("6 5");

  g_assert_cmpuint (all->len, ==, gr_n_block_kinds ());
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (numbers->len, ==, 0);
}

/* --- the widgets ------------------------------------------------------------------------------ */

typedef struct
{
  guint n;
  const GrBlockKind *kind;
  gint64 second; /* of the settings, its number */
} Chosen;

static void
note_chosen (GtkWidget *widget, const GradusMatch *match, Chosen *chosen)
{
  chosen->n += gradus_match_n_blocks (match);
  chosen->kind = match->kind;
  chosen->second = gr_block_kind_n_attributes (match->kind) > 1 ? match->settings[1].ints[0] : 0;
}

static const char *
row_name (GtkListBox *list, gint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, index);

  return row ? gradus_block_row_match (GRADUS_BLOCK_ROW (row))->kind->name : NULL;
}

static void
test_palette (void)
{
  GtkWidget *palette = gradus_block_palette_new ();
  GtkWindow *window;
  GtkWidget *search = find_widget (palette, GTK_TYPE_SEARCH_ENTRY);
  GtkListBox *list = GTK_LIST_BOX (find_widget (palette, GTK_TYPE_LIST_BOX));
  Chosen chosen = { 0 };

  g_signal_connect (palette, "block-chosen", G_CALLBACK (note_chosen), &chosen);
  window = picture_window (palette, 240, 700);
  picture_settle ();
  picture_save (GTK_WIDGET (window), "palette");
  g_assert_cmpstr (row_name (list, 0), ==, gr_block_kind_at (0)->name);
  g_assert_nonnull (gtk_list_box_get_row_at_index (list, (gint) gr_n_block_kinds () - 1));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_list_box_get_row_at_index (list, 0)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Input");

  /* Enter, with nothing typed, does nothing. */
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpuint (chosen.n, ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (search), "conv 6 5");
  picture_settle ();
  picture_save (GTK_WIDGET (window), "palette-search");
  g_assert_cmpstr (row_name (list, 0), ==, "Conv2d");
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpuint (chosen.n, ==, 1);
  g_assert_cmpstr (chosen.kind->name, ==, "Conv2d");
  g_assert_cmpint (chosen.second, ==, 6);

  /* What was not understood is not chosen. */
  gtk_editable_set_text (GTK_EDITABLE (search), "conv 6 colour=red");
  picture_settle ();
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpuint (chosen.n, ==, 1);

  /* A chain is chosen block by block. */
  gtk_editable_set_text (GTK_EDITABLE (search), "conv 7 > pool; relu");
  picture_settle ();
  picture_save (GTK_WIDGET (window), "palette-chain");
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpuint (chosen.n, ==, 4);
  g_assert_cmpstr (chosen.kind->name, ==, "ReLU");
  chosen.n = 1;

  g_signal_emit_by_name (search, "stop-search");
  picture_settle ();
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 1));
  g_assert_cmpuint (chosen.n, ==, 2);
  g_assert_cmpstr (chosen.kind->name, ==, "Linear");
  gtk_window_destroy (window);
  picture_settle ();
}

/* The sentence of every kind is read to its end in the palette, even where a language makes a third
 * more of it: so in less than the palette's own width. */
static void
test_sentences (void)
{
  GtkWidget *list = gtk_list_box_new (), *scrolled = gtk_scrolled_window_new ();
  g_autoptr (GPtrArray) matches = gradus_query ("");
  GtkWindow *window;

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  for (guint i = 0; i < matches->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), gradus_block_row_new (matches->pdata[i], TRUE));
  window = picture_window (scrolled, 150, 600);
  picture_settle ();
  for (guint i = 0; i < matches->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (gint) i);
      GtkWidget *name = find_widget (GTK_WIDGET (row), GTK_TYPE_LABEL);
      GtkLabel *sentence = GTK_LABEL (gtk_widget_get_next_sibling (name));

      if (pango_layout_is_ellipsized (gtk_label_get_layout (sentence)))
        g_error ("cut off: %s", gtk_label_get_label (sentence));
    }
  gtk_window_destroy (window);
  picture_settle ();
}

static void
test_search (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWindow *window;
  GtkWidget *popover = gradus_block_search_new ();
  GtkWidget *search = find_widget (popover, GTK_TYPE_SEARCH_ENTRY);
  GtkListBox *list = GTK_LIST_BOX (find_widget (popover, GTK_TYPE_LIST_BOX));
  g_autoptr (GPtrArray) fitting = g_ptr_array_new ();
  Chosen chosen = { 0 };

  g_signal_connect (popover, "block-chosen", G_CALLBACK (note_chosen), &chosen);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  window = picture_window (button, 400, 500);
  picture_settle ();
  g_ptr_array_add (fitting, (gpointer) gr_block_kind_find ("ReLU"));
  g_ptr_array_add (fitting, (gpointer) gr_block_kind_find ("Conv1d"));
  gradus_block_search_open (GRADUS_BLOCK_SEARCH (popover), 5, 5, fitting);
  /* At once there are as many rows as can be seen, and then all. */
  g_assert_null (gtk_list_box_get_row_at_index (list, 20));
  while (!gtk_list_box_get_row_at_index (list, 20))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_get_visible (popover));
  /* What fits stands first, and of that what is most usual. */
  g_assert_cmpstr (row_name (list, 0), ==, "ReLU");
  g_assert_cmpstr (row_name (list, 1), ==, "Conv1d");
  g_assert_cmpstr (row_name (list, 2), ==, "Conv2d");
  gtk_editable_set_text (GTK_EDITABLE (search), "conv 7");
  picture_settle ();
  g_assert_cmpstr (row_name (list, 0), ==, "Conv1d");
  g_assert_cmpstr (row_name (list, 1), ==, "Conv2d");
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpuint (chosen.n, ==, 1);
  g_assert_cmpstr (chosen.kind->name, ==, "Conv1d");
  g_assert_cmpint (chosen.second, ==, 7);
  picture_settle ();
  g_assert_false (gtk_widget_get_visible (popover));

  /* Without a filter the likeliest comes first. */
  gradus_block_search_open (GRADUS_BLOCK_SEARCH (popover), 5, 5, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  gtk_editable_set_text (GTK_EDITABLE (search), "conv");
  picture_settle ();
  g_assert_cmpstr (row_name (list, 0), ==, "Conv2d");
  gtk_window_destroy (window);
  picture_settle ();
}

int
main (int argc, char **argv)
{
  gradus_init ();
  gtk_test_init (&argc, &argv, NULL);
  picture_init ();
  g_test_add_func ("/palette/names", test_names);
  g_test_add_func ("/palette/settings", test_settings);
  g_test_add_func ("/palette/chain", test_chain);
  g_test_add_func ("/palette/problems", test_problems);
  g_test_add_func ("/palette/all", test_all);
  g_test_add_func ("/palette/palette", test_palette);
  g_test_add_func ("/palette/sentences", test_sentences);
  g_test_add_func ("/palette/search", test_search);
  return g_test_run ();
}
