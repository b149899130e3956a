/* accessible.c - what a screen reader is told of another program: see accessible.h.
 *
 * libatspi, which could do this, keeps a cache of what it saw, and version 2.46 now and then calls
 * itself without end over what a program left that has just ended.
 */
#include "accessible.h"

#include <gio/gio.h>

#define REGISTRY   "org.a11y.atspi.Registry"
#define ROOT       "/org/a11y/atspi/accessible/root"
#define ACCESSIBLE "org.a11y.atspi.Accessible"

/* A thing is known by who shows it and by what it is called there. */
struct _Accessible
{
  char *bus;
  char *path;
};

static GDBusConnection *connection;

void
accessible_connect (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) answer = NULL;
  const char *address;

  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus",
                                        "GetAddress", NULL, G_VARIANT_TYPE ("(s)"),
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(&s)", &address);
  connection = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
}

/* --- things ----------------------------------------------------------------------------------- */

static Accessible *
accessible_new (const char *bus, const char *path)
{
  Accessible *thing = g_rc_box_new (Accessible);

  thing->bus = g_strdup (bus);
  thing->path = g_strdup (path);
  return thing;
}

static void
clear (gpointer memory)
{
  Accessible *thing = memory;

  g_free (thing->bus);
  g_free (thing->path);
}

Accessible *
accessible_ref (Accessible *thing)
{
  return g_rc_box_acquire (thing);
}

void
accessible_unref (Accessible *thing)
{
  g_rc_box_release_full (thing, clear);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* NULL where the thing has gone, or has no such interface. (transfer full) */
static GVariant *
ask (Accessible *thing, const char *interface, const char *method, GVariant *parameters,
     const char *type)
{
  return g_dbus_connection_call_sync (connection, thing->bus, thing->path, interface, method,
                                      parameters, G_VARIANT_TYPE (type), G_DBUS_CALL_FLAGS_NONE, -1,
                                      NULL, NULL);
}

static GVariant *
ask_property (Accessible *thing, const char *property)
{
  g_autoptr (GVariant) answer = ask (thing, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", ACCESSIBLE, property), "(v)");
  GVariant *value = NULL;

  if (answer)
    g_variant_get (answer, "(v)", &value);
  return value;
}

/* From a reference "(so)"; the protocol's null is a path of its own. */
static Accessible *
referred (GVariant *reference)
{
  const char *bus, *path;

  g_variant_get (reference, "(&s&o)", &bus, &path);
  return g_str_has_suffix (path, "/null") ? NULL : accessible_new (bus, path);
}

gint
accessible_n_children (Accessible *thing)
{
  g_autoptr (GVariant) count = ask_property (thing, "ChildCount");

  return count ? g_variant_get_int32 (count) : 0;
}

Accessible *
accessible_child (Accessible *thing, gint index)
{
  g_autoptr (GVariant) answer = ask (thing, ACCESSIBLE, "GetChildAtIndex",
                                     g_variant_new ("(i)", index), "((so))");
  g_autoptr (GVariant) reference = answer ? g_variant_get_child_value (answer, 0) : NULL;

  return reference ? referred (reference) : NULL;
}

Accessible *
accessible_parent (Accessible *thing)
{
  g_autoptr (GVariant) reference = ask_property (thing, "Parent");

  return reference ? referred (reference) : NULL;
}

AtspiRole
accessible_role (Accessible *thing)
{
  g_autoptr (GVariant) answer = ask (thing, ACCESSIBLE, "GetRole", NULL, "(u)");
  guint32 role = ATSPI_ROLE_INVALID;

  if (answer)
    g_variant_get (answer, "(u)", &role);
  return role;
}

char *
accessible_role_name (Accessible *thing)
{
  g_autoptr (GVariant) answer = ask (thing, ACCESSIBLE, "GetRoleName", NULL, "(s)");
  char *name = NULL;

  if (answer)
    g_variant_get (answer, "(s)", &name);
  return name ? name : g_strdup ("");
}

char *
accessible_name (Accessible *thing)
{
  g_autoptr (GVariant) name = ask_property (thing, "Name");

  return name ? g_variant_dup_string (name, NULL) : g_strdup ("");
}

/* The states are bits of two words. */
gboolean
accessible_is (Accessible *thing, AtspiState state)
{
  g_autoptr (GVariant) answer = ask (thing, ACCESSIBLE, "GetState", NULL, "(au)");
  g_autoptr (GVariant) words = answer ? g_variant_get_child_value (answer, 0) : NULL;
  guint32 word = 0;

  if (words && state / 32 < g_variant_n_children (words))
    g_variant_get_child (words, state / 32, "u", &word);
  return (word >> state % 32) & 1;
}

gboolean
accessible_place (Accessible *thing, AccessiblePlace *place)
{
  const guint32 in_window = 1;
  g_autoptr (GVariant) answer = ask (thing, "org.a11y.atspi.Component", "GetExtents",
                                     g_variant_new ("(u)", in_window), "((iiii))");

  *place = (AccessiblePlace){ 0 };
  if (answer)
    g_variant_get (answer, "((iiii))", &place->x, &place->y, &place->width, &place->height);
  return place->width > 0 && place->height > 0;
}

gboolean
accessible_activate (Accessible *thing)
{
  g_autoptr (GVariant) answer = ask (thing, "org.a11y.atspi.Action", "DoAction",
                                     g_variant_new ("(i)", 0), "(b)");
  gboolean done = FALSE;

  if (answer)
    g_variant_get (answer, "(b)", &done);
  return done;
}

Accessible *
accessible_find_program (const char *name)
{
  g_autoptr (Accessible) registry = accessible_new (REGISTRY, ROOT);

  for (gint i = accessible_n_children (registry) - 1; i >= 0; i--)
    {
      g_autoptr (Accessible) program = accessible_child (registry, i);
      g_autofree char *called = program ? accessible_name (program) : NULL;

      if (called && g_str_has_suffix (called, name) && accessible_n_children (program) > 0)
        return g_steal_pointer (&program);
    }
  return NULL;
}
