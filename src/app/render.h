/* render.h - `gradus render`: a command that draws, and so needs GTK, but no display. */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

extern const GradusCommand gradus_render_command;

G_END_DECLS
