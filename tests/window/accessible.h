/* accessible.h - what a screen reader is told of another program: its windows, buttons and texts,
 * as things with a role, a name, states and a place, one within the other.
 *
 * For the driver. It asks over D-Bus, by the protocol of AT-SPI 2 (the interfaces org.a11y.atspi.*,
 * https://gitlab.gnome.org/GNOME/at-spi2-core/-/tree/main/xml), and keeps nothing of the answers:
 * what a program shows changes under the hand. What has gone meanwhile has no name, no children and
 * no place; that is no error.
 */
#pragma once

#include <glib.h>

typedef struct _Accessible Accessible; /* reference-counted */

/* The protocol's numbers, as far as the tests speak of them. */
typedef enum
{
  ATSPI_ROLE_INVALID = 0,
  ATSPI_ROLE_CHECK_BOX = 7,
  ATSPI_ROLE_COMBO_BOX = 11,
  ATSPI_ROLE_DIALOG = 16,
  ATSPI_ROLE_FRAME = 23,
  ATSPI_ROLE_IMAGE = 27,
  ATSPI_ROLE_LABEL = 29,
  ATSPI_ROLE_LIST_ITEM = 32,
  ATSPI_ROLE_PAGE_TAB = 37,
  ATSPI_ROLE_PUSH_BUTTON = 43,
  ATSPI_ROLE_RADIO_BUTTON = 44,
  ATSPI_ROLE_SLIDER = 51,
  ATSPI_ROLE_SPIN_BUTTON = 52,
  ATSPI_ROLE_TABLE_CELL = 56,
  ATSPI_ROLE_TEXT = 61,
  ATSPI_ROLE_TOGGLE_BUTTON = 62,
  ATSPI_ROLE_WINDOW = 69,
} AtspiRole;

typedef enum
{
  ATSPI_STATE_CHECKED = 4,
  ATSPI_STATE_FOCUSABLE = 11,
  ATSPI_STATE_FOCUSED = 12,
  ATSPI_STATE_VISIBLE = 30,
} AtspiState;

/* In pixels of the thing's window. */
typedef struct
{
  gint x, y, width, height;
} AccessiblePlace;

/* Connects to the bus of assistive technologies, which the session bus starts. */
void        accessible_connect (void);

/* The program that came last of those whose name ends in @name and that show something, or NULL.
 * (transfer full) */
Accessible *accessible_find_program (const char *name);

Accessible *accessible_ref   (Accessible *thing);
void        accessible_unref (Accessible *thing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Accessible, accessible_unref)

gint        accessible_n_children (Accessible *thing);
Accessible *accessible_child      (Accessible *thing, gint index); /* (transfer full), or NULL */
Accessible *accessible_parent     (Accessible *thing);             /* (transfer full), or NULL */

AtspiRole   accessible_role      (Accessible *thing);
char       *accessible_role_name (Accessible *thing); /* "push button" (transfer full) */
char       *accessible_name      (Accessible *thing); /* "" where it has none (transfer full) */
gboolean    accessible_is        (Accessible *thing, AtspiState state);

/* FALSE where it has no place: it was never shown. */
gboolean    accessible_place    (Accessible *thing, AccessiblePlace *place);
/* Does what a click on it would; FALSE where that is nothing. */
gboolean    accessible_activate (Accessible *thing);
