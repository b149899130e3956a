/* model-picture.c - a model as a small picture: see model-picture.h. */
#include "model-picture.h"

#include <math.h>

#define LEAST_HEIGHT 0.6 /* of the tallest block, of the picture's */

struct _GradusModelPicture
{
  GtkWidget parent_instance;

  GrModel *model;
};

G_DEFINE_FINAL_TYPE (GradusModelPicture, gradus_model_picture, GTK_TYPE_WIDGET)

/* A block's output as a slab: both sizes from 0 to 1, on scales on which 10 and 1,000 both show. */
typedef struct
{
  gdouble height, thickness;
  GrCategory category;
} Slab;

static gdouble
on_scale (gdouble size, gdouble most)
{
  return CLAMP (log2 (1 + size) / log2 (1 + most), 0.08, 1);
}

static Slab
slab_of (const GrBlock *block, const GrBlockInfo *info)
{
  Slab slab = { .height = 0.3, .thickness = 0.3, .category = block->kind->category };

  if (!info || !info->known || info->ndim < 2 || info->shape[1].unknown)
    return slab;
  if (info->ndim >= 3)
    {
      slab.height = on_scale ((gdouble) info->shape[info->ndim - 1].fixed, 28);
      slab.thickness = on_scale ((gdouble) info->shape[1].fixed, 256);
    }
  else
    {
      slab.height = on_scale ((gdouble) info->shape[1].fixed, 2000);
      slab.thickness = 0.2;
    }
  return slab;
}

static void
draw_slab (cairo_t *cr, const Slab *slab, gdouble x, gdouble width, gdouble middle, gdouble height,
           const GradusPalette *palette)
{
  const gdouble h = height * slab->height, y = middle - h / 2;

  gdk_cairo_set_source_rgba (cr, &palette->category[slab->category]);
  cairo_rectangle (cr, x, y, width, h);
  cairo_fill (cr);
}

void
gradus_model_picture_draw (cairo_t *cr, GrModel *model, gdouble width, gdouble height,
                           const GradusPalette *palette)
{
  const guint n = gr_model_n_blocks (model);
  g_autofree Slab *slabs = g_new (Slab, n);
  guint shown = 0;
  gdouble total = 0, tallest = 0, x, unit;

  for (guint i = 0; i < n; i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);

      if (!block->kind || block->kind->category == GR_CATEGORY_LOSS)
        continue;
      slabs[shown] = slab_of (block, gr_model_info (model, block->id));
      tallest = MAX (tallest, slabs[shown].height);
      total += 0.35 + slabs[shown++].thickness;
    }
  if (!shown)
    return;

  /* Few blocks leave room at both sides rather than grow fat, and small ones are seen too. */
  unit = MIN (width / total, height * 2 / 3);
  x = (width - unit * (total - 0.35)) / 2;
  for (guint i = 0; i < shown; i++)
    {
      slabs[i].height *= MAX (LEAST_HEIGHT / tallest, 1);
      draw_slab (cr, &slabs[i], x, unit * slabs[i].thickness, height / 2, height, palette);
      x += unit * (slabs[i].thickness + 0.35);
    }
}

static void
gradus_model_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusModelPicture *self = GRADUS_MODEL_PICTURE (widget);
  const gfloat width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gradus_model_picture_draw (cr, self->model, width, height, gradus_palette_current ());
  cairo_destroy (cr);
}

static void
gradus_model_picture_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size,
                              gint *minimum, gint *natural, gint *minimum_baseline,
                              gint *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 72;
}

static void
gradus_model_picture_dispose (GObject *object)
{
  g_clear_object (&GRADUS_MODEL_PICTURE (object)->model);
  G_OBJECT_CLASS (gradus_model_picture_parent_class)->dispose (object);
}

static void
gradus_model_picture_class_init (GradusModelPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_model_picture_dispose;
  widget_class->snapshot = gradus_model_picture_snapshot;
  widget_class->measure = gradus_model_picture_measure;
  /* The card that it is on says in words what it shows. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
gradus_model_picture_init (GradusModelPicture *self)
{
  gradus_palette_follow (GTK_WIDGET (self));
}

GtkWidget *
gradus_model_picture_new (GrModel *model)
{
  GradusModelPicture *self = g_object_new (GRADUS_TYPE_MODEL_PICTURE, NULL);

  self->model = g_object_ref (model);
  return GTK_WIDGET (self);
}
