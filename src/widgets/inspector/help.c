/* help.c - all that the tables say of a kind of block: see help.h. */
#include "help.h"

#include <glib/gi18n.h>

#include "formula.h"

G_GNUC_PRINTF (2, 3)
static void
append (GString *text, const char *format, ...)
{
  va_list args;
  char *escaped;

  va_start (args, format);
  escaped = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append (text, escaped);
  g_free (escaped);
}

/* "kernel_size = 3", and below it what the attribute is. */
static void
append_attribute (GString *text, const GrAttribute *attribute)
{
  append (text, "\n\n<b>%s</b> = %s", attribute->name, attribute->initial);
  if (attribute->help)
    append (text, "\n%s", _ (attribute->help));
  if (attribute->choices)
    {
      g_autofree char *choices = g_strjoinv (", ", (char **) attribute->choices);

      append (text, "\n<i>%s</i>", choices);
    }
}

char *
gradus_help_markup (const GrBlockKind *kind)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *formula = gradus_formula_text (kind, NULL);

  append (text, "<b>%s</b> · %s\n%s", kind->name, _ (gr_category_name (kind->category)),
          _ (kind->summary));
  if (kind->pytorch)
    append (text, "\n\n%s <tt>%s</tt>", _ ("In PyTorch:"), kind->pytorch);
  if (formula)
    append (text, "\n\n<tt>%s</tt>", formula);
  for (guint i = 0; i < gr_block_kind_n_attributes (kind); i++)
    append_attribute (text, &kind->attributes[i]);
  return g_strdup (text->str);
}

static void
make_popover (GtkMenuButton *button, gpointer kind)
{
  g_autofree char *markup = gradus_help_markup (kind);
  GtkWidget *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* So that the arrow keys scroll. */
  gtk_widget_set_focusable (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "block-help");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_widget_set_size_request (scrolled, 320, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_menu_button_set_popover (button, popover);
}

GtkWidget *
gradus_help_button_new (const GrBlockKind *kind)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autofree char *title = g_strdup_printf (_ ("About %s"), kind->name);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "help-about-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_popover, (gpointer) kind,
                                         NULL);
  gtk_widget_set_tooltip_text (button, title);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  return button;
}
