/* names.c - that a screen reader has a name for all that a person can act on: a part of the driver,
 * since every page and dialog that is driven can be looked over. */
#include "driver.h"

#include <string.h>

/* Whether @thing is in a row of a list, or in a combo row. */
static gboolean
is_in_row (Accessible *thing)
{
  g_autoptr (Accessible) parent = accessible_parent (thing);

  const AtspiRole role = parent ? accessible_role (parent) : ATSPI_ROLE_INVALID;

  return role == ATSPI_ROLE_LIST_ITEM || role == ATSPI_ROLE_COMBO_BOX
         || (parent && is_in_row (parent));
}

/* The button in a menu button or a drop-down list is named by that; and the row in which
 * libadwaita's combo row shows what is chosen, by the combo row. */
static gboolean
is_part (Accessible *thing)
{
  g_autoptr (Accessible) parent = accessible_parent (thing);
  const AtspiRole role = parent ? accessible_role (parent) : ATSPI_ROLE_INVALID;
  g_autofree char *name = parent ? accessible_name (parent) : NULL;

  return role == ATSPI_ROLE_PUSH_BUTTON || role == ATSPI_ROLE_COMBO_BOX
         || (g_strcmp0 (name, "GtkListView") == 0 && is_in_row (parent));
}

/* "frame › panel › combo box “Split”": for a person to find it. (transfer full) */
static char *
place_of (Accessible *thing)
{
  g_autoptr (Accessible) parent = accessible_parent (thing);
  g_autofree char *name = accessible_name (thing);
  g_autofree char *above = NULL;

  if (!parent || accessible_role (thing) == ATSPI_ROLE_FRAME)
    return g_strdup (name);
  above = place_of (parent);
  return *name ? g_strdup_printf ("%s › %s", above, name) : g_steal_pointer (&above);
}

/* GTK calls what nobody named by its class. */
static gboolean
is_named (Accessible *thing)
{
  g_autofree char *name = accessible_name (thing);

  return *name && !g_str_has_prefix (name, "Gtk") && !g_str_has_prefix (name, "Adw")
         && !g_str_has_prefix (name, "Gradus");
}

/* Whether it can have the focus, or was drawn by hand: no icon that adorns a text, no row that only
 * holds others. What was never shown has no place yet, and nothing to be named after. */
static gboolean
is_telling (Accessible *thing)
{
  g_autofree char *name = accessible_name (thing);
  AccessiblePlace place;

  return accessible_place (thing, &place)
         && (g_str_has_prefix (name, "Gradus") || accessible_is (thing, ATSPI_STATE_FOCUSABLE));
}

/* GTK's own dialog for files is as it is. */
static gboolean
is_of_chooser (Accessible *thing)
{
  g_autoptr (Accessible) parent = accessible_parent (thing);
  g_autofree char *name = accessible_name (thing);

  return strcmp (name, "GtkFileChooserWidget") == 0 || (parent && is_of_chooser (parent));
}

/* Things that one can act on or go to, without a name to say what they are. */
static gboolean
find_nameless (Accessible *thing, gpointer user)
{
  static const AtspiRole acts[] = { ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON,
                                    ATSPI_ROLE_CHECK_BOX,   ATSPI_ROLE_SLIDER,
                                    ATSPI_ROLE_SPIN_BUTTON, ATSPI_ROLE_COMBO_BOX,
                                    ATSPI_ROLE_TEXT,        ATSPI_ROLE_RADIO_BUTTON };
  static const AtspiRole holds[] = { ATSPI_ROLE_LIST_ITEM, ATSPI_ROLE_TABLE_CELL,
                                     ATSPI_ROLE_IMAGE };
  const AtspiRole role = accessible_role (thing);
  gboolean is_one = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    is_one = is_one || role == acts[i];
  for (gsize i = 0; i < G_N_ELEMENTS (holds); i++)
    is_one = is_one || (role == holds[i] && is_telling (thing));
  if (is_one && !is_named (thing) && !is_part (thing) && !is_of_chooser (thing))
    {
      g_autofree char *place = place_of (thing), *role_name = accessible_role_name (thing);

      g_test_message ("a %s has no name: %s", role_name, place);
      ++*(guint *) user;
    }
  return FALSE;
}

guint
driver_count_nameless (Driver *driver)
{
  guint nameless = 0;

  driver_visit (driver, find_nameless, &nameless);
  return nameless;
}
