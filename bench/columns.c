/* columns.c - see columns.h. */
#include "columns.h"

GrEdit *
bench_columns (guint n, guint rows)
{
  static const char *const kinds[] = { "Conv2d", "BatchNorm2d", "ReLU", "Dropout2d" };
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);

  for (guint i = 0; i < n; i++)
    {
      const guint row = i % rows, column = i / rows;
      g_autofree char *id = g_strdup_printf ("b%u", i);
      g_autofree char *before = g_strdup_printf ("b%u", i - 1);
      g_autoptr (GrBlock) block = gr_block_new (
          id, row ? kinds[(row - 1) % G_N_ELEMENTS (kinds)] : "Input", id, NULL);

      if (row == 0)
        gr_setting_parse (&block->kind->attributes[0], "3,32,32", &block->settings[0], NULL);
      if (row && g_str_equal (block->kind_name, "Conv2d"))
        gr_setting_parse (&block->kind->attributes[4], "1", &block->settings[4], NULL);
      block->x = column * 272.0;
      block->y = row * 80.0;
      g_ptr_array_add (edits, gr_edit_add_block (block, GR_AT_END));
      if (row)
        g_ptr_array_add (edits, gr_edit_add_link (before, id, 0, GR_AT_END));
    }
  return gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len);
}
