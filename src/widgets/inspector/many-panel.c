/* many-panel.c - GradusManyPanel: see many-panel.h. */
#include "many-panel.h"

#include <glib/gi18n.h>

#include "panel.h"
#include "problem-list.h"
#include "setting-rows.h"
#include "style/count.h"
#include "totals.h"

struct _GradusManyPanel
{
  GtkBox parent_instance;

  GradusDocument *document;
  char **ids;
  char *group; /* where one group alone is selected, its id */
  GtkWidget *problems, *name, *repeat, *collapsed, *totals;
  GtkWidget *heading, *settings; /* boxes of what depends on which blocks there are */
  GPtrArray *rows;               /* of GtkWidget: those in .settings; borrowed */
  char *shown;                   /* which blocks .heading and .settings are of */
};

G_DEFINE_FINAL_TYPE (GradusManyPanel, gradus_many_panel, GTK_TYPE_BOX)

/* Whether @block is selected, or in a selected group. */
static gboolean
covers (GradusManyPanel *self, GrModel *model, const GrBlock *block)
{
  for (guint i = 0; self->ids[i]; i++)
    if (g_str_equal (self->ids[i], block->id) || gradus_block_in_group (model, block, self->ids[i]))
      return TRUE;
  return FALSE;
}

/* The blocks that are meant, those in groups too. (transfer container), of GrBlock */
static GPtrArray *
blocks_of (GradusManyPanel *self, GrModel *model)
{
  GPtrArray *blocks = g_ptr_array_new ();

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    if (covers (self, model, gr_model_block_at (model, i)))
      g_ptr_array_add (blocks, (gpointer) gr_model_block_at (model, i));
  return blocks;
}

/* "2 Conv2d, 1 ReLU", in which no line ends with a number; (transfer full) */
static char *
kinds_text (GPtrArray *blocks)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      const GrBlock *block = blocks->pdata[i];
      const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, block->kind_name));

      if (n == 0)
        g_ptr_array_add (order, block->kind_name);
      g_hash_table_insert (counts, block->kind_name, GUINT_TO_POINTER (n + 1));
    }
  for (guint i = 0; i < order->len; i++)
    g_string_append_printf (text, "%s%u\u00a0%s", i ? ", " : "",
                            GPOINTER_TO_UINT (g_hash_table_lookup (counts, order->pdata[i])),
                            (const char *) order->pdata[i]);
  return g_strdup (text->str);
}

/* --- a group alone ------------------------------------------------------------------------------
 */

/* Takes @edit. */
static void
apply (GradusManyPanel *self, GrEdit *edit, const char *what, GradusFieldRow *row)
{
  g_autofree char *merge = g_strdup_printf ("%s:%s", what, self->group);
  g_autoptr (GError) error = NULL;

  gradus_document_apply_merged (self->document, edit, NULL, merge, &error);
  gr_edit_unref (edit);
  gradus_field_row_set_error (row, error ? error->message : NULL);
}

static void
name_edited (GradusManyPanel *self, const char *text, GradusFieldRow *row)
{
  apply (self, gr_edit_rename_group (self->group, text), "name", row);
}

static void
repeat_edited (GradusManyPanel *self, const char *text, GradusFieldRow *row)
{
  const gint repeat = (gint) MIN (g_ascii_strtoll (text, NULL, 10), G_MAXINT);

  if (repeat < 1)
    gradus_field_row_set_error (row, _ ("A group stands at least once."));
  else
    apply (self, gr_edit_set_repeat (self->group, repeat), "repeat", row);
}

static void
collapsed_edited (GradusManyPanel *self, const char *text, GradusFieldRow *row)
{
  apply (self, gr_edit_set_collapsed (self->group, g_str_equal (text, "true")), "collapsed", row);
}

static GtkWidget *
add_group_row (GradusManyPanel *self, AdwPreferencesGroup *list, const GradusField *field,
               GCallback edited)
{
  GtkWidget *row = gradus_field_row_new (field);

  g_signal_connect_object (row, "edited", edited, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "done", G_CALLBACK (gradus_document_end_merge), self->document,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (list, row);
  return row;
}

static void
add_group_rows (GradusManyPanel *self)
{
  AdwPreferencesGroup *list = gradus_panel_add_group (GTK_BOX (self), NULL);

  self->name = add_group_row (
      self, list,
      &(GradusField){ .name = _ ("Name"),
                      .help = _ ("Stands before the names of the parameters inside."),
                      .kind = GRADUS_FIELD_WORDS },
      G_CALLBACK (name_edited));
  self->repeat = add_group_row (
      self, list,
      &(GradusField){
          .name = _ ("Repeat"),
          .help = _ ("So many copies, each with weights of its own, one after the other."),
          .kind = GRADUS_FIELD_WHOLE,
          .minimum = 1,
          .maximum = GR_MODEL_MAX_INSTANCES },
      G_CALLBACK (repeat_edited));
  self->collapsed = add_group_row (self, list,
                                   &(GradusField){ .name = _ ("Collapsed"),
                                                   .help = _ ("Draws the group as one block."),
                                                   .kind = GRADUS_FIELD_SWITCH },
                                   G_CALLBACK (collapsed_edited));
}

static void
show_group (GradusManyPanel *self, const GrGroup *group)
{
  g_autofree char *repeat = g_strdup_printf ("%d", group->repeat);

  gradus_field_row_set_value (GRADUS_FIELD_ROW (self->name), group->name);
  gradus_field_row_set_value (GRADUS_FIELD_ROW (self->repeat), repeat);
  gradus_field_row_set_value (GRADUS_FIELD_ROW (self->collapsed),
                              group->collapsed ? "true" : "false");
}

/* --- common settings ----------------------------------------------------------------------------
 */

static void
add_common (GradusManyPanel *self, GrModel *model, GPtrArray *blocks, gboolean training)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_auto (GStrv) names = NULL;
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < blocks->len; i++)
    {
      const GrBlock *block = blocks->pdata[i];

      /* Settings of weights are those of the blocks that have any. */
      if (!training || (block->kind && gr_block_kind_attribute (block->kind, "frozen") >= 0))
        g_ptr_array_add (ids, block->id);
    }
  g_ptr_array_add (ids, NULL);
  if (ids->len == 1)
    return;
  names = gradus_setting_common (model, (const char *const *) ids->pdata);
  for (guint i = 0; names[i]; i++)
    {
      GtkWidget *row;

      if (gradus_setting_is_training (names[i]) != training)
        continue;
      if (!group)
        group = gradus_panel_add_group (GTK_BOX (self->settings),
                                        training ? _ ("Weights") : _ ("Common settings"));
      row = gradus_setting_row_new (self->document, names[i], (const char *const *) ids->pdata);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (self->rows, row);
    }
}

/* --- following the document ---------------------------------------------------------------------
 */

/* What tells other blocks from the same ones; (transfer full) */
static char *
key_of (GPtrArray *blocks)
{
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      const GrBlock *block = blocks->pdata[i];

      g_string_append_printf (key, "%s %s\n", block->kind_name, block->id);
    }
  return g_strdup (key->str);
}

static void
empty (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)))
    gtk_box_remove (GTK_BOX (box), child);
}

static void
show_heading (GradusManyPanel *self, GPtrArray *blocks)
{
  g_autofree char *n_blocks = gradus_count (blocks->len), *kinds = kinds_text (blocks);
  g_autofree char *title = self->group
                               ? g_strdup (_ ("Group"))
                               : g_strdup_printf (ngettext ("%s block", "%s blocks", blocks->len),
                                                  n_blocks);

  empty (self->heading);
  gradus_panel_add_heading (GTK_BOX (self->heading), title, kinds, NULL);
}

static void
show_settings (GradusManyPanel *self, GrModel *model, GPtrArray *blocks)
{
  g_ptr_array_set_size (self->rows, 0);
  empty (self->settings);
  if (!self->group)
    add_common (self, model, blocks, FALSE);
  add_common (self, model, blocks, TRUE);
}

/* Blocks come and go while their group stays selected. What is there already is left alone: one may
 * be typing in it. */
static void
follow_blocks (GradusManyPanel *self, GrModel *model, GPtrArray *blocks)
{
  g_autofree char *key = key_of (blocks);

  if (g_strcmp0 (key, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&key);
  show_heading (self, blocks);
  show_settings (self, model, blocks);
}

static void
refresh (GradusManyPanel *self)
{
  GrModel *model = gradus_document_model (self->document);
  const GrGroup *group = self->group ? gr_model_group (model, self->group) : NULL;
  g_autoptr (GPtrArray) blocks = blocks_of (self, model);
  GradusTotals totals = { 0 };

  follow_blocks (self, model, blocks);
  for (guint i = 0; i < blocks->len; i++)
    gradus_totals_add (&totals, model, blocks->pdata[i], &(GrBlockFacts){ 0 });
  gradus_totals_show (&totals, GRADUS_FACTS_GRID (self->totals));
  for (guint i = 0; i < self->rows->len; i++)
    gradus_setting_row_refresh (self->rows->pdata[i]);
  if (group)
    {
      gradus_problem_list_refresh (GRADUS_PROBLEM_LIST (self->problems));
      show_group (self, group);
    }
}

const char *
gradus_many_panel_total (GradusManyPanel *self, const char *name)
{
  return gradus_facts_grid_get (GRADUS_FACTS_GRID (self->totals), name);
}

GtkWidget *
gradus_many_panel_new (GradusDocument *document, const char *const *ids)
{
  GradusManyPanel *self = g_object_new (GRADUS_TYPE_MANY_PANEL, "orientation",
                                        GTK_ORIENTATION_VERTICAL, "spacing", 18, NULL);

  self->document = g_object_ref (document);
  self->ids = g_strdupv ((char **) ids);
  if (!ids[1] && gr_model_group (gradus_document_model (document), ids[0]))
    self->group = g_strdup (ids[0]);
  self->heading = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self), self->heading);
  if (self->group)
    {
      self->problems = gradus_problem_list_new (document, self->group);
      gtk_box_append (GTK_BOX (self), self->problems);
      add_group_rows (self);
    }
  self->totals = gradus_facts_grid_new ();
  adw_preferences_group_add (gradus_panel_add_group (GTK_BOX (self), _ ("Together")), self->totals);
  self->settings = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_box_append (GTK_BOX (self), self->settings);
  refresh (self);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_many_panel_finalize (GObject *object)
{
  GradusManyPanel *self = GRADUS_MANY_PANEL (object);

  g_clear_object (&self->document);
  g_strfreev (self->ids);
  g_free (self->group);
  g_free (self->shown);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (gradus_many_panel_parent_class)->finalize (object);
}

static void
gradus_many_panel_class_init (GradusManyPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_many_panel_finalize;
}

static void
gradus_many_panel_init (GradusManyPanel *self)
{
  self->rows = g_ptr_array_new ();
}
