/* fit-dialog.c - see fit-dialog.h. */
#include "fit-dialog.h"

#include <glib/gi18n.h>

#include "document/weights-words.h"
#include "style/count.h"
#include "style/one-stop.h"
#include "style/scroll-fit.h"
#include "style/text-row.h"

#define LIST_HEIGHT 240 /* at most; longer lists scroll */
#define LETTERS     24 /* that the names' column is made for */
#define CHECK_KEY   "gradus-start"
#define NAME_KEY    "gradus-name"

/* --- a tensor in words --------------------------------------------------------------------------
 */

static char *
detail (const GrFitRow *row)
{
  g_autofree char *given = gradus_weights_shape (row->given, row->given_ndim);
  g_autofree char *wanted = gradus_weights_shape (row->wanted, row->wanted_ndim);

  switch (row->fit)
    {
    case GR_FIT_SHAPE:
      /* Translators: two shapes: "is 10×84 in the file, 5×84 in the model" */
      return g_strdup_printf (_ ("is %s in the file, %s in the model"), given, wanted);
    case GR_FIT_MISSING:
      return g_strdup (_ ("is not in the file"));
    case GR_FIT_UNEXPECTED:
      return g_strdup_printf (_ ("%s, is not in the model"), given);
    case GR_FIT_TAKEN:
    default:
      return g_strdup_printf (_ ("%s, fits"), given);
    }
}

/* Of texts as detail() gives them, each with the name of its tensor; what does not fit first. */
static GListModel *
lines (const GrWeightsFit *fit)
{
  static const GrFit order[] = { GR_FIT_SHAPE, GR_FIT_MISSING, GR_FIT_UNEXPECTED, GR_FIT_TAKEN };
  GListStore *list = g_list_store_new (GTK_TYPE_STRING_OBJECT);

  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < fit->rows->len; i++)
      {
        const GrFitRow *row = &g_array_index (fit->rows, GrFitRow, i);
        g_autofree char *text = row->fit == order[k] ? detail (row) : NULL;
        g_autoptr (GtkStringObject) line = text ? gtk_string_object_new (text) : NULL;

        if (!line)
          continue;
        g_object_set_data_full (G_OBJECT (line), NAME_KEY, g_strdup (row->name), g_free);
        g_list_store_append (list, line);
      }
  return G_LIST_MODEL (list);
}

/* --- the list -----------------------------------------------------------------------------------
 */

enum
{
  NAME,
  DETAIL,
  N_COLUMNS
};

static void
set_up_line (GtkListItemFactory *factory, GtkListItem *item, GradusTextColumns *columns)
{
  gtk_list_item_set_child (item, gradus_text_row_new (columns));
  gtk_list_item_set_activatable (item, FALSE);
}

/* "conv1.weight: 6×1×5×5, fits" (transfer full) */
static char *
words_of (GradusTextRow *row)
{
  return g_strdup_printf (_ ("%s: %s"), gradus_text_row_get (row, NAME),
                          gradus_text_row_get (row, DETAIL));
}

static void
bind_line (GtkListItemFactory *factory, GtkListItem *item)
{
  GradusTextRow *row = GRADUS_TEXT_ROW (gtk_list_item_get_child (item));
  GtkStringObject *line = gtk_list_item_get_item (item);
  g_autofree char *words = NULL;

  gradus_text_row_set (row, NAME, g_object_get_data (G_OBJECT (line), NAME_KEY));
  gradus_text_row_set (row, DETAIL, gtk_string_object_get_string (line));
  words = words_of (row);
  /* The cell around it is what the keyboard goes to. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* What is cut off: for the whole list, since each widget with a tooltip of its own asks the X
 * server where the pointer is. */
static gboolean
query_tooltip (GtkWidget *view, gint x, gint y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkWidget *row = keyboard ? NULL : gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);
  g_autofree char *words = GRADUS_IS_TEXT_ROW (row) ? words_of (GRADUS_TEXT_ROW (row)) : NULL;

  gtk_tooltip_set_text (tooltip, words);
  return words != NULL;
}

/* As wide as the texts, within reason: what is the matter has the room it needs before names do,
 * which get what is left. */
static GradusTextColumns *
columns_new (GListModel *lines)
{
  GradusTextColumns *columns = gradus_text_columns_new (N_COLUMNS, 12);

  gradus_text_columns_set (columns, NAME, FALSE, TRUE);
  gradus_text_columns_cut (columns, NAME, PANGO_ELLIPSIZE_START);
  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr (GtkStringObject) line = g_list_model_get_item (lines, i);

      gradus_text_columns_grow_to (columns, NAME, g_object_get_data (G_OBJECT (line), NAME_KEY),
                                   LETTERS);
      gradus_text_columns_grow_to (columns, DETAIL, gtk_string_object_get_string (line),
                                   2 * LETTERS);
    }
  return columns;
}

static void
columns_free (gpointer columns, GClosure *closure)
{
  gradus_text_columns_unref (columns);
}

static GtkWidget *
list_new (const GrWeightsFit *fit)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GListModel *all = lines (fit);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view;

  g_signal_connect_data (factory, "setup", G_CALLBACK (set_up_line), columns_new (all),
                         columns_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_line), NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (all)), factory);
  gtk_widget_set_has_tooltip (view, TRUE);
  g_signal_connect (view, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Tensors of the file and of the model"), -1);
  gtk_widget_add_css_class (view, "tensors");
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_add_css_class (scrolled, "fit-list");
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN); /* its corners are round */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_layout_manager (box, g_object_new (GRADUS_TYPE_SCROLL_FIT, "most", LIST_HEIGHT,
                                                    NULL));
  gtk_box_append (GTK_BOX (box), scrolled);
  return gradus_one_stop_new (box);
}

/* --- the dialog ---------------------------------------------------------------------------------
 */

static char *
summary (const char *file, const GrWeightsFit *fit)
{
  const guint n = fit->rows->len - fit->n[GR_FIT_UNEXPECTED];

  if (fit->n[GR_FIT_TAKEN] == 0)
    return g_strdup_printf (_ ("Nothing in “%s” fits the model."), file);
  if (fit->n[GR_FIT_TAKEN] == fit->rows->len)
    return g_strdup_printf (_ ("“%s” has all that the model needs."), file);
  g_autofree char *taken = gradus_count (fit->n[GR_FIT_TAKEN]), *all = gradus_count (n);
  return g_strdup_printf (
      ngettext ("“%s” fits %s of the %s tensor of the model. The others stay as they are.",
                "“%s” fits %s of the %s tensors of the model. The others stay as they are.", n),
      file, taken, all);
}

GtkWidget *
gradus_fit_dialog_new (GtkWindow *parent, const char *file, const GrWeightsFit *fit)
{
  g_autofree char *body = summary (file, fit);
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Load Weights"), body);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *start = gtk_check_button_new_with_mnemonic (_ ("_Start the next run from them"));

  gtk_box_append (GTK_BOX (box), list_new (fit));
  gtk_box_append (GTK_BOX (box), start);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (start), TRUE);
  g_object_set_data (G_OBJECT (dialog), CHECK_KEY, start);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_widget_set_visible (start, fit->n[GR_FIT_TAKEN] > 0);
  if (fit->n[GR_FIT_TAKEN] == 0)
    return dialog;
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), GRADUS_FIT_TAKE,
                                   _ ("_Take What Fits"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), GRADUS_FIT_TAKE,
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), GRADUS_FIT_TAKE);
  return dialog;
}

gboolean
gradus_fit_dialog_starts (GtkWidget *dialog)
{
  return gtk_check_button_get_active (g_object_get_data (G_OBJECT (dialog), CHECK_KEY));
}
