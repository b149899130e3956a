/* problem-list.c - GradusProblemList: see problem-list.h. */
#include "problem-list.h"

#include <glib/gi18n.h>

#include "canvas/apply-fix.h"
#include "model/data-fit.h"
#include "totals.h"
#include "training/obstacle.h"

struct _GradusProblemList
{
  GtkBox parent_instance;

  GradusDocument *document;
  char *block; /* or group; NULL: the whole model */
  char *shown; /* the sentences that are shown, so that nothing is built again without need */
};

G_DEFINE_FINAL_TYPE (GradusProblemList, gradus_problem_list, GTK_TYPE_BOX)

static void
apply_fix (GtkWidget *button, GrEdit *fix)
{
  GtkWidget *list = gtk_widget_get_ancestor (button, GRADUS_TYPE_PROBLEM_LIST);
  g_autoptr (GrEdit) edit = gr_edit_ref (fix);
  g_autoptr (GError) error = NULL;

  /* The list, and with it the button, is built again before this returns. */
  if (!gradus_apply_fix (GRADUS_PROBLEM_LIST (list)->document, edit, &error))
    g_warning ("%s", error->message);
}

static void
show_block (GtkWidget *button, const char *block)
{
  GtkWidget *list = gtk_widget_get_ancestor (button, GRADUS_TYPE_PROBLEM_LIST);
  g_autofree char *id = g_strdup (block);

  gradus_document_select_one (GRADUS_PROBLEM_LIST (list)->document, id);
}

static void
free_closure_data (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
unref_closure_edit (gpointer data, GClosure *closure)
{
  gr_edit_unref (data);
}

/* (transfer floating) */
static GtkWidget *
suggested_button (const char *what)
{
  GtkWidget *button = gtk_button_new_with_label (what);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  return button;
}

static GtkWidget *
fix_button (GradusProblemList *self, GrEdit *fix)
{
  g_autofree char *what = gr_edit_describe (fix, gradus_document_model (self->document));
  GtkWidget *button = suggested_button (what);

  g_signal_connect_data (button, "clicked", G_CALLBACK (apply_fix), gr_edit_ref (fix),
                         unref_closure_edit, 0);
  return button;
}

/* Why the data set that is chosen is not known. */
static GtkWidget *
data_reason (const char *reason)
{
  GtkWidget *label = gtk_label_new (reason);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* To where the data set is chosen, for a setting that follows from it, or for what it has not. */
static GtkWidget *
data_button (gboolean chosen)
{
  GtkWidget *button = gtk_button_new_with_label (chosen ? _ ("Choose Another Data Set")
                                                        : _ ("Choose a Data Set"));

  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), "win.show-page::data");
  return button;
}

static GtkWidget *
sentence_line (const char *message, gboolean warning)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (warning ? "dialog-warning-symbolic"
                                                          : "dialog-error-symbolic");
  GtkWidget *label = gtk_label_new (message);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, warning ? "warning" : "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  warning ? _ ("Warning") : _ ("Error"), -1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

static GtkWidget *
sentence (GradusProblemList *self, const GrProblem *problem)
{
  GtkWidget *line = sentence_line (problem->message, problem->level == GR_PROBLEM_WARNING);

  if (problem->block && g_strcmp0 (self->block, problem->block) != 0)
    {
      GtkWidget *button = gtk_button_new ();

      gtk_button_set_child (GTK_BUTTON (button), line);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, _ ("Show the block"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      problem->message, -1);
      g_signal_connect_data (button, "clicked", G_CALLBACK (show_block), g_strdup (problem->block),
                             free_closure_data, 0);
      return button;
    }
  return line;
}

static gboolean
has_target (GradusProblemList *self)
{
  return gr_model_data (gradus_document_model (self->document))->has_target;
}

/* Whether other data are what mends it: they have no target, or not what an Input takes. */
static gboolean
wants_other_data (GradusProblemList *self, const GrProblem *problem)
{
  const GrBlock *block = problem->block ? gr_model_block (gradus_document_model (self->document),
                                                          problem->block)
                                        : NULL;

  return problem->kind == GR_PROBLEM_DATA
             ? !has_target (self)
             : problem->kind == GR_PROBLEM_SHAPE && block && block->kind
                   && block->kind->category == GR_CATEGORY_INPUT;
}

/* Into @card, unless another problem offers the same: @offered has their labels. */
static void
append_button (GtkWidget *card, GtkWidget *button, GHashTable *offered)
{
  g_autoptr (GtkWidget) owned = g_object_ref_sink (button);

  if (g_hash_table_add (offered, g_strdup (gtk_button_get_label (GTK_BUTTON (button)))))
    gtk_box_append (GTK_BOX (card), button);
}

/* With @line at its top. */
static GtkWidget *
append_card (GradusProblemList *self, GtkWidget *line)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "problem");
  gtk_box_append (GTK_BOX (card), line);
  gtk_box_append (GTK_BOX (self), card);
  return card;
}

static void
mend_run (GtkWidget *button, const char *obstacle)
{
  GtkWidget *list = gtk_widget_get_ancestor (button, GRADUS_TYPE_PROBLEM_LIST);
  g_autofree char *kept = g_strdup (obstacle);
  g_autoptr (GError) error = NULL;

  if (!gradus_obstacle_mend (GRADUS_PROBLEM_LIST (list)->document, kept, &error))
    g_warning ("%s", error->message);
}

/* A setting of the run, which the page of training has: why the button Train is grey here too. */
static void
append_obstacle (GradusProblemList *self, const char *obstacle)
{
  GtkWidget *card = append_card (self, sentence_line (obstacle, FALSE)), *button;
  g_autofree char *remedy = gradus_obstacle_remedy (self->document, obstacle);

  if (!remedy)
    return;
  button = suggested_button (remedy);
  g_signal_connect_data (button, "clicked", G_CALLBACK (mend_run), g_strdup (obstacle),
                         free_closure_data, 0);
  gtk_box_append (GTK_BOX (card), button);
}

static void
append_problem (GradusProblemList *self, const GrProblem *problem, GHashTable *offered)
{
  GtkWidget *card = append_card (self, sentence (self, problem));

  if (problem->fix)
    append_button (card, fix_button (self, problem->fix), offered);
  else if (problem->kind == GR_PROBLEM_SETTING)
    {
      const char *reason = gradus_document_data_problem (self->document);

      if (reason)
        gtk_box_append (GTK_BOX (card), data_reason (reason));
      append_button (card, data_button (reason != NULL), offered);
    }
  else if (wants_other_data (self, problem))
    append_button (card, data_button (TRUE), offered);
}

/* A list of a group is also about the blocks in it. */
static gboolean
is_about (GradusProblemList *self, GrModel *model, const GrProblem *problem)
{
  const GrBlock *block = problem->block ? gr_model_block (model, problem->block) : NULL;

  return !self->block || g_strcmp0 (self->block, problem->block) == 0
         || (block && gradus_block_in_group (model, block, self->block));
}

/* Whether the keyboard is on one of its buttons, which are about to go. */
static gboolean
has_focus (GradusProblemList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  return focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

void
gradus_problem_list_refresh (GradusProblemList *self)
{
  GrModel *model = gradus_document_model (self->document);
  g_autofree char *obstacle = self->block ? NULL : gradus_find_run_obstacle (self->document);
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();
  g_autoptr (GHashTable) offered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  const gboolean had_focus = has_focus (self); /* what is hidden loses it */
  GtkWidget *child;

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);

      if (!is_about (self, model, problem))
        continue;
      g_ptr_array_add (mine, (gpointer) problem);
      g_string_append_printf (text, "%d%s %s\n", problem->level, problem->block, problem->message);
      if (problem->kind == GR_PROBLEM_SETTING)
        g_string_append_printf (text, "%s\n", gradus_document_data_problem (self->document));
    }
  if (obstacle)
    g_string_append_printf (text, "%s\n", obstacle);
  gtk_widget_set_visible (GTK_WIDGET (self), mine->len > 0 || obstacle);
  if (g_strcmp0 (self->shown, text->str) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (text->str);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_box_remove (GTK_BOX (self), child);
  for (guint i = 0; i < mine->len; i++)
    append_problem (self, mine->pdata[i], offered);
  if (obstacle)
    append_obstacle (self, obstacle);
  if (had_focus && !gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD))
    gtk_widget_activate_action (GTK_WIDGET (self), "build.focus-canvas", NULL);
}

GtkWidget *
gradus_problem_list_new (GradusDocument *document, const char *block)
{
  GradusProblemList *self = g_object_new (GRADUS_TYPE_PROBLEM_LIST, "orientation",
                                          GTK_ORIENTATION_VERTICAL, "spacing", 6, "visible", FALSE,
                                          NULL);

  self->document = g_object_ref (document);
  self->block = g_strdup (block);
  g_signal_connect_object (document, "notify::data-problem",
                           G_CALLBACK (gradus_problem_list_refresh), self, G_CONNECT_SWAPPED);
  if (!block)
    g_signal_connect_object (document, "section-changed", G_CALLBACK (gradus_problem_list_refresh),
                             self, G_CONNECT_SWAPPED);
  gradus_problem_list_refresh (self);
  return GTK_WIDGET (self);
}

static void
gradus_problem_list_finalize (GObject *object)
{
  GradusProblemList *self = GRADUS_PROBLEM_LIST (object);

  g_clear_object (&self->document);
  g_free (self->block);
  g_free (self->shown);
  G_OBJECT_CLASS (gradus_problem_list_parent_class)->finalize (object);
}

static void
gradus_problem_list_class_init (GradusProblemListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_problem_list_finalize;
}

static void
gradus_problem_list_init (GradusProblemList *self)
{
}
