/* dot.h - what stands between the parts of a line: used where a line tells several things. */
#pragma once

/* No line that is wrapped begins with it. */
#define GRADUS_DOT "\u00a0· "
