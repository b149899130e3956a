/* weights-row.c - GradusWeightsRow: see weights-row.h. */
#include "weights-row.h"

#include <glib/gi18n.h>

#include "document/weights-words.h"

struct _GradusWeightsRow
{
  AdwActionRow parent_instance;

  GtkWidget *button;
  GradusDocument *document;
  char *block;
};

G_DEFINE_FINAL_TYPE (GradusWeightsRow, gradus_weights_row, ADW_TYPE_ACTION_ROW)

static void
begin_anew (GradusWeightsRow *self)
{
  GrModel *model = gradus_document_model (self->document);
  const GrBlock *block = gr_model_block (model, self->block);
  g_autoptr (GrKept) kept = gr_kept_copy (gr_model_kept (model));
  g_autofree char *label = g_strdup_printf (_ ("Initialise %s Anew"), block->name);

  if (gr_kept_forget (kept, self->block))
    gradus_document_set_kept (self->document, kept, label);
}

void
gradus_weights_row_refresh (GradusWeightsRow *self)
{
  GrBlockWeights weights;
  g_autofree char *sentence = NULL, *escaped = NULL;

  gr_model_block_weights (gradus_document_model (self->document), self->block, &weights);
  sentence = gradus_weights_sentence (&weights);
  escaped = g_markup_escape_text (sentence, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
  gtk_widget_set_visible (self->button, weights.origin != NULL);
}

static void
gradus_weights_row_finalize (GObject *object)
{
  GradusWeightsRow *self = GRADUS_WEIGHTS_ROW (object);

  g_clear_object (&self->document);
  g_free (self->block);
  G_OBJECT_CLASS (gradus_weights_row_parent_class)->finalize (object);
}

static void
gradus_weights_row_class_init (GradusWeightsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_weights_row_finalize;
}

static void
gradus_weights_row_init (GradusWeightsRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Values"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  self->button = gtk_button_new_from_icon_name ("view-refresh-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_tooltip_text (self->button,
                               _ ("Initialise Anew: forget what this block has learned"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Initialise Anew"), -1);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (begin_anew), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
}

GtkWidget *
gradus_weights_row_new (GradusDocument *document, const char *block)
{
  GradusWeightsRow *self = g_object_new (GRADUS_TYPE_WEIGHTS_ROW, NULL);

  self->document = g_object_ref (document);
  self->block = g_strdup (block);
  gradus_weights_row_refresh (self);
  return GTK_WIDGET (self);
}
