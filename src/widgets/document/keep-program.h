/* keep-program.h - work that has to come to its end, though the last window may close meanwhile:
 * files that are being written, runs that are being stopped. */
#pragma once

/* From the main thread, in pairs. Nothing happens in a program without a GApplication. */
void gradus_keep_program    (void);
void gradus_let_program_end (void);
