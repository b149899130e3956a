/* rate-entry.c - see rate-entry.h. */
#include "rate-entry.h"

#include <glib/gi18n.h>
#include <math.h>

#include "settings/expression.h"

gdouble
gradus_read_rate (const char *text)
{
  gdouble rate;

  return gradus_expression_evaluate (text, &rate) && rate >= 0 ? rate : NAN;
}

char *
gradus_rate_entry_mark (GtkEntry *entry, gboolean wrong)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (entry);
  g_autofree char *message = NULL;

  if (!wrong)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
      gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      return NULL;
    }
  /* Translators: %s is what was typed, such as “0,1” or “-5” */
  message = g_strdup_printf (_ ("“%s” is not a learning rate: one is a positive number with a "
                                "point, such as 0.1."),
                             gtk_editable_get_text (GTK_EDITABLE (entry)));
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
  return g_steal_pointer (&message);
}
