/* fit-dialog.c - see fit-dialog.h. */
#include "fit-dialog.h"

#include <glib/gi18n.h>

#include "document/weights-words.h"
#include "style/count.h"

#define LIST_HEIGHT 240
#define CHECK_KEY   "gradus-start"

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

/* "conv1.weight: 6×1×5×5, fits", what does not fit first. (transfer full) */
static GtkStringList *
lines (const GrWeightsFit *fit)
{
  static const GrFit order[] = { GR_FIT_SHAPE, GR_FIT_MISSING, GR_FIT_UNEXPECTED, GR_FIT_TAKEN };
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < fit->rows->len; i++)
      {
        const GrFitRow *row = &g_array_index (fit->rows, GrFitRow, i);
        g_autofree char *text = row->fit == order[k] ? detail (row) : NULL;

        if (text)
          gtk_string_list_take (list, g_strdup_printf ("%s: %s", row->name, text));
      }
  return list;
}

/* --- the list -----------------------------------------------------------------------------------
 */

static void
set_up_line (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 3);
  gtk_widget_set_margin_bottom (label, 3);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_line (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (label), text);
  /* The cell around it is what the keyboard goes to. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkWidget *
list_new (const GrWeightsFit *fit)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *model = GTK_SELECTION_MODEL (
      gtk_no_selection_new (G_LIST_MODEL (lines (fit))));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view;

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_line), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_line), NULL);
  view = gtk_list_view_new (model, factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Tensors of the file and of the model"), -1);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  return scrolled;
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
