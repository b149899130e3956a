/* rate-changes.h - the learning rates that a person set while a run went on: no setting of its
 * project tells of them. For GradusRun, which keeps them in run.json.
 */
#pragma once

#include "plot/series.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A GArray of these: at which step, from 1, a rate was first trained with. */
typedef struct
{
  gint64 step;
  gdouble lr;
} GradusRateChange;

GArray *gradus_rate_changes_new (void);
/* Those of @node, which may be NULL; what it has that is none is left out. */
void gradus_rate_changes_read (GArray *changes, JsonNode *node);
/* As an array, the value of a member. */
void gradus_rate_changes_write (const GArray *changes, JsonBuilder *json);

/* What was asked for after step @since, as @rates, by step, tell. Whether it is found there: then
 * @changes have it, unless it was the rate already. */
gboolean gradus_rate_changes_find (GArray *changes, GradusSeries *rates, gsize since, gdouble lr);
/* "0.01, then 0.001 from step 300", where @first is "0.01". Those that @rates do not bear out are
 * left out: a run that went on from a checkpoint may not have come to them again. NULL: there is
 * none. (transfer full) */
char *gradus_rate_changes_text (const GArray *changes, GradusSeries *rates, const char *first);

G_END_DECLS
