/* field-row.c - GradusFieldRow: see field-row.h. */
#include "field-row.h"

#include <glib/gi18n.h>

#include "expression.h"

struct _GradusFieldRow
{
  AdwActionRow parent_instance;

  GradusFieldKind kind;
  char *name;
  char *help; /* "": none */
  char **choices;
  GtkWidget *control;
  char *value;       /* what the project has; NULL: several things */
  gdouble blank;     /* what a spin button has while it shows nothing, for several values */
  char *before;      /* what it had when typing began; NULL: as .value, or nobody types */
  gboolean typing;   /* since the entry was last tidied */
  gboolean refused;  /* the text as it stands did not get into the project */
  gboolean updating; /* the control is being set from the project */
  gboolean editing;  /* the project is being set from the control */
  gboolean wrong;
  char *warning;
};

G_DEFINE_FINAL_TYPE (GradusFieldRow, gradus_field_row, ADW_TYPE_ACTION_ROW)

enum
{
  EDITED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- from the project to the control ------------------------------------------------------------
 */

static guint
choice_index (GradusFieldRow *self, const char *value)
{
  for (guint i = 0; value && self->choices[i]; i++)
    if (g_str_equal (self->choices[i], value))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_value (GradusFieldRow *self)
{
  const char *value = self->value;
  gdouble number;

  self->updating = TRUE;
  switch (self->kind)
    {
    case GRADUS_FIELD_WORDS:
    case GRADUS_FIELD_NUMBER:
      gtk_editable_set_text (GTK_EDITABLE (self->control), value ? value : "");
      break;
    case GRADUS_FIELD_WHOLE:
      if (value && gradus_expression_evaluate (value, &number))
        {
          gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), number);
          /* Also where the number is the old one and the text is not. */
          gtk_spin_button_update (GTK_SPIN_BUTTON (self->control));
        }
      else
        {
          self->blank = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->control));
          gtk_editable_set_text (GTK_EDITABLE (self->control), "");
        }
      break;
    case GRADUS_FIELD_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (self->control), g_strcmp0 (value, "true") == 0);
      break;
    case GRADUS_FIELD_CHOICE:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), choice_index (self, value));
      break;
    }
  self->updating = FALSE;
}

void
gradus_field_row_set_value (GradusFieldRow *self, const char *text)
{
  if (self->value && g_strcmp0 (self->value, text) == 0)
    return;
  g_free (self->value);
  self->value = g_strdup (text);
  self->refused = FALSE;
  if (self->editing)
    return;
  self->typing = FALSE;
  gradus_field_row_set_error (self, NULL);
  show_value (self);
  if (!text && self->kind != GRADUS_FIELD_CHOICE)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ ("Different values"));
}

void
gradus_field_row_set_placeholder (GradusFieldRow *self, const char *text)
{
  if (GTK_IS_ENTRY (self->control))
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), text);
}

void
gradus_field_row_set_error (GradusFieldRow *self, const char *message)
{
  GtkAccessible *control = GTK_ACCESSIBLE (self->control);
  g_autofree char *warning = self->warning ? g_strdup_printf ("⚠ %s.", self->warning) : NULL;
  const char *said = message ? message : warning;

  self->wrong = message != NULL;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), said ? said : "");
  gtk_accessible_update_property (control, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  said ? said : self->help, -1);
  if (message)
    {
      gtk_widget_add_css_class (self->control, "error");
      gtk_widget_add_css_class (GTK_WIDGET (self), "wrong");
      gtk_accessible_update_state (control, GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (self->control, "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self), "wrong");
      gtk_accessible_reset_state (control, GTK_ACCESSIBLE_STATE_INVALID);
    }
}

void
gradus_field_row_set_warning (GradusFieldRow *self, const char *message)
{
  if (g_strcmp0 (self->warning, message) == 0)
    return;
  g_free (self->warning);
  self->warning = g_strdup (message);
  if (!self->wrong)
    gradus_field_row_set_error (self, NULL);
}

gboolean
gradus_field_row_has_error (GradusFieldRow *self)
{
  return self->wrong;
}

const char *
gradus_field_row_name (GradusFieldRow *self)
{
  return self->name;
}

GtkWidget *
gradus_field_row_control (GradusFieldRow *self)
{
  return self->control;
}

/* --- from the control to the project ------------------------------------------------------------
 */

static void
edited (GradusFieldRow *self, const char *text)
{
  if (self->updating)
    return;
  g_object_ref (self);
  self->editing = TRUE;
  g_signal_emit (self, signals[EDITED], 0, text);
  self->editing = FALSE;
  g_object_unref (self);
}

/* A control without a text: each turn of it is a step of its own. */
static void
chosen (GradusFieldRow *self, const char *text)
{
  if (self->updating || g_strcmp0 (self->value, text) == 0)
    return;
  g_object_ref (self);
  edited (self, text);
  g_signal_emit (self, signals[DONE], 0);
  if (!self->wrong)
    show_value (self);
  g_object_unref (self);
}

/* A number that is longer than most is seen whole. */
static void
fit_spin (GtkEditable *spin)
{
  const gint letters = (gint) g_utf8_strlen (gtk_editable_get_text (spin), -1);

  gtk_editable_set_width_chars (spin, CLAMP (letters, 4, 10));
  gtk_editable_set_max_width_chars (spin, CLAMP (letters, 6, 10));
}

static void
text_changed (GradusFieldRow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->control));
  g_autofree char *text = self->kind == GRADUS_FIELD_WORDS ? g_strdup (typed)
                                                           : gradus_expression_expand (typed);

  if (self->updating)
    return;
  self->refused = FALSE;
  /* Several values, and none typed in their place. */
  if (!self->value && !*text)
    return;
  if (g_strcmp0 (self->value, text) == 0)
    {
      gradus_field_row_set_error (self, NULL);
      return;
    }
  if (!self->typing)
    {
      g_free (self->before);
      self->before = g_strdup (self->value);
      self->typing = TRUE;
    }
  self->refused = TRUE; /* until gradus_field_row_set_value() takes it */
  edited (self, text);
  self->refused = self->refused && self->wrong;
}

static void
switch_turned (GradusFieldRow *self)
{
  chosen (self, gtk_switch_get_active (GTK_SWITCH (self->control)) ? "true" : "false");
}

static void
choice_selected (GradusFieldRow *self)
{
  const guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));

  if (index != GTK_INVALID_LIST_POSITION)
    chosen (self, self->choices[index]);
}

/* The entry is left, or Enter pressed in it: its text is what the project has. Of a text that is
 * refused no beginning stays, which was right while it was typed: "7" of "7e3". */
static void
tidy (GradusFieldRow *self)
{
  if (self->updating)
    return;
  if (self->refused && self->typing && self->before && g_strcmp0 (self->before, self->value) != 0)
    edited (self, self->before);
  self->typing = FALSE;
  self->refused = FALSE;
  show_value (self);
  gradus_field_row_set_error (self, NULL);
  g_signal_emit (self, signals[DONE], 0);
}

static gint
read_spin (GtkSpinButton *spin, gdouble *value, GradusFieldRow *self)
{
  return !self->refused
                 && gradus_expression_evaluate (gtk_editable_get_text (GTK_EDITABLE (spin)), value)
             ? TRUE
             : GTK_INPUT_ERROR;
}

/* A spin button would put its own number where it shows nothing, as it is drawn first and when it
 * is left: that would become the value of all blocks. */
static gboolean
write_spin (GtkSpinButton *spin, GradusFieldRow *self)
{
  return !self->value && !self->typing && gtk_spin_button_get_value (spin) == self->blank;
}

/* --- making it ----------------------------------------------------------------------------------
 */

static void
watch_text (GradusFieldRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (text_changed), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (tidy), self);
  gtk_widget_add_controller (self->control, focus);
  /* Ctrl+Z is the document's, which knows of every key typed here. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->control), FALSE);
}

static GtkWidget *
make_entry (GradusFieldRow *self, const GradusField *field)
{
  self->control = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), 12);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control),
                                    field->kind == GRADUS_FIELD_WORDS ? 16 : 12);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), field->placeholder);
  g_signal_connect_swapped (self->control, "activate", G_CALLBACK (tidy), self);
  watch_text (self);
  return self->control;
}

/* A form is scrolled with the pointer over it: that must not change what it passes. */
static void
leave_scrolling (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static GtkWidget *
make_spin (GradusFieldRow *self, const GradusField *field)
{
  const gdouble maximum = field->maximum > field->minimum ? field->maximum : G_MAXINT32;

  self->control = gtk_spin_button_new_with_range (field->minimum, maximum, 1);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->control), FALSE); /* "2*64" */
  gtk_spin_button_set_update_policy (GTK_SPIN_BUTTON (self->control), GTK_UPDATE_IF_VALID);
  fit_spin (GTK_EDITABLE (self->control));
  g_signal_connect (self->control, "changed", G_CALLBACK (fit_spin), NULL);
  g_signal_connect (self->control, "input", G_CALLBACK (read_spin), self);
  g_signal_connect (self->control, "output", G_CALLBACK (write_spin), self);
  watch_text (self);
  leave_scrolling (self->control);
  return self->control;
}

static GtkWidget *
make_switch (GradusFieldRow *self)
{
  self->control = gtk_switch_new ();
  g_signal_connect_swapped (self->control, "notify::active", G_CALLBACK (switch_turned), self);
  return self->control;
}

static GtkWidget *
make_choice (GradusFieldRow *self, const GradusField *field)
{
  self->choices = g_strdupv ((char **) field->choices);
  self->control = gtk_drop_down_new_from_strings (field->labels ? field->labels : field->choices);
  gtk_widget_add_css_class (self->control, "flat");
  g_signal_connect_swapped (self->control, "notify::selected", G_CALLBACK (choice_selected), self);
  return self->control;
}

static GtkWidget *
make_control (GradusFieldRow *self, const GradusField *field)
{
  switch (field->kind)
    {
    case GRADUS_FIELD_WORDS:
    case GRADUS_FIELD_NUMBER:
      return make_entry (self, field);
    case GRADUS_FIELD_WHOLE:
      return make_spin (self, field);
    case GRADUS_FIELD_SWITCH:
      return make_switch (self);
    case GRADUS_FIELD_CHOICE:
      return make_choice (self, field);
    }
  g_assert_not_reached ();
}

GtkWidget *
gradus_field_row_new (const GradusField *field)
{
  GradusFieldRow *self = g_object_new (GRADUS_TYPE_FIELD_ROW, "use-markup", FALSE, "title",
                                       field->name, "tooltip-text", field->help, NULL);

  self->kind = field->kind;
  self->name = g_strdup (field->name);
  self->help = g_strdup (field->help ? field->help : "");
  self->updating = TRUE;
  make_control (self, field);
  self->updating = FALSE;
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  field->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->help, -1);
  return GTK_WIDGET (self);
}

static void
gradus_field_row_dispose (GObject *object)
{
  GradusFieldRow *self = GRADUS_FIELD_ROW (object);

  /* An entry that goes while it has the focus is left, but has nothing to say any more. */
  self->updating = TRUE;
  G_OBJECT_CLASS (gradus_field_row_parent_class)->dispose (object);
}

static void
gradus_field_row_finalize (GObject *object)
{
  GradusFieldRow *self = GRADUS_FIELD_ROW (object);

  g_free (self->name);
  g_free (self->help);
  g_free (self->value);
  g_free (self->before);
  g_free (self->warning);
  g_strfreev (self->choices);
  G_OBJECT_CLASS (gradus_field_row_parent_class)->finalize (object);
}

static void
gradus_field_row_class_init (GradusFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = gradus_field_row_dispose;
  object_class->finalize = gradus_field_row_finalize;
  signals[EDITED] = g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);
}

static void
gradus_field_row_init (GradusFieldRow *self)
{
}
