/* block-panel.c - GradusBlockPanel: see block-panel.h. */
#include "block-panel.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "facts-grid.h"
#include "formula.h"
#include "help.h"
#include "panel.h"
#include "problem-list.h"
#include "setting-rows.h"
#include "model/receptive-field.h"
#include "style/count.h"
#include "totals.h"
#include "weights-row.h"
#include "words.h"

struct _GradusBlockPanel
{
  GtkBox parent_instance;

  GradusDocument *document;
  char *id;
  const GrBlockKind *kind; /* NULL where this program does not know it */
  GtkWidget *problems, *name, *facts, *unknown, *formula_group, *formula;
  GtkWidget *weights; /* NULL where it has none */
  GPtrArray *rows;    /* of GtkWidget, one per attribute; borrowed */
};

G_DEFINE_FINAL_TYPE (GradusBlockPanel, gradus_block_panel, GTK_TYPE_BOX)

/* --- the name -----------------------------------------------------------------------------------
 */

static void
name_edited (GradusBlockPanel *self, const char *text, GradusFieldRow *row)
{
  g_autofree char *merge = g_strdup_printf ("name:%s", self->id);
  g_autoptr (GrEdit) edit = gr_edit_rename_block (self->id, text);
  g_autoptr (GError) error = NULL;

  gradus_document_apply_merged (self->document, edit, NULL, merge, &error);
  gradus_field_row_set_error (row, error ? error->message : NULL);
}

static void
add_name (GradusBlockPanel *self, AdwPreferencesGroup *group)
{
  self->name = gradus_field_row_new (&(GradusField){
      .name = _ ("Name"),
      .help = _ ("What the block's parameters are called by, in files and in code."),
      .kind = GRADUS_FIELD_WORDS,
  });
  g_signal_connect_swapped (self->name, "edited", G_CALLBACK (name_edited), self);
  g_signal_connect_swapped (self->name, "done", G_CALLBACK (gradus_document_end_merge),
                            self->document);
  adw_preferences_group_add (group, self->name);
}

/* --- what is known of its tensors ---------------------------------------------------------------
 */

static void
set_fact (GradusBlockPanel *self, const char *name, char *value, const char *help)
{
  gradus_facts_grid_set (GRADUS_FACTS_GRID (self->facts), name, value, help);
  g_free (value);
}

static void
show_inputs (GradusBlockPanel *self, GrModel *model)
{
  for (guint i = 0; i < gr_block_kind_max_inputs (self->kind); i++)
    {
      const GrLink *link = gr_model_link_to (model, self->id, i);
      const GrBlockInfo *info = link ? gr_model_info (model, link->from) : NULL;
      g_autofree char *port = gr_block_kind_port (self->kind, i);
      g_autofree char *shape = info ? gr_block_info_shape (info) : NULL;
      g_autofree char *from = info ? gr_model_dotted_name (model, info->block) : NULL;
      g_autofree char *title = g_strdup (g_str_equal (port, "input") ? _ ("Input") : port);

      set_fact (self, title, info ? g_strdup_printf (_ ("%s from %s"), shape, from) : NULL, NULL);
    }
}

/* Of a sum over the @copies that repeated groups make of a block: "512 in 4 copies". Takes @sum.
 * (transfer full) */
static char *
over_copies (char *sum, guint copies)
{
  g_autofree char *one = sum, *n = gradus_count (copies);

  return copies > 1 ? g_strdup_printf (_ ("%s in %s copies"), one, n) : g_steal_pointer (&one);
}

/* "156" and below it each parameter with its shape; (transfer full) */
static char *
parameters_text (GradusBlockPanel *self, const GrBlockInfo *info, guint copies)
{
  g_autofree char *count = over_copies (gradus_count (info->n_parameters), copies);
  g_autoptr (GString) text = g_string_new (NULL);

  if (copies > 1)
    /* Translators: "288 in 4 copies; in the first:", and then its parameters, a line each */
    g_string_append_printf (text, _ ("%s; in the first:"), count);
  else
    g_string_append (text, count);

  for (guint i = 0; info->settings && i < gr_block_kind_n_parameters (self->kind); i++)
    {
      gint64 shape[GR_MAX_DIMS];
      gint ndim;

      if (!gr_block_parameter_shape (self->kind, info->settings, i, shape, &ndim))
        continue;
      g_string_append_printf (text, "\n%s ", self->kind->parameters[i].name);
      for (gint d = 0; d < ndim; d++)
        g_string_append_printf (text, "%s%" PRId64, d ? "×" : "", shape[d]);
      if (ndim == 0)
        g_string_append (text, _ ("one number"));
    }
  return g_strdup (text->str);
}

/* Whose memory the output is; (transfer full) */
static char *
memory_text (GradusBlockPanel *self, GrModel *model, const GrBlockFacts *facts)
{
  const GrLink *link = facts->view_of >= 0
                           ? gr_model_link_to (model, self->id, (guint) facts->view_of)
                           : NULL;
  const GrBlock *from = link ? gr_model_block (model, link->from) : NULL;
  g_autofree char *name = from ? gr_model_dotted_name (model, from) : NULL;

  if (name)
    return g_strdup_printf (facts->contiguous
                                ? _ ("contiguous; a view of %s, which shares its memory")
                                : _ ("not contiguous; a view of %s, which shares its memory"),
                            name);
  return g_strdup (facts->contiguous ? _ ("contiguous") : _ ("not contiguous"));
}

/* What is only the last copy's; takes @text, which may be NULL. (transfer full) */
static char *
in_last (char *text, gboolean several)
{
  g_autofree char *one = text;

  return one && several ? g_strdup_printf (_ ("%s in the last copy"), one) : g_steal_pointer (&one);
}

static void
show_sizes (GradusBlockPanel *self, const GrBlockInfo *info)
{
  g_autofree char *shapes = gr_block_info_shapes (info), *last = gr_block_info_shape (info);
  const gboolean several = !g_str_equal (shapes, last);

  set_fact (self, _ ("Shape"),
            several ? g_steal_pointer (&shapes) : gradus_words_sizes (info->shape, info->ndim, "×"),
            _ ("The sizes of the block's output; N is the number of items in a batch."));
  set_fact (self, _ ("Strides"),
            info->ndim ? in_last (gradus_words_sizes (info->stride, info->ndim, ", "), several)
                       : NULL,
            _ ("How many elements lie between one index and the next, dimension by dimension."));
}

static void
show_memory (GradusBlockPanel *self, GrModel *model, const GrBlockFacts *facts, guint copies)
{
  set_fact (self, _ ("Offset"), g_strdup_printf ("%" PRId64, facts->storage_offset),
            _ ("storage_offset: where in its memory the first element lies."));
  set_fact (self, _ ("Memory"), memory_text (self, model, facts),
            _ ("Whether the elements lie in memory in the order of their indices."));
  set_fact (self, _ ("Bytes"), over_copies (gradus_words_bytes (facts->bytes), copies),
            copies > 1 ? _ ("The size of the outputs of all copies.")
                       : _ ("The size of the output."));
}

static void
show_formula (GradusBlockPanel *self, const GrBlockFacts *facts)
{
  g_autofree char *text = gradus_formula_text (self->kind, facts);

  gtk_widget_set_visible (self->formula_group, text != NULL);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->formula)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->formula), text);
}

static void
show_facts (GradusBlockPanel *self, GrModel *model)
{
  const GrBlockInfo *info = gr_model_info (model, self->id);
  const gboolean known = self->kind && info && info->known;
  GrReceptiveField field;
  GrBlockFacts facts;
  gboolean has_facts;
  guint copies;

  gtk_widget_set_visible (self->facts, known);
  gtk_widget_set_visible (self->unknown, !known);
  gtk_widget_set_visible (self->formula_group, FALSE);
  if (self->kind)
    show_formula (self, NULL);
  if (!known)
    return;
  has_facts = gr_model_facts (model, self->id, &facts);
  show_inputs (self, model);
  copies = gradus_block_copies (model, info->block);
  show_sizes (self, info);
  if (has_facts)
    show_memory (self, model, &facts, copies);
  set_fact (self, _ ("dtype"), g_strdup (gr_dtype_name (info->dtype)),
            _ ("What kind of number an element is."));
  set_fact (self, _ ("Parameters"),
            info->n_parameters || gr_block_kind_n_parameters (self->kind)
                ? parameters_text (self, info, copies)
                : NULL,
            _ ("The numbers that training changes."));
  if (!has_facts)
    return;
  show_formula (self, &facts);
  set_fact (self, _ ("FLOPs"), over_copies (gradus_words_flops (facts.flops), copies),
            _ ("Additions and multiplications of a forward pass."));
  set_fact (self, _ ("Receptive field"),
            gr_receptive_field (model, self->id, &field)
                ? in_last (gr_receptive_field_text (&field), copies > 1)
                : NULL,
            _ ("How much of the input a number of the output is computed from."));
}

/* --- following the document ---------------------------------------------------------------------
 */

static void
refresh (GradusBlockPanel *self)
{
  GrModel *model = gradus_document_model (self->document);
  const GrBlock *block = gr_model_block (model, self->id);

  /* It is gone, and the inspector will hear so next. */
  if (!block)
    return;
  gradus_field_row_set_value (GRADUS_FIELD_ROW (self->name), block->name);
  gradus_problem_list_refresh (GRADUS_PROBLEM_LIST (self->problems));
  for (guint i = 0; i < self->rows->len; i++)
    gradus_setting_row_refresh (self->rows->pdata[i]);
  if (self->weights)
    gradus_weights_row_refresh (GRADUS_WEIGHTS_ROW (self->weights));
  show_facts (self, model);
}

/* --- making it ----------------------------------------------------------------------------------
 */

/* The rows of the settings of the block itself, or of those about training it. */
static void
add_settings (GradusBlockPanel *self, AdwPreferencesGroup *group, gboolean training)
{
  for (guint i = 0; self->kind && i < gr_block_kind_n_attributes (self->kind); i++)
    {
      const char *name = self->kind->attributes[i].name;
      GtkWidget *row;

      if (gradus_setting_is_training (name) != training)
        continue;
      row = gradus_setting_row_new (self->document, name, (const char *const[]){ self->id, NULL });
      adw_preferences_group_add (group, row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
add_formula (GradusBlockPanel *self)
{
  self->formula_group = GTK_WIDGET (gradus_panel_add_group (GTK_BOX (self), _ ("Formula")));
  self->formula = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->formula), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->formula), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->formula), 0);
  gtk_widget_add_css_class (self->formula, "card");
  gtk_widget_add_css_class (self->formula, "formula");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->formula_group), self->formula);
}

static void
add_weights (GradusBlockPanel *self)
{
  AdwPreferencesGroup *group = gradus_panel_add_group (GTK_BOX (self), _ ("Weights"));

  self->weights = gradus_weights_row_new (self->document, self->id);
  adw_preferences_group_add (group, self->weights);
  add_settings (self, group, TRUE);
}

GtkWidget *
gradus_block_panel_new (GradusDocument *document, const char *id)
{
  GradusBlockPanel *self = g_object_new (GRADUS_TYPE_BLOCK_PANEL, "orientation",
                                         GTK_ORIENTATION_VERTICAL, "spacing", 18, NULL);
  const GrBlock *block = gr_model_block (gradus_document_model (document), id);
  AdwPreferencesGroup *settings, *tensor;
  GtkWidget *heading;

  self->document = g_object_ref (document);
  self->id = g_strdup (id);
  self->kind = block->kind;
  heading = gradus_panel_add_heading (GTK_BOX (self), block->kind_name,
                                      block->kind ? _ (block->kind->summary) : NULL, block->kind);
  if (self->kind)
    gtk_box_append (GTK_BOX (heading), gradus_help_button_new (self->kind));
  self->problems = gradus_problem_list_new (document, id);
  gtk_box_append (GTK_BOX (self), self->problems);
  settings = gradus_panel_add_group (GTK_BOX (self), NULL);
  add_name (self, settings);
  add_settings (self, settings, FALSE);

  tensor = gradus_panel_add_group (GTK_BOX (self), _ ("Tensor"));
  self->facts = gradus_facts_grid_new ();
  self->unknown = gradus_panel_text (_ ("Not known yet: the block does not run as it is."));
  adw_preferences_group_add (tensor, self->facts);
  adw_preferences_group_add (tensor, self->unknown);
  add_formula (self);
  if (self->kind && gr_block_kind_n_parameters (self->kind))
    add_weights (self);
  refresh (self);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "weights-changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

const char *
gradus_block_panel_fact (GradusBlockPanel *self, const char *name)
{
  return gtk_widget_get_visible (self->facts)
             ? gradus_facts_grid_get (GRADUS_FACTS_GRID (self->facts), name)
             : NULL;
}

static void
gradus_block_panel_finalize (GObject *object)
{
  GradusBlockPanel *self = GRADUS_BLOCK_PANEL (object);

  g_clear_object (&self->document);
  g_free (self->id);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (gradus_block_panel_parent_class)->finalize (object);
}

static void
gradus_block_panel_class_init (GradusBlockPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_block_panel_finalize;
}

static void
gradus_block_panel_init (GradusBlockPanel *self)
{
  self->rows = g_ptr_array_new ();
}
