/* setting-words.h - what the form calls the settings of a project: for where runs are compared. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of the key @setting: "Epochs" of "training.epochs", "Random crop: padding" of
 * "transforms.random_crop.padding"; itself where the form has no such, as
 * "conv1.out_channels". (transfer full) */
char *gradus_setting_title (const char *setting);
/* Of a value of it, as the file has it: "Shuffled" of "random". (transfer full) */
char *gradus_setting_value (const char *setting, const char *value);

G_END_DECLS
