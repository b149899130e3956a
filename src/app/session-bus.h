/* session-bus.h - says once that there is no session bus, where there is none. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where there is no session bus, GLib looks for one anew whenever it is asked for one, as by each
 * of GTK's file dialogs, by trying to start dbus-launch: with hundreds of megabytes of data in
 * memory that takes as long as copying the tables of their pages. Where that program is not
 * installed either, this makes the answer be no at once. To be called first of all, before there
 * are threads. */
void gradus_session_bus_settle (void);

G_END_DECLS
