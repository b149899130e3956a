/* block-icon.c - see block-icon.h. */
#include "block-icon.h"

#include "canvas/glyph.h"
#include "style/palette.h"

#define SIZE      24 /* pixels */
#define ICON_SIZE 16

struct _GradusBlockIcon
{
  GtkWidget parent_instance;

  const GrBlockKind *kind;
};

G_DEFINE_FINAL_TYPE (GradusBlockIcon, gradus_block_icon, GTK_TYPE_WIDGET)

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusBlockIcon *self = GRADUS_BLOCK_ICON (widget);
  const float left = (gtk_widget_get_width (widget) - SIZE) / 2.f;
  const float top = (gtk_widget_get_height (widget) - SIZE) / 2.f;
  const GdkRGBA *colour;
  GskRoundedRect box;
  GdkRGBA fill;
  cairo_t *cr;

  if (!self->kind)
    return;
  colour = &gradus_palette_current ()->category[self->kind->category];
  fill = gradus_fade (*colour, 0.16f);
  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (left, top, SIZE, SIZE), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &fill, &box.bounds);
  gtk_snapshot_pop (snapshot);
  cr = gtk_snapshot_append_cairo (snapshot, &box.bounds);
  cairo_translate (cr, left + (SIZE - ICON_SIZE) / 2., top + (SIZE - ICON_SIZE) / 2.);
  cairo_scale (cr, (double) ICON_SIZE / GRADUS_GLYPH_SIZE, (double) ICON_SIZE / GRADUS_GLYPH_SIZE);
  gradus_glyph_draw (cr, self->kind->category, colour);
  cairo_destroy (cr);
}

static void
gradus_block_icon_class_init (GradusBlockIconClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = measure;
  widget_class->snapshot = snapshot;
  /* The row that it stands in says what it is. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
gradus_block_icon_init (GradusBlockIcon *self)
{
  gradus_palette_follow (GTK_WIDGET (self));
}

void
gradus_block_icon_set_kind (GradusBlockIcon *self, const GrBlockKind *kind)
{
  self->kind = kind;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
