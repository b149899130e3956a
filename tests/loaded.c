/* loaded.c - what libraries allocate while they are loaded counts as no leak: part of the programs
 * with a window in the build for AddressSanitizer.
 *
 * GLib makes its first table of quarks then, and leaves it behind, on purpose, when there come to
 * be more than 2,048 of them (gquark.c: “This leaks the old quarks array”); GTK and the window
 * together have about as many. A suppression cannot name it: the sanitizer sees no further than
 * g_malloc().
 */
#include <sanitizer/lsan_interface.h>

/* The linker's .preinit_array of a program comes before all libraries, its constructors after. */
static void
look_away (void)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"), used)) static void (*const before_libraries) (void)
    = look_away;

__attribute__ ((constructor)) static void
look_again (void)
{
  __lsan_enable ();
}
