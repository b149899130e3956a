/* start-page.h - GradusStartPage: what a window shows before a project is open: recent projects,
 * templates.
 *
 * It changes nothing itself: a card or row activates win.open-template (a template's name) or
 * win.open-path (a file's path).
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_START_PAGE (gradus_start_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusStartPage, gradus_start_page, GRADUS, START_PAGE, AdwBin)

/* How many recent projects are offered. */
#define GRADUS_START_PAGE_RECENTS 6

/* Looks again what was used lately. */
void gradus_start_page_refresh (GradusStartPage *self);

G_END_DECLS
