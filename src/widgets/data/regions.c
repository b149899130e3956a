/* regions.c - see regions.h. */
#include "regions.h"

#include "document/in-thread.h"

#define CELLS        96 /* a side */
#define CURVE_POINTS 200

typedef struct
{
  GradusPredictor *predictor;
  GradusPart *part;
  GradusFrame frame;
} Wish;

static void
wish_free (Wish *wish)
{
  gradus_predictor_unref (wish->predictor);
  gradus_part_unref (wish->part);
  g_free (wish);
}

void
gradus_regions_free (GradusRegions *self)
{
  g_free (self->class);
  g_free (self->value);
  g_free (self);
}

/* --- drawing
 * ---------------------------------------------------------------------------------------- */

/* The cells as a small image, stretched over the area. */
static void
draw_cells (const GradusRegions *self, cairo_t *cr, const GradusScatterArea *area,
            const GradusPalette *palette)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->width,
                                                         self->height);
  guint32 *pixels = (guint32 *) cairo_image_surface_get_data (surface);
  const gint stride = cairo_image_surface_get_stride (surface) / 4;

  for (gint y = 0; y < self->height; y++)
    for (gint x = 0; x < self->width; x++)
      {
        const gint cell = (self->height - 1 - y) * self->width + x;
        const GdkRGBA *c = &palette->series[self->class[cell] % GRADUS_N_SERIES_COLOURS];
        const gfloat a = .32f * self->value[cell];

        pixels[y * stride + x] = (guint32) (255 * a) << 24 | (guint32) (255 * a * c->red) << 16
                                 | (guint32) (255 * a * c->green) << 8
                                 | (guint32) (255 * a * c->blue);
      }
  cairo_surface_mark_dirty (surface);
  cairo_translate (cr, area->left, area->top);
  cairo_scale (cr, (area->right - area->left) / self->width,
               (area->bottom - area->top) / self->height);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (surface);
}

static void
draw_curve (const GradusRegions *self, cairo_t *cr, const GradusScatterArea *area,
            const GradusPalette *palette)
{
  const GradusFrame *f = &self->frame;

  for (gint i = 0; i < self->width; i++)
    {
      const gdouble u = (i + .5) / self->width;
      const gdouble v = (f->top - self->value[i]) / (f->top - f->bottom);

      cairo_line_to (cr, area->left + u * (area->right - area->left),
                     area->top + v * (area->bottom - area->top));
    }
  gdk_cairo_set_source_rgba (cr, &palette->accent);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

void
gradus_regions_draw (const GradusRegions *self, cairo_t *cr, const GradusScatterArea *area,
                     const GradusPalette *palette)
{
  cairo_save (cr);
  cairo_new_path (cr); /* which text before it leaves begun */
  cairo_rectangle (cr, area->left, area->top, area->right - area->left, area->bottom - area->top);
  cairo_clip (cr);
  if (self->class)
    draw_cells (self, cr, area, palette);
  else
    draw_curve (self, cr, area, palette);
  cairo_restore (cr);
}

/* --- making them
 * ------------------------------------------------------------------------------------ */

/* The middles of the cells as items like those of @like. */
static GrDataset *
make_grid (const GradusRegions *self, GrDataset *like, GError **error)
{
  const gboolean plane = self->class != NULL;
  const gint64 n = (gint64) self->width * self->height;
  const GradusFrame *f = &self->frame;
  gint64 shape[GR_MAX_DIMS + 1] = { n };
  g_autoptr (GrTensor) input = NULL;
  g_autoptr (GrTensor) target = NULL;

  for (gint d = 0; d < like->input[0].ndim; d++)
    shape[d + 1] = like->input[0].shape[d];
  input = gr_tensor_new (like->input[0].dtype, GR_CPU,
                         gr_ints (shape, (gsize) like->input[0].ndim + 1), error);
  if (!input)
    return NULL;
  for (gint64 i = 0; i < n; i++)
    {
      const gdouble u = (i % self->width + .5) / self->width;
      const gdouble v = (i / self->width + .5) / self->height;

      gr_tensor_set (input, plane ? 2 * i : i, gr_float (f->left + u * (f->right - f->left)));
      if (plane)
        gr_tensor_set (input, 2 * i + 1, gr_float (f->bottom + v * (f->top - f->bottom)));
    }
  /* Which classes does not matter: nobody looks at the loss. */
  if (like->n_classes > 0)
    {
      target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n), error);
      if (!target)
        return NULL;
      memset (gr_tensor_data (target), 0, (gsize) n * sizeof (gint64));
    }
  return gr_dataset_from_tensors ("grid", &input, NULL, 1, target,
                                  (const char *const *) like->class_names, like->n_classes, error);
}

static gboolean
add_batch (const GrBatch *batch, GrTensor *outputs, const gdouble *losses, gpointer user)
{
  GradusRegions *self = user;
  const gint64 n = gr_tensor_numel (outputs) / MAX (batch->size, 1);
  const gfloat *output = GR_DATA (gfloat, outputs);

  for (gint64 i = 0; i < batch->size; i++)
    {
      const gfloat *own = output + i * n;
      gint64 best = 0;

      for (gint64 c = 1; self->class && c < n; c++)
        if (own[c] > own[best])
          best = c;
      self->value[batch->index[i]] = own[best];
      if (self->class)
        self->class[batch->index[i]] = (gint32) best;
    }
  return TRUE;
}

static void
run (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  GrDataset *like = wish->part->set;
  const gboolean plane = gr_field_numel (&like->input[0]) == 2;
  const gboolean classes = gradus_predictor_kind (wish->predictor) == GRADUS_PREDICTS_CLASSES;
  g_autoptr (GradusRegions) self = g_new0 (GradusRegions, 1);
  g_autoptr (GrDataset) grid = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (plane != classes)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  self->frame = wish->frame;
  self->width = plane ? CELLS : CURVE_POINTS;
  self->height = plane ? CELLS : 1;
  self->value = g_new0 (gfloat, self->width * self->height);
  self->class = plane ? g_new0 (gint32, self->width * self->height) : NULL;
  grid = make_grid (self, like, &error);
  if (grid && gradus_predictor_run_all (wish->predictor, grid, FALSE, add_batch, self, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) gradus_regions_free);
  else
    g_task_return_error (task, error);
}

void
gradus_regions_new_async (GradusPredictor *predictor, GradusPart *part, GradusFrame frame,
                          GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, user);
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish){ gradus_predictor_ref (predictor), gradus_part_ref (part), frame };
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  gradus_run_in_thread (task, run);
}

GradusRegions *
gradus_regions_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
