/* hand.h - the mouse and the keyboard in the hand of a test of widgets: real events, by xdotool, to
 * the windows of the test's own program, so that gestures, modifiers and controllers are part of
 * what is tested. Each function returns when what it did has been handled and drawn.
 *
 * Points are in the coordinates of the widget that is given.
 */
#pragma once

#include <gtk/gtk.h>

/* Moves the pointer there. */
void hand_point        (GtkWidget *widget, gdouble x, gdouble y);
/* Button 1 is the left one, 2 the middle, 3 the right. */
void hand_press        (guint button);
void hand_release      (guint button);
void hand_click        (GtkWidget *widget, gdouble x, gdouble y);
/* In its middle, once it has a place. */
void hand_click_on     (GtkWidget *widget);
void hand_double_click (GtkWidget *widget, gdouble x, gdouble y);
/* With button 1, by way of the middle. */
void hand_drag         (GtkWidget *widget, gdouble from_x, gdouble from_y, gdouble to_x,
                        gdouble to_y);
/* So many notches of the wheel, away from the user where positive. */
void hand_wheel        (gint notches);
/* Holds a key, "Shift_L", "Alt_L", "space", until it is let go, over the window pointed at last. */
void hand_hold         (const char *key);
void hand_let_go       (const char *key);
/* A chord, "ctrl+z", to the window of @widget, which gets the focus as from a window manager. */
void hand_key          (GtkWidget *widget, const char *chord);
