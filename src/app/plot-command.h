/* plot-command.h - `gradus plot`, for main.c. It stands here and not in cli/ as it draws with the
 * window's own plots; it needs no display. */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

extern const GradusCommand gradus_plot_command;

G_END_DECLS
