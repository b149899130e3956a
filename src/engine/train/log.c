/* log.c - writes the log of epochs and the losses of steps. See log.h. */
#include "log.h"

#include "../io/atomic.h"

#include <math.h>

/* The columns of the log, in order. */
static const struct
{
  const char *name;
  gsize offset;
} columns[] = {
  { "train_loss", G_STRUCT_OFFSET (GrEpoch, train.loss) },
  { "train_accuracy", G_STRUCT_OFFSET (GrEpoch, train.accuracy) },
  { "val_loss", G_STRUCT_OFFSET (GrEpoch, val.loss) },
  { "val_accuracy", G_STRUCT_OFFSET (GrEpoch, val.accuracy) },
  { "test_loss", G_STRUCT_OFFSET (GrEpoch, test.loss) },
  { "test_accuracy", G_STRUCT_OFFSET (GrEpoch, test.accuracy) },
  { "train_rmse", G_STRUCT_OFFSET (GrEpoch, train.rmse) },
  { "test_rmse", G_STRUCT_OFFSET (GrEpoch, test.rmse) },
  { "lr", G_STRUCT_OFFSET (GrEpoch, lr) },
  { "images_per_second", G_STRUCT_OFFSET (GrEpoch, images_per_second) },
  { "seconds", G_STRUCT_OFFSET (GrEpoch, seconds) },
};

/* Where a pass did not happen its score is all zeros, which would read as a perfect one. */
static gdouble
figure (const GrEpoch *epoch, gsize column)
{
  const char *name = columns[column].name;

  if ((g_str_has_prefix (name, "val_") && epoch->val.items == 0)
      || (g_str_has_prefix (name, "test_") && epoch->test.items == 0))
    return NAN;
  return G_STRUCT_MEMBER (gdouble, epoch, columns[column].offset);
}

/* In digits that read back as the same number, in any locale; "" or null where there is none. */
static void
append_number (GString *text, gdouble value, const char *none)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, isfinite (value) ? g_ascii_dtostr (digits, sizeof digits, value) : none);
}

static void
append_csv (GString *text, const GrEpoch *epoch)
{
  g_string_append_printf (text, "%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT, epoch->epoch,
                          epoch->step);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_string_append_c (text, ',');
      append_number (text, figure (epoch, i), "");
    }
  g_string_append_c (text, '\n');
}

static void
append_json (GString *text, const GrEpoch *epoch)
{
  g_string_append_printf (text, "{\"epoch\": %" G_GINT64_FORMAT ", \"step\": %" G_GINT64_FORMAT,
                          epoch->epoch, epoch->step);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_string_append_printf (text, ", \"%s\": ", columns[i].name);
      append_number (text, figure (epoch, i), "null");
    }
  g_string_append (text, "}\n");
}

gboolean
gr_log_write (GrSeries *epochs, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const gboolean as_json = g_str_has_suffix (path, ".jsonl");

  if (!as_json)
    {
      g_string_append (text, "epoch,step");
      for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
        g_string_append_printf (text, ",%s", columns[i].name);
      g_string_append_c (text, '\n');
    }
  for (gsize i = 0; i < gr_series_length (epochs); i++)
    if (as_json)
      append_json (text, gr_series_at (epochs, i));
    else
      append_csv (text, gr_series_at (epochs, i));
  return gr_atomic_write (path, text->str, text->len, error);
}

gboolean
gr_log_write_steps (GrTrainer *trainer, const char *path, GError **error)
{
  GrSeries *losses = gr_trainer_losses (trainer);
  g_autoptr (GString) text = g_string_new ("step,loss\n");

  for (gsize i = 0; i < gr_series_length (losses); i++)
    {
      g_string_append_printf (text, "%" G_GSIZE_FORMAT ",", i + 1);
      append_number (text, gr_trainer_loss (trainer, i), "nan");
      g_string_append_c (text, '\n');
    }
  return gr_atomic_write (path, text->str, text->len, error);
}
