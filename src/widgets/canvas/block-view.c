/* block-view.c - GradusBlockView: see block-view.h. */
#include "block-view.h"

#include "look.h"

struct _GradusBlockView
{
  GtkWidget parent_instance;

  char *id;
  char *description, *hint; /* for a screen reader */
  gboolean invalid;
  const GradusBlockStyle *style;
  GradusBlockLook look;
  GradusBlockState state;
  GradusDetail detail;
};

G_DEFINE_FINAL_TYPE (GradusBlockView, gradus_block_view, GTK_TYPE_WIDGET)

const char *
gradus_block_view_id (GradusBlockView *self)
{
  return self->id;
}

const GradusBlockLook *
gradus_block_view_look (GradusBlockView *self)
{
  return &self->look;
}

GradusBlockState
gradus_block_view_state (GradusBlockView *self)
{
  return self->state;
}

void
gradus_block_view_set_style (GradusBlockView *self, const GradusBlockStyle *style)
{
  if (self->style == style)
    return;
  self->style = style;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_block_view_set_look (GradusBlockView *self, const GradusBlockLook *look)
{
  g_autofree char *sentence = NULL;

  if (self->look.kind && gradus_block_look_equal (&self->look, look))
    return;
  gradus_block_look_clear (&self->look);
  gradus_block_look_copy (look, &self->look);
  sentence = gradus_look_sentence (look);
  if (look->is_group)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_block_view_set_state (GradusBlockView *self, GradusBlockState state)
{
  const GradusBlockState changed = self->state ^ state;

  if (!changed)
    return;
  self->state = state;
  if (changed & GRADUS_STATE_SELECTED)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED,
                                 (gboolean) ((state & GRADUS_STATE_SELECTED) != 0), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_block_view_set_detail (GradusBlockView *self, GradusDetail detail)
{
  if (self->detail == detail)
    return;
  self->detail = detail;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_description (GradusBlockView *self)
{
  const char *description = self->description ? self->description : "";
  g_autofree char *text = g_strjoin (self->hint && *description ? "\n" : "",
                                     self->hint ? self->hint : "", description, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

void
gradus_block_view_set_description (GradusBlockView *self, const char *sentences)
{
  if (g_strcmp0 (self->description, sentences) == 0)
    return;
  g_free (self->description);
  self->description = g_strdup (sentences);
  update_description (self);
}

void
gradus_block_view_set_hint (GradusBlockView *self, const char *text)
{
  if (g_strcmp0 (self->hint, text) == 0)
    return;
  g_free (self->hint);
  self->hint = g_strdup (text);
  update_description (self);
}

void
gradus_block_view_set_invalid (GradusBlockView *self, gboolean invalid)
{
  if (self->invalid == invalid)
    return;
  self->invalid = invalid;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
gradus_block_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusBlockView *self = GRADUS_BLOCK_VIEW (widget);

  if (self->style && self->look.kind)
    gradus_block_draw (snapshot, self->style, &self->look, self->state, self->detail);
}

static void
gradus_block_view_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size,
                           gint *minimum, gint *natural, gint *minimum_baseline,
                           gint *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? GRADUS_BLOCK_WIDTH
                                                                  : GRADUS_BLOCK_HEIGHT;
}

/* The border of a block says that it has the focus; see GradusCanvas. */
static void
gradus_block_view_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  GradusBlockView *self = GRADUS_BLOCK_VIEW (widget);
  const gboolean visible = (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_VISIBLE) != 0
                           && gtk_widget_has_focus (widget);

  gradus_block_view_set_state (self, visible ? self->state | GRADUS_STATE_FOCUSED
                                             : self->state & ~GRADUS_STATE_FOCUSED);
  GTK_WIDGET_CLASS (gradus_block_view_parent_class)->state_flags_changed (widget, before);
}

static void
gradus_block_view_finalize (GObject *object)
{
  GradusBlockView *self = GRADUS_BLOCK_VIEW (object);

  gradus_block_look_clear (&self->look);
  g_free (self->id);
  g_free (self->description);
  g_free (self->hint);
  G_OBJECT_CLASS (gradus_block_view_parent_class)->finalize (object);
}

static void
gradus_block_view_class_init (GradusBlockViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_block_view_finalize;
  widget_class->snapshot = gradus_block_view_snapshot;
  widget_class->measure = gradus_block_view_measure;
  widget_class->state_flags_changed = gradus_block_view_state_flags_changed;
  gtk_widget_class_set_css_name (widget_class, "block");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_OPTION);
}

static void
gradus_block_view_init (GradusBlockView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  /* What is under the pointer is found by the canvas, which knows the wires too. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
gradus_block_view_new (const char *id)
{
  GradusBlockView *self = g_object_new (GRADUS_TYPE_BLOCK_VIEW, NULL);

  self->id = g_strdup (id);
  return GTK_WIDGET (self);
}
