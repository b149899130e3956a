/* setting.h - GrSetting, the value of one attribute of a block, and GrAttribute, its declaration.
 *
 * A setting is a plain value: no ownership, copied by assignment. The inspector, the project file
 * and the command line's --set all read and write settings through these functions, so there is one
 * spelling of each: 3, 0.5, true, [3, 3], [0.5, 2.0], "zeros", "auto", null.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef enum
{
  GR_SETTING_AUTO, /* follows from the data that reaches the block */
  GR_SETTING_NONE, /* PyTorch's None */
  GR_SETTING_BOOL,
  GR_SETTING_INT,
  GR_SETTING_INTS,
  GR_SETTING_FLOAT,
  GR_SETTING_FLOATS,
  GR_SETTING_CHOICE,
} GrSettingKind;

typedef struct
{
  GrSettingKind kind;
  gint          n;                 /* of INTS and FLOATS */
  gint64        ints[GR_MAX_DIMS]; /* of INTS; INT and BOOL are ints[0] */
  gdouble       number;            /* of FLOAT */
  const char   *choice;            /* of CHOICE: one of the attribute's own strings */
  const gdouble *numbers;          /* of FLOATS: interned, for ever */
} GrSetting;

typedef enum
{
  GR_ATTRIBUTE_INT,
  GR_ATTRIBUTE_INTS, /* one number or a list: see .n */
  GR_ATTRIBUTE_FLOAT,
  GR_ATTRIBUTE_FLOATS, /* a list of any length but 0: one number a class, say */
  GR_ATTRIBUTE_BOOL,
  GR_ATTRIBUTE_CHOICE,
} GrAttributeType;

/* Where an "auto" value comes from. */
typedef enum
{
  GR_AUTO_NEVER,    /* "auto" is not allowed */
  GR_AUTO_LAST_DIM, /* the last size of the input: in_features */
  GR_AUTO_CHANNELS, /* size 1 of the input: in_channels, num_features */
  GR_AUTO_SAMPLE,   /* every size but the batch: normalized_shape */
  GR_AUTO_DATA,     /* the data set's own shape: an Input's */
  GR_AUTO_KERNEL,   /* the block's kernel_size: a pooling's stride */
} GrAutoRule;

/* A row's attribute; a list of them ends with a NULL name. */
typedef struct
{
  const char        *name; /* PyTorch's: "kernel_size" */
  GrAttributeType    type;
  const char        *initial; /* as gr_setting_parse() reads it: "3", "auto", "none", "zeros" */
  GrAutoRule         follows;
  gboolean           optional; /* None is allowed */
  gboolean           required; /* PyTorch has no such default: files and code say it always */
  gint               n; /* of INTS: 2 for a pair, where one number stands for both; 0: any length */
  gdouble            minimum, maximum; /* both 0: no limits */
  const char *const *choices;          /* NULL-terminated; of INTS: words in place of numbers */
  const char        *unit;             /* what the number counts, for messages: "features" */
  const char        *help;             /* one sentence; N_() */
} GrAttribute;

#define GR_CHOICES(...) ((const char *const[]){ __VA_ARGS__, NULL })

GrSetting gr_setting_auto  (void);
GrSetting gr_setting_none  (void);
GrSetting gr_setting_bool  (gboolean value);
GrSetting gr_setting_int   (gint64 value);
GrSetting gr_setting_float (gdouble value);
GrSetting gr_setting_ints  (GrInts values); /* at most GR_MAX_DIMS, which the caller sees to */
/* The list is kept for as long as the program runs, once however often it is set: that is what lets
 * a setting be a plain value. */
GrSetting gr_setting_floats (const gdouble *values, gint n);

gboolean  gr_setting_equal (const GrSetting *a, const GrSetting *b);

/* Reads what a person writes ("3", "3,3", "[3, 3]", "(3, 3)", "auto", "none", "true", "zeros") for
 * @attribute and checks it. GR_ERROR_ARGUMENT: "kernel_size takes whole numbers of at least 1, not
 * 0". */
gboolean  gr_setting_parse (const GrAttribute *attribute, const char *text, GrSetting *setting,
                            GError **error);
/* Checks type, range and number of values; a whole number is taken for a float, one number for a
 * list, whole numbers for floats, and a choice is replaced by the attribute's own string. */
gboolean  gr_setting_check (const GrAttribute *attribute, GrSetting *setting, GError **error);
/* "3", "[3, 3]", "0.5", "[0.5, 2.0]", "true", "zeros", "auto", "none": what gr_setting_parse()
 * reads. (transfer full) */
char     *gr_setting_to_string (const GrSetting *setting);
/* "(3, 3)", "True", "None", "1e-05", "'zeros'": as Python prints it; "torch.tensor([0.5, 2.0])",
 * which is what PyTorch takes for a list of floats. (transfer full) */
char     *gr_setting_to_python (const GrSetting *setting);
/* A double as Python's repr prints it: the shortest digits that read back. (transfer full) */
char     *gr_python_float      (gdouble value);

G_END_DECLS
