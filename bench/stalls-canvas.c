/* stalls-canvas.c - bench/stalls: the canvas with 200 and 1,000 blocks. */
#include "canvas/gradus-canvas.h"
#include "stalls-files.h"
#include "stalls.h"
#include "turns.h"

static gboolean
on_canvas (gpointer action)
{
  return stalls_act_on (GRADUS_TYPE_CANVAS, action);
}

static gboolean
undo (gpointer unused)
{
  return stalls_act ("win.undo");
}

static gboolean
redo (gpointer unused)
{
  return stalls_act ("win.redo");
}

static gboolean
select_first (gpointer n)
{
  GrModel *model = gradus_document_model (stalls.window->document);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < GPOINTER_TO_UINT (n); i++)
    g_ptr_array_add (ids, gr_model_block_at (model, i)->id);
  g_ptr_array_add (ids, NULL);
  gradus_document_select (stalls.window->document, (const char *const *) ids->pdata);
  return TRUE;
}

static gboolean
widen_first (gpointer unused)
{
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("b1", "out_channels", gr_setting_int (24));

  return gradus_document_apply (stalls.window->document, edit, NULL, NULL);
}

static gboolean
edit_once (gpointer i)
{
  const gint width = 25 + (gint) GPOINTER_TO_UINT (i);
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("b1", "out_channels", gr_setting_int (width));

  return gradus_document_apply (stalls.window->document, edit, NULL, NULL);
}

static GtkWidget *
search_field (const char *type)
{
  GtkWidget *within = stalls_find (GTK_WIDGET (stalls.window), g_type_from_name (type));

  return stalls_find (within, GTK_TYPE_TEXT);
}

/* One letter more each time. */
static gboolean
type_in (GtkWidget *field, const char *text, guint n)
{
  g_autofree char *typed = g_utf8_substring (text, 0, MIN (n + 1, g_utf8_strlen (text, -1)));

  gtk_editable_set_text (GTK_EDITABLE (field), typed);
  return TRUE;
}

static gboolean
search_palette (gpointer i)
{
  return type_in (search_field ("GradusBlockPalette"), "conv transposed", GPOINTER_TO_UINT (i));
}

static gboolean
search_canvas (gpointer i)
{
  return type_in (search_field ("GradusBlockSearch"), "conv 6 5 > pool", GPOINTER_TO_UINT (i));
}

static gboolean
close_search (gpointer unused)
{
  GtkWidget *search = stalls_find (GTK_WIDGET (stalls.window),
                                   g_type_from_name ("GradusBlockSearch"));

  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (search, GTK_TYPE_POPOVER)));
  return TRUE;
}

static gboolean
save_as (gpointer path)
{
  gradus_document_save_async (stalls.window->document, path, NULL, NULL);
  return TRUE;
}

static gboolean
is_saved (void)
{
  return !gradus_document_saving (stalls.window->document);
}

void
stalls_measure_canvas (void)
{
  g_autofree char *few = stalls_write_project (stalls.folder, "few.gradus", 200);
  g_autofree char *many = stalls_write_project (stalls.folder, "many.gradus", 1000);
  g_autofree char *copy = g_build_filename (stalls.folder, "copy.gradus", NULL);

  stalls_open_window (NULL);
  turns_settle ();
  turns_measure ("open a project of 200 blocks", stalls_open_file, few, stalls_is_open);
  turns_measure ("change the first block of 200", widen_first, NULL, NULL);
  turns_measure ("select all 200", on_canvas, "canvas.select-all", NULL);
  turns_measure ("copy 200", on_canvas, "canvas.copy", NULL);
  turns_measure ("paste 200", on_canvas, "canvas.paste", NULL);
  turns_measure ("undo that", undo, NULL, NULL);
  turns_measure ("redo that", redo, NULL, NULL);
  stalls_close_window (NULL);

  stalls_open_window (NULL);
  turns_settle ();
  turns_measure ("open a project of 1,000 blocks", stalls_open_file, many, stalls_is_open);
  turns_measure ("change the first block of 1,000", widen_first, NULL, NULL);
  turns_measure_each ("edit them 200 times", edit_once, 200);
  turns_measure_each ("undo that, edit by edit", undo, 200);
  turns_measure_each ("redo that, edit by edit", redo, 200);
  turns_measure_each ("search in the palette", search_palette, 15);
  turns_measure ("search at the pointer", on_canvas, "canvas.add", NULL);
  turns_measure_each ("type there", search_canvas, 15);
  turns_measure ("close the search", close_search, NULL, NULL);
  turns_measure ("see all 1,000", on_canvas, "canvas.zoom-fit", NULL);
  turns_measure ("lay out 1,000", on_canvas, "canvas.lay-out", NULL);
  turns_measure ("undo that", undo, NULL, NULL);
  turns_measure ("select 500", select_first, GUINT_TO_POINTER (500), NULL);
  turns_measure ("group 500", on_canvas, "canvas.group", NULL);
  turns_measure ("fold the group", on_canvas, "canvas.fold", NULL);
  turns_measure ("unfold the group", on_canvas, "canvas.fold", NULL);
  turns_measure ("ungroup 500", on_canvas, "canvas.ungroup", NULL);
  turns_measure ("select all 1,000", on_canvas, "canvas.select-all", NULL);
  turns_measure ("delete 1,000", on_canvas, "canvas.delete", NULL);
  turns_measure ("undo that", undo, NULL, NULL);
  turns_measure ("save 1,000 under another name", save_as, copy, is_saved);
  turns_measure ("close the window of 1,000", stalls_close_window, NULL, NULL);
}
