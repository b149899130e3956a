/* look.h - what a block or a group of a model shows on the canvas, in words. */
#pragma once

#include "block-draw.h"
#include "model/model.h"

G_BEGIN_DECLS

/* Both fill @look, which gradus_block_look_clear() frees. @linked has a bit for each input that a
 * link goes to. Marks, and what a group has to do with the outside, are the caller's: see scene.c.
 */
void gradus_look_at_block (GradusBlockLook *look, GrModel *model, const GrBlock *block,
                           guint64 linked);
/* The same look after what the model keeps has become another. */
void gradus_look_at_weights (GradusBlockLook *look, GrModel *model, const GrBlock *block);
void gradus_look_at_group (GradusBlockLook *look, GrModel *model, const GrGroup *group);
/* "1 → 6, 5×5, padding 2": what was set, the required first, and what else is not as it was;
 * (transfer full) */
char *gradus_settings_text (const GrBlock *block, const GrBlockInfo *info);
/* "conv1, Conv2d, 1 → 6, 5×5, output N×6×24×24": for a screen reader. (transfer full) */
char *gradus_look_sentence (const GradusBlockLook *look);

G_END_DECLS
