/* field-row.h - GradusFieldRow: one setting as a row with the control that fits its type.
 *
 * Attributes of blocks, options of optimisers and schedules, parameters of transforms and data sets
 * all become these rows, each from its own table (see GradusField). A row holds its value as text,
 * spelled as the project file and the command line spell it; who makes the row reads and checks it.
 * The text of an entry is given out with its arithmetic done ("2*64" as "128") at every key, and
 * tidied when the entry is left.
 *
 * Signals:
 *   "edited" (const char *text)  the person chose or typed this; answer with
 * gradus_field_row_set_error() "done"                       the entry was left, a switch was
 * turned: what comes next is another step
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  GRADUS_FIELD_WORDS,  /* an entry; the text as it is typed */
  GRADUS_FIELD_NUMBER, /* an entry for numbers and lists of them, or what else the reader takes */
  GRADUS_FIELD_WHOLE,  /* a spin button */
  GRADUS_FIELD_SWITCH, /* "true" and "false" */
  GRADUS_FIELD_CHOICE, /* one of .choices */
} GradusFieldKind;

/* All strings are borrowed until the row is made. */
typedef struct
{
  const char *name; /* shown as it is: PyTorch's word, or a translated one */
  const char *help; /* one sentence, translated */
  GradusFieldKind kind;
  gdouble minimum, maximum;   /* of WHOLE */
  const char *const *choices; /* of CHOICE: what the value is */
  const char *const *labels;  /* of CHOICE: what is shown; NULL: the values */
  const char *placeholder;    /* what an empty entry means, or NULL */
} GradusField;

#define GRADUS_TYPE_FIELD_ROW (gradus_field_row_get_type ())
G_DECLARE_FINAL_TYPE (GradusFieldRow, gradus_field_row, GRADUS, FIELD_ROW, AdwActionRow)

GtkWidget *gradus_field_row_new (const GradusField *field);
/* (transfer none) */
const char *gradus_field_row_name (GradusFieldRow *self);
/* What the project has now. While an entry is typed in, its text stays as it is typed. NULL where
 * several blocks have different values. */
void gradus_field_row_set_value (GradusFieldRow *self, const char *text);
void gradus_field_row_set_placeholder (GradusFieldRow *self, const char *text);
/* Marks the row as wrong and says why; NULL: it is right. */
void gradus_field_row_set_error (GradusFieldRow *self, const char *message);
/* Says what is doubtful of a value that is taken, without a full stop; NULL: nothing. */
void gradus_field_row_set_warning (GradusFieldRow *self, const char *message);
gboolean gradus_field_row_has_error (GradusFieldRow *self);
/* The entry, spin button, switch or drop-down. (transfer none) */
GtkWidget *gradus_field_row_control (GradusFieldRow *self);

G_END_DECLS
