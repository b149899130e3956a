/* image-grid.c - GradusImageGrid, the widget around a batch of pictures: see image-grid.h. */
#include "image-grid-private.h"

#include "number-text.h"
#include "style/count.h"

#include <glib/gi18n.h>

#include <math.h>

#define WANTED_ALONE 180 /* pixels for the height of one picture */
#define WANTED       56  /* and for each of several */

struct _GradusImageGrid
{
  GradusDrawing parent_instance;

  GradusImages *images; /* or NULL */
};

G_DEFINE_FINAL_TYPE (GradusImageGrid, gradus_image_grid, GRADUS_TYPE_DRAWING)

static gboolean
is_empty (const GradusImages *images)
{
  return !images || images->n * images->height * images->width == 0;
}

static void
draw (GradusDrawing *drawing, cairo_t *cr, gdouble width, gdouble height,
      const GradusPalette *palette)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;

  if (!is_empty (images))
    gradus_images_draw (images, cr, width, height, palette);
}

static gint
cell_at (GradusDrawing *drawing, gdouble width, gdouble height, gdouble x, gdouble y)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;
  GradusImagesLayout layout;

  if (is_empty (images))
    return GRADUS_NO_CELL;
  gradus_images_layout (images, width, height, &layout);
  const gdouble column = floor ((x - layout.left + layout.aside) / layout.step_x);
  const gdouble two_rows = 2 * layout.step_y + layout.pair_gap;
  const gdouble twos = floor ((y - layout.top) / two_rows);
  const gdouble row = floor ((y - layout.top - twos * layout.pair_gap) / layout.step_y);
  if (column < 0 || row < 0 || column >= layout.columns || row >= images->n)
    return GRADUS_NO_CELL;
  const gint cell = gradus_images_in (images, &layout, (gint) row, (gint) column);
  return cell < 0 ? GRADUS_NO_CELL : cell;
}

static void
cell_area (GradusDrawing *drawing, gdouble width, gdouble height, gint cell, graphene_rect_t *area)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;
  GradusImagesLayout layout;

  gradus_images_layout (images, width, height, &layout);
  const graphene_point_t corner = gradus_images_corner (images, &layout, cell);
  graphene_rect_init (area, corner.x - 1, corner.y - 1, layout.width + 2, layout.height + 2);
}

static gint
next_cell (GradusDrawing *drawing, gint cell, gint dx, gint dy)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;
  GradusImagesLayout layout;

  if (is_empty (images))
    return GRADUS_NO_CELL;
  if (cell == GRADUS_NO_CELL)
    return 0;
  gradus_images_layout (images, gtk_widget_get_width (GTK_WIDGET (drawing)),
                        gtk_widget_get_height (GTK_WIDGET (drawing)), &layout);
  if (images->paired)
    {
      gint row, column, there;

      gradus_images_place (images, &layout, MIN (cell, (gint) images->n - 1), &row, &column);
      there = gradus_images_in (images, &layout, row + dy, column + dx);
      return there >= 0 ? there : cell;
    }
  const gint next = cell + dx + dy * (gint) layout.columns;
  return next >= 0 && next < (gint) images->n ? next : MIN (cell, (gint) images->n - 1);
}

static char *
cell_text (GradusDrawing *drawing, gint cell)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;
  const gsize size = images->channels * images->height * images->width;
  gdouble min = INFINITY, max = -INFINITY, sum = 0;

  for (gsize i = cell * size; i < (cell + 1) * size; i++)
    {
      min = MIN (min, images->values[i]);
      max = MAX (max, images->values[i]);
      sum += images->values[i];
    }
  g_autofree char *low = gradus_number_text (min, GRADUS_AXIS_NUMBER);
  g_autofree char *high = gradus_number_text (max, GRADUS_AXIS_NUMBER);
  g_autofree char *mean = gradus_number_text (sum / size, GRADUS_AXIS_NUMBER);
  g_autofree char *facts = g_strdup_printf (_ ("%s to %s, mean %s"), low, high, mean);
  return images->labels ? g_strdup_printf ("%d: %s\n%s", cell, images->labels[cell], facts)
                        : g_strdup_printf ("%d\n%s", cell, facts);
}

static char *
title (GradusDrawing *drawing)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;

  return g_strdup (images && images->title ? images->title : _ ("Pictures"));
}

static char *
describe (GradusDrawing *drawing)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;

  if (is_empty (images))
    return g_strdup (_ ("There is nothing to show yet."));
  g_autofree char *n = gradus_count ((gint64) images->n);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s picture of %zu×%zu pixels.",
                                       "%s pictures of %zu×%zu pixels.", images->n),
                          n, images->width, images->height);
}

static void
heights (GradusDrawing *drawing, gint width, gint *minimum, gint *natural)
{
  const GradusImages *images = GRADUS_IMAGE_GRID (drawing)->images;
  const gint rest = 16 + (images && images->title ? 24 : 0);

  *minimum = rest + 24;
  if (is_empty (images))
    {
      *natural = *minimum;
      return;
    }
  if (images->paired)
    {
      *natural = *minimum = rest + (gint) ceil (gradus_images_pairs_height (images, width));
      return;
    }
  const gint tile = images->n == 1 ? WANTED_ALONE : WANTED;
  const gint across = MAX (1, (gint) (tile * (gdouble) images->width / images->height)) + 5;
  gint columns = images->columns ? (gint) images->columns : MAX (1, (width - 16) / across);
  GradusImagesLayout layout;

  if (images->labels && !images->columns)
    {
      gradus_images_layout (images, width, 0, &layout);
      columns = (gint) layout.columns;
    }
  const gint rows = ((gint) images->n + columns - 1) / columns;
  *natural = rest + rows * (tile + 5 + (images->labels ? 15 : 0));
  /* With words below them, pictures are there to be looked at. */
  if (images->labels)
    *minimum = *natural;
}

static void
gradus_image_grid_finalize (GObject *object)
{
  g_clear_pointer (&GRADUS_IMAGE_GRID (object)->images, gradus_images_free);
  G_OBJECT_CLASS (gradus_image_grid_parent_class)->finalize (object);
}

static void
gradus_image_grid_class_init (GradusImageGridClass *class)
{
  GradusDrawingClass *drawing = GRADUS_DRAWING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gradus_image_grid_finalize;
  drawing->draw = draw;
  drawing->cell_at = cell_at;
  drawing->cell_area = cell_area;
  drawing->next_cell = next_cell;
  drawing->cell_text = cell_text;
  drawing->title = title;
  drawing->describe = describe;
  drawing->heights = heights;
}

static void
gradus_image_grid_init (GradusImageGrid *self)
{
}

GtkWidget *
gradus_image_grid_new (GradusImages *images)
{
  GradusImageGrid *self = g_object_new (GRADUS_TYPE_IMAGE_GRID, NULL);

  gradus_image_grid_set_images (self, images);
  return GTK_WIDGET (self);
}

void
gradus_image_grid_set_images (GradusImageGrid *self, GradusImages *images)
{
  g_clear_pointer (&self->images, gradus_images_free);
  self->images = images;
  gradus_drawing_changed (GRADUS_DRAWING (self));
}

void
gradus_image_grid_light (GradusImageGrid *self, const GradusLight *lights, gsize n)
{
  if (!self->images)
    return;
  gradus_images_light (self->images, lights, n);
  gradus_drawing_changed (GRADUS_DRAWING (self));
}

gboolean
gradus_image_grid_pixel_at (GradusImageGrid *self, gdouble x, gdouble y, gsize *picture, gsize *row,
                            gsize *column)
{
  const GradusImages *images = self->images;
  const gdouble width = gtk_widget_get_width (GTK_WIDGET (self));
  const gdouble height = gtk_widget_get_height (GTK_WIDGET (self));
  const gint cell = cell_at (GRADUS_DRAWING (self), width, height, x, y);
  GradusImagesLayout layout;

  if (cell == GRADUS_NO_CELL)
    return FALSE;
  gradus_images_layout (images, width, height, &layout);
  const graphene_point_t corner = gradus_images_corner (images, &layout, cell);
  const gdouble across = (x - corner.x) / layout.times, down = (y - corner.y) / layout.times;
  if (across < 0 || down < 0 || across >= images->width || down >= images->height)
    return FALSE;
  *picture = cell;
  *row = (gsize) down;
  *column = (gsize) across;
  return TRUE;
}
