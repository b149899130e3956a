/* block-icon.c - see block-icon.h. */
#include "block-icon.h"

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

/* Black or white, whichever is read more easily on @colour. */
static GdkRGBA
ink_on (const GdkRGBA *colour)
{
  const float light = 0.299f * colour->red + 0.587f * colour->green + 0.114f * colour->blue;

  return light > 0.6f ? (GdkRGBA){ 0, 0, 0, 0.85f } : (GdkRGBA){ 1, 1, 1, 1 };
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusBlockIcon *self = GRADUS_BLOCK_ICON (widget);
  const float left = (gtk_widget_get_width (widget) - SIZE) / 2.f;
  const float top = (gtk_widget_get_height (widget) - SIZE) / 2.f;
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  GskRoundedRect box;
  GdkRGBA fill, ink;

  if (!self->kind)
    return;
  fill = gradus_palette_current ()->category[self->kind->category];
  ink = ink_on (&fill);
  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (left, top, SIZE, SIZE), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, &fill, &box.bounds);
  gtk_snapshot_pop (snapshot);
  if (gtk_icon_theme_has_icon (theme, self->kind->icon))
    {
      g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
          theme, self->kind->icon, NULL, ICON_SIZE, gtk_widget_get_scale_factor (widget),
          gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left + (SIZE - ICON_SIZE) / 2.f,
                                                              top + (SIZE - ICON_SIZE) / 2.f));
      gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON_SIZE,
                                                ICON_SIZE, &ink, 1);
      gtk_snapshot_restore (snapshot);
    }
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
