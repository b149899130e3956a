/* frame-memory.h - keeps the memory through which a window's frames go to an X server.
 *
 * Where there is no GPU, GTK's Cairo renderer gives the X server each frame through memory that
 * Cairo shares with it. Cairo gives that memory back to the system whenever nothing lies in it, so
 * after each frame, and the system clears as much for the next: 3 of the 7 ms that a frame of
 * 1280×800 took. Cairo keeps it for as long as one picture of a frame's size lies there too.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Holds such a picture while @window is shown. Does nothing where frames take another way: with
 * another renderer, or on another windowing system. */
void gradus_frame_memory_keep (GtkWindow *window);

G_END_DECLS
