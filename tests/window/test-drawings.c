/* test-drawings.c - heat maps, bars, histograms, grids of pictures: what they count, where their
 * cells are, what leads on from them. */
#include "plot/bars.h"
#include "plot/heat-map-private.h"
#include "plot/histogram.h"
#include "plot/image-grid-private.h"
#include "plot/lettering.h"
#include "plot/spread.h"

#include <math.h>
#include <string.h>

static const char *const classes[] = { "cat", "dog", "bird" };
static const gint64 counts[] = { 8, 1, 1, 0, 10, 0, 2, 3, 5 };

/* --- helpers ---------------------------------------------------------------------------------- */

typedef void (*Draw) (gconstpointer what, cairo_t *cr, gdouble width, gdouble height,
                      const GradusPalette *palette);

/* The colour at a place of a drawing of 400 by 300. */
static guint32
pixel (Draw draw, gconstpointer what, gboolean dark, gint x, gint y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 300);
  cairo_t *cr = cairo_create (surface);
  guint32 colour;

  draw (what, cr, 400, 300, gradus_palette_get (dark, FALSE));
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  colour = ((guint32 *) (cairo_image_surface_get_data (surface)
                         + y * cairo_image_surface_get_stride (surface)))[x];
  cairo_surface_destroy (surface);
  return colour & 0xffffff;
}

static guint32
rgb (const GdkRGBA *colour)
{
  return (guint32) (colour->red * 255 + 0.5f) << 16 | (guint32) (colour->green * 255 + 0.5f) << 8
         | (guint32) (colour->blue * 255 + 0.5f);
}

/* Every cell is found where it says that it is, and the arrow keys reach all of them. */
static void
check_cells (GtkWidget *widget, gint n)
{
  GradusDrawing *drawing = GRADUS_DRAWING (widget);
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (drawing);
  gint cell = class->next_cell (drawing, GRADUS_NO_CELL, 1, 0);

  g_assert_cmpint (cell, ==, 0);
  for (gint i = 0; i < n; i++)
    {
      g_autofree char *text = class->cell_text (drawing, i);
      graphene_rect_t area;

      class->cell_area (drawing, 400, 300, i, &area);
      g_assert_cmpint (class->cell_at (drawing, 400, 300, area.origin.x + area.size.width / 2,
                                       area.origin.y + area.size.height / 2),
                       ==, i);
      g_assert_cmpint (class->next_cell (drawing, i, 0, 0), ==, i);
      g_assert_true (*text);
      for (gint step = -1; step <= 1; step += 2)
        {
          const gint across = class->next_cell (drawing, i, step, 0);
          const gint down = class->next_cell (drawing, i, 0, step);

          g_assert_true (across >= 0 && across < n && down >= 0 && down < n);
        }
    }
  g_assert_cmpint (class->cell_at (drawing, 400, 300, -5, -5), ==, GRADUS_NO_CELL);
}

/* --- histograms over time --------------------------------------------------------------------- */

static void
test_spread (void)
{
  static const gfloat even[] = { 0.25, 0.5, 0.25 }, none[3] = { 0 };
  GradusSpread *spread = gradus_spread_new ("Weights over Time", 3, 0, 10);
  GtkWidget *view = g_object_ref_sink (gradus_spread_view_new (NULL));
  GradusDrawing *drawing = GRADUS_DRAWING (view);
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (view);
  const GdkRGBA most = gradus_scale_colour (GRADUS_SCALE_SEQUENTIAL, 1,
                                            gradus_palette_get (FALSE, FALSE));
  graphene_rect_t area;

  g_assert_cmpint (class->next_cell (drawing, GRADUS_NO_CELL, 1, 0), ==, GRADUS_NO_CELL);
  gradus_spread_add (spread, -1, 1, even);
  gradus_spread_add (spread, -2, 2, even);
  gradus_spread_view_set (GRADUS_SPREAD_VIEW (view), spread);
  check_cells (view, 6);
  g_autofree char *words = class->describe (drawing), *cell = class->cell_text (drawing, 4);
  g_assert_cmpstr (cell, ==, "50.00 %\n−0.6667 … 0.6667\nStep 10");
  g_assert_nonnull (strstr (words, "between −2 and 2"));
  class->cell_area (drawing, 400, 300, 4, &area); /* the middle of the second moment */
  g_assert_cmpuint (pixel ((Draw) gradus_spread_draw, spread, FALSE,
                           (gint) (area.origin.x + area.size.width / 2),
                           (gint) (area.origin.y + area.size.height / 3)),
                    ==, rgb (&most));

  /* A moment of which nothing is known is passed over, and one that towers above the others hides
   * none of them. */
  spread = gradus_spread_new (NULL, 3, 0, 10);
  for (guint i = 0; i < 3; i++)
    gradus_spread_add (spread, -1, 1, even);
  gradus_spread_add (spread, NAN, NAN, none);
  gradus_spread_add (spread, -1, 500, even);
  gradus_spread_view_set (GRADUS_SPREAD_VIEW (view), spread);
  g_assert_cmpint (class->next_cell (drawing, 2 * 3 + 1, 1, 0), ==, 4 * 3 + 1);
  class->cell_area (drawing, 400, 300, 1, &area);
  g_assert_cmpfloat (area.size.height, >, 20);
  g_object_unref (view);
}

/* --- heat maps -------------------------------------------------------------------------------- */

static void
remember (GradusHeatMap *map, gint row, gint column, gint *place)
{
  place[0] = row;
  place[1] = column;
}

static void
test_confusion (void)
{
  GtkWidget *map = g_object_ref_sink (
      gradus_heat_map_new (gradus_matrix_new_confusion (counts, 3, 3, classes)));
  GradusDrawing *drawing = GRADUS_DRAWING (map);
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (map);
  g_autofree char *words = class->describe (drawing);
  g_autofree char *cell = class->cell_text (drawing, 7);
  gint place[2] = { -1, -1 };

  check_cells (map, 9);
  g_assert_nonnull (strstr (words, "bird"));
  g_assert_nonnull (strstr (words, "dog"));
  g_assert_nonnull (strstr (words, "76.67 %"));
  g_assert_cmpstr (cell, ==, "3 (30.00 %)\nTrue class: bird\nPredicted class: dog");

  g_signal_connect (map, "activated", G_CALLBACK (remember), place);
  class->activate (drawing, 7);
  g_assert_cmpint (place[0], ==, 2);
  g_assert_cmpint (place[1], ==, 1);

  /* What is pointed at stays so while the numbers change, as long as it is there. */
  gradus_drawing_set_cell (drawing, 7);
  gradus_heat_map_set_matrix (GRADUS_HEAT_MAP (map),
                              gradus_matrix_new_confusion (counts, 3, 3, NULL));
  g_assert_cmpint (gradus_drawing_cell (drawing), ==, 7);
  gradus_heat_map_set_matrix (GRADUS_HEAT_MAP (map), NULL);
  g_assert_cmpint (gradus_drawing_cell (drawing), ==, GRADUS_NO_CELL);
  g_object_unref (map);
}

/* A vector is wrapped to rows that one can count with, and has no more cells than numbers; a narrow
 * matrix fills a good part of its room. */
static void
test_vector (void)
{
  static const struct
  {
    gsize n, rows, columns;
  } shapes[] = { { 1, 1, 1 },     { 7, 1, 7 },     { 10, 1, 10 },    { 64, 7, 10 },
                 { 192, 10, 20 }, { 784, 16, 50 }, { 9216, 93, 100 } };
  gdouble values[9216];
  GradusMatrixLayout layout;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = i % 7;
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GradusMatrix) matrix = gradus_matrix_new_vector (values, shapes[i].n);

      g_assert_cmpuint (matrix->rows, ==, shapes[i].rows);
      g_assert_cmpuint (matrix->columns, ==, shapes[i].columns);
      g_assert_cmpuint (gradus_matrix_n_cells (matrix), ==, shapes[i].n);
      gradus_matrix_layout (matrix, 300, 225, &layout);
      g_assert_cmpfloat (layout.cell_height * matrix->rows, >, 30);
      g_assert_cmpfloat (layout.cell_width * matrix->columns, >, 60);
    }

  GtkWidget *map = g_object_ref_sink (gradus_heat_map_new (gradus_matrix_new_vector (values, 64)));
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (map);
  g_autofree char *text = class->cell_text (GRADUS_DRAWING (map), 63);
  g_autofree char *all = class->describe (GRADUS_DRAWING (map));
  graphene_rect_t last;

  g_assert_cmpstr (text, ==, "0\nColumn: 63");
  g_assert_cmpstr (all, ==, "1 rows and 64 columns, values from 0 to 6.");
  class->cell_area (GRADUS_DRAWING (map), 300, 225, 63, &last);
  g_assert_cmpint (
      class->cell_at (GRADUS_DRAWING (map), 300, 225, last.origin.x + 3, last.origin.y + 3), ==,
      63);
  g_assert_cmpint (class->cell_at (GRADUS_DRAWING (map), 300, 225,
                                   last.origin.x + last.size.width + 3, last.origin.y + 3),
                   ==, GRADUS_NO_CELL);
  g_assert_cmpint (class->next_cell (GRADUS_DRAWING (map), 59, 0, 1), ==, 63);
  g_object_unref (map);

  g_autoptr (GradusMatrix) narrow = gradus_matrix_new (values, 64, 2);
  gradus_matrix_layout (narrow, 300, 225, &layout);
  g_assert_cmpfloat (2 * layout.cell_width, >, 50);
}

/* A title that has no room in bold is written in smaller letters, bold too. */
static void
test_title (void)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  static const char title[] = "What it makes of the item";
  gdouble bold, small;

  gradus_lettering_measure (lettering, GRADUS_LETTERS_BOLD, title, &bold, NULL);
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, title, &small, NULL);
  g_assert_cmpfloat (small, <, 0.9 * bold);
  g_assert_cmpint (gradus_lettering_for_title (lettering, title, bold), ==, GRADUS_LETTERS_BOLD);
  g_assert_cmpint (gradus_lettering_for_title (lettering, title, small), ==,
                   GRADUS_LETTERS_BOLD_SMALLEST);
  gradus_lettering_limit (lettering, 10);
  g_assert_cmpint (gradus_lettering_for_title (lettering, title, small), ==,
                   GRADUS_LETTERS_BOLD_SMALLEST);
}

/* A small matrix is drawn as rectangles, a large one as a picture: the colours are the same. */
static void
test_matrix_colours (void)
{
  g_autofree gdouble *values = g_new (gdouble, 200 * 200);

  for (guint dark = 0; dark < 2; dark++)
    for (guint large = 0; large < 2; large++)
      {
        const gsize n = large ? 200 : 2;
        const GradusPalette *palette = gradus_palette_get (dark, FALSE);

        for (gsize i = 0; i < n * n; i++)
          values[i] = i % n < n / 2 ? 0 : 4;
        g_autoptr (GradusMatrix) matrix = gradus_matrix_new (values, n, n);
        const GdkRGBA low = gradus_scale_colour (GRADUS_SCALE_SEQUENTIAL, 0, palette);
        const GdkRGBA high = gradus_scale_colour (GRADUS_SCALE_SEQUENTIAL, 1, palette);
        g_assert_cmphex (pixel ((Draw) gradus_matrix_draw, matrix, dark, 60, 60), ==, rgb (&low));
        g_assert_cmphex (pixel ((Draw) gradus_matrix_draw, matrix, dark, 220, 60), ==, rgb (&high));
      }
}

/* What is told of a drawing counts as the rest of the program does. */
static void
test_counts (void)
{
  g_autofree gdouble *values = g_new0 (gdouble, 1200);
  GtkWidget *map = g_object_ref_sink (gradus_heat_map_new (gradus_matrix_new (values, 1200, 1)));
  g_autofree char *words = GRADUS_DRAWING_GET_CLASS (map)->describe (GRADUS_DRAWING (map));
  const gint64 mistakes[] = { 5, 1200, 0, 7 };
  GtkWidget *confusion = g_object_ref_sink (
      gradus_heat_map_new (gradus_matrix_new_confusion (mistakes, 2, 2, NULL)));
  g_autofree char *most = GRADUS_DRAWING_GET_CLASS (confusion)->describe (
      GRADUS_DRAWING (confusion));

  g_assert_cmpstr (words, ==, "1\u202f200 rows and 1 columns, values from 0 to 0.");
  g_assert_nonnull (strstr (most, "1\u202f200 times"));
  g_object_unref (map);
  g_object_unref (confusion);
}

/* The lightness goes one way along a sequential scale, and outwards along the diverging one. */
static void
test_scales (void)
{
  for (guint dark = 0; dark < 2; dark++)
    for (GradusScale scale = GRADUS_SCALE_SEQUENTIAL; scale <= GRADUS_SCALE_GRAY; scale++)
      {
        gdouble last = NAN;
        gint turns = 0, direction = 0;

        for (guint i = 0; i <= 64; i++)
          {
            const GdkRGBA c = gradus_scale_colour (scale, i / 64.0,
                                                   gradus_palette_get (dark, FALSE));
            const gdouble light = 0.299 * c.red + 0.587 * c.green + 0.114 * c.blue;
            const gint now = light > last ? 1 : -1;

            if (i > 0 && direction != 0 && now != direction)
              turns++;
            direction = i > 0 ? now : 0;
            last = light;
          }
        g_assert_cmpint (turns, ==, scale == GRADUS_SCALE_DIVERGING ? 1 : 0);
      }
}

/* --- bars ------------------------------------------------------------------------------------- */

static void
test_bars (void)
{
  GradusBarList *list = gradus_bar_list_new ("Classes", NAN, FALSE);
  GtkWidget *bars;

  gradus_bar_list_add (list, "cat", 6000, NULL, 0, FALSE);
  gradus_bar_list_add (list, "dog", 3000, NULL, 0, TRUE);
  gradus_bar_list_add (list, "fish", NAN, NULL, -1, FALSE);
  bars = g_object_ref_sink (gradus_bars_new (list));
  check_cells (bars, 3);
  g_autofree char *words = GRADUS_DRAWING_GET_CLASS (bars)->describe (GRADUS_DRAWING (bars));
  g_assert_cmpstr (words, ==, "cat: 6\u202f000, dog: 3\u202f000, fish: –");
  pixel ((Draw) gradus_bar_list_draw, list, FALSE, 0, 0);
  g_object_unref (bars);
}

/* --- histograms ------------------------------------------------------------------------------- */

static void
test_bins (void)
{
  gfloat values[1000];
  gsize total = 0;

  for (guint i = 0; i < 1000; i++)
    values[i] = i % 50 == 7 ? NAN : i % 50 == 8 ? INFINITY : (gfloat) g_test_rand_double ();
  g_autoptr (GradusBins) bins = gradus_bins_new ("w", values, 1000, 20);
  const gdouble step = (bins->max - bins->min) / 20;
  for (guint k = 0; k < 20; k++)
    {
      gsize expected = 0;

      for (guint i = 0; i < 1000; i++)
        if (isfinite (values[i]))
          {
            const gdouble bin = floor ((values[i] - bins->min) * (20 / (20 * step)));
            expected += MIN (bin, 19) == k;
          }
      g_assert_cmpuint (bins->counts[k], ==, expected);
      total += bins->counts[k];
    }
  g_assert_cmpuint (total, ==, 960);
  g_assert_cmpuint (bins->total, ==, 960);
  g_assert_cmpuint (bins->n_other, ==, 40);

  /* All the same, and nothing at all. */
  const gfloat same[] = { 2, 2, 2 };
  g_autoptr (GradusBins) narrow = gradus_bins_new (NULL, same, 3, 5);
  g_assert_cmpuint (narrow->counts[2], ==, 3);
  g_assert_cmpfloat (narrow->deviation, ==, 0);
  g_autoptr (GradusBins) none = gradus_bins_new ("none", same, 0, 5);
  g_assert_cmpuint (none->total, ==, 0);
  pixel ((Draw) gradus_bins_draw, none, TRUE, 0, 0);

  GtkWidget *widget = g_object_ref_sink (
      gradus_histogram_new (gradus_bins_new ("w", values, 1000, 20)));
  check_cells (widget, 20);
  g_object_unref (widget);
}

/* (transfer full) */
static cairo_surface_t *
drawn (const GradusBins *bins)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 300);
  cairo_t *cr = cairo_create (surface);

  gradus_bins_draw (bins, cr, 400, 300, gradus_palette_get (FALSE, FALSE));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* The mean stands beside a title that leaves it room, and not in place of a title's end. */
static void
test_bins_head (void)
{
  static const char *const titles[] = { "w",
                                        "A name so long that it fills all of a drawing's head" };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      static const gfloat values[] = { 0.25f, 0.5f };
      g_autoptr (GradusBins) bins = gradus_bins_new (titles[i], values, 2, 1);
      cairo_surface_t *one, *other;

      one = drawn (bins);
      bins->mean = 8888;
      other = drawn (bins);
      g_assert_cmpint (memcmp (cairo_image_surface_get_data (one),
                               cairo_image_surface_get_data (other), 400 * 300 * 4)
                           != 0,
                       ==, i == 0);
      cairo_surface_destroy (one);
      cairo_surface_destroy (other);
    }
}

/* --- pictures --------------------------------------------------------------------------------- */

static void
test_pictures (void)
{
  gfloat values[2 * 2 * 3 * 4];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = i;
  g_autoptr (GrTensor) tensor = gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (2, 2, 3, 4), NULL);
  GradusImages *images = gradus_images_new_tensor (tensor, NULL);
  g_assert_nonnull (images);
  /* Two channels are no colours: each is a picture. */
  g_assert_cmpuint (images->n, ==, 4);
  g_assert_cmpuint (images->channels, ==, 1);
  g_assert_cmpuint (images->height, ==, 3);
  g_assert_cmpuint (images->width, ==, 4);
  g_assert_cmpmem (images->values, sizeof values, values, sizeof values);

  GtkWidget *grid = g_object_ref_sink (gradus_image_grid_new (images));
  check_cells (grid, 4);
  g_autofree char *text = GRADUS_DRAWING_GET_CLASS (grid)->cell_text (GRADUS_DRAWING (grid), 1);
  g_assert_cmpstr (text, ==, "1\n12 to 23, mean 17.500");
  g_object_unref (grid);

  /* A view, and other types. */
  g_autoptr (GrTensor) turned = gr_tensor_new_view (tensor, GR_INTS (4, 3), GR_INTS (1, 4), 0,
                                                    NULL);
  g_autoptr (GradusImages) one = gradus_images_new_tensor (turned, NULL);
  g_assert_cmpuint (one->height, ==, 4);
  g_assert_cmpfloat (one->values[1], ==, 4);

  g_autoptr (GrTensor) deep = gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (2, 2, 3, 2, 2),
                                                  NULL);
  g_autoptr (GError) error = NULL;
  g_assert_null (gradus_images_new_tensor (deep, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_SHAPE);
}

/* Eight runs, or layers, in one plot: no two of them have about the same colour. */
static void
test_series_colours (void)
{
  for (gint style = 0; style < 4; style++)
    {
      const GradusPalette *palette = gradus_palette_get (style & 1, style & 2);

      for (guint i = 0; i < GRADUS_N_SERIES_COLOURS; i++)
        for (guint k = 0; k < i; k++)
          {
            const GdkRGBA *a = &palette->series[i], *b = &palette->series[k];
            /* As the eye weighs them: https://www.compuphase.com/cmetric.htm */
            const gdouble red = (a->red + b->red) / 2;
            const gdouble square = (2 + red) * pow (a->red - b->red, 2)
                                   + 4 * pow (a->green - b->green, 2)
                                   + (3 - red) * pow (a->blue - b->blue, 2);

            g_assert_cmpfloat (sqrt (square), >, 0.42);
          }
    }
}

/* Pictures with labels stand so far apart that these can be read, in the page's whole width. */
static void
test_labels (void)
{
  static const char label[] = "Ankle boot → Sneaker";
  g_autofree gfloat *values = g_new0 (gfloat, 24 * 28 * 28);
  g_autoptr (GradusImages) images = gradus_images_new (values, 24, 1, 28, 28);
  g_autoptr (GradusImages) again = gradus_images_new (values, 24, 1, 28, 28);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  const char *labels[25] = { NULL };
  GradusImagesLayout layout;
  gdouble width;

  for (guint i = 0; i < 24; i++)
    labels[i] = label;
  gradus_images_set_labels (images, labels);
  gradus_images_set_labels (again, labels);
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, label, &width, NULL);
  for (gdouble page = 400; page <= 1200; page += 100)
    {
      gradus_images_layout (images, page, 400, &layout);
      g_assert_cmpfloat (layout.step_x, >=, width);
      g_assert_cmpfloat (layout.columns * layout.step_x, <=, page);
      g_assert_cmpfloat ((layout.columns + 1) * layout.step_x, >, page - 16);
    }

  GtkWidget *grid = g_object_ref_sink (gradus_image_grid_new (g_steal_pointer (&images)));
  for (gint page = 400; page <= 1200; page += 100)
    {
      gint height;

      gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, page, &height, NULL, NULL, NULL);
      gradus_images_layout (again, page, height, &layout);
      g_assert_cmpfloat (layout.height, >=, 56);
    }
  check_cells (grid, 24);
  g_object_unref (grid);
}

/* With a least breadth they are no smaller than that, and larger where there is room. */
static void
test_least (void)
{
  g_autofree gfloat *values = g_new0 (gfloat, 8 * 28 * 28);
  GradusImages *images = gradus_images_new (values, 8, 1, 28, 28);
  const char *labels[9] = { "[0]", "[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]" };
  GradusImagesLayout layout;

  gradus_images_set_labels (images, labels);
  images->least = 60;
  gradus_images_layout (images, 320, 0, &layout);
  g_assert_cmpuint (layout.columns, ==, 4);
  gradus_images_layout (images, 320, 700, &layout);
  g_assert_cmpuint (layout.columns, ==, 2);
  g_assert_cmpfloat (layout.times, ==, 5);

  GtkWidget *grid = g_object_ref_sink (gradus_image_grid_new (images));
  gint height;
  gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, 320, &height, NULL, NULL, NULL);
  gradus_images_layout (images, 320, height, &layout);
  g_assert_cmpfloat (layout.width, >=, 56);
  g_object_unref (grid);
}

/* What came in and what came out: one below the other, and in a small window in more rows rather
 * than smaller. */
static void
test_pairs (void)
{
  static const struct
  {
    gdouble page;
    gsize columns;
  } cases[] = { { 900, 8 }, { 405, 4 }, { 200, 2 } };
  g_autofree gfloat *values = g_new0 (gfloat, 16 * 28 * 28);
  g_autoptr (GradusImages) images = gradus_images_new (values, 16, 1, 28, 28);

  images->paired = TRUE;
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const gdouble height = 40 + gradus_images_pairs_height (images, cases[k].page);
      GradusImagesLayout layout;

      gradus_images_layout (images, cases[k].page, height, &layout);
      g_assert_cmpuint (layout.columns, ==, cases[k].columns);
      g_assert_cmpfloat (layout.width, >=, 56);
      for (gint i = 0; i < 8; i++)
        {
          const graphene_point_t in = gradus_images_corner (images, &layout, i);
          const graphene_point_t out = gradus_images_corner (images, &layout, i + 8);
          gint row, column;

          g_assert_cmpfloat (out.x, ==, in.x);
          g_assert_cmpfloat (out.y, ==, in.y + layout.step_y);
          g_assert_cmpfloat (out.x + layout.width, <=, cases[k].page);
          g_assert_cmpfloat (out.y + layout.height, <=, height);
          gradus_images_place (images, &layout, i, &row, &column);
          g_assert_cmpint (gradus_images_in (images, &layout, row, column), ==, i);
          g_assert_cmpint (gradus_images_in (images, &layout, row + 1, column), ==, i + 8);
        }
    }

  GtkWidget *grid = g_object_ref_sink (gradus_image_grid_new (g_steal_pointer (&images)));
  check_cells (grid, 16);
  g_object_unref (grid);
}

/* A red, a green and a blue pixel, enlarged, have sharp edges. */
static void
test_sharp_pixels (void)
{
  const gfloat values[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  g_autoptr (GradusImages) images = gradus_images_new (values, 1, 3, 1, 3);

  for (gint x = 9; x < 27; x++)
    g_assert_cmphex (pixel ((Draw) gradus_images_draw, images, FALSE, x, 16), ==, 0xff0000);
  for (gint x = 29; x < 47; x++)
    g_assert_cmphex (pixel ((Draw) gradus_images_draw, images, FALSE, x, 16), ==, 0x00ff00);
  for (gint x = 49; x < 67; x++)
    g_assert_cmphex (pixel ((Draw) gradus_images_draw, images, FALSE, x, 16), ==, 0x0000ff);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawings/confusion", test_confusion);
  g_test_add_func ("/drawings/spread", test_spread);
  g_test_add_func ("/drawings/title", test_title);
  g_test_add_func ("/drawings/vector", test_vector);
  g_test_add_func ("/drawings/matrix-colours", test_matrix_colours);
  g_test_add_func ("/drawings/scales", test_scales);
  g_test_add_func ("/drawings/counts", test_counts);
  g_test_add_func ("/drawings/bars", test_bars);
  g_test_add_func ("/drawings/bins", test_bins);
  g_test_add_func ("/drawings/bins-head", test_bins_head);
  g_test_add_func ("/drawings/pictures", test_pictures);
  g_test_add_func ("/drawings/labels", test_labels);
  g_test_add_func ("/drawings/least", test_least);
  g_test_add_func ("/drawings/pairs", test_pairs);
  g_test_add_func ("/drawings/series-colours", test_series_colours);
  g_test_add_func ("/drawings/sharp-pixels", test_sharp_pixels);
  return g_test_run ();
}
