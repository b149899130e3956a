/* next.h - what the one button of training does next: it trains, pauses or continues. The header of
 * the window and the page of training have such a button each, which say the same.
 */
#pragma once

#include "training.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_NEXT_TRAIN,
  GRADUS_NEXT_PAUSE,
  GRADUS_NEXT_CONTINUE,
  GRADUS_N_NEXT,
} GradusNext;

GradusNext  gradus_training_next         (GradusTraining *training);
/* Whether that can be done now. */
gboolean    gradus_training_can_next     (GradusTraining *training);
/* What it does, or why it cannot, for a tooltip. (transfer full) */
char       *gradus_training_next_tooltip (GradusTraining *training);
void        gradus_training_do_next      (GradusTraining *training);
/* "Train". */
const char *gradus_next_label            (GradusNext next);
/* The same with the underline of a mnemonic. */
const char *gradus_next_mnemonic         (GradusNext next);

/* Calls @update with @object whenever any of that may be another, as long as both live. */
void        gradus_training_follow_next  (GradusTraining *training, GCallback update,
                                          gpointer object);

G_END_DECLS
