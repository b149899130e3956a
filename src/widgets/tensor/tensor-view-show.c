/* tensor-view-show.c - how a tensor comes into the widgets of GradusTensorView: which part of it a
 * heat map or the pictures show, in which colours, and what is lit there. */
#include "tensor-view-private.h"

#include "number-grid.h"
#include "style/count.h"
#include "style/dot.h"

#include <math.h>
#include <string.h>

#define PART          256    /* rows and columns that a heat map shows at once; */
#define VECTOR_PART   10000  /* elements, of a vector */
#define LEAST_PICTURE 60     /* pixels across, of one of several */
#define MOST_PICTURES 64     /* that are shown at once, */
#define MOST_PIXELS   262144 /* where they have no more in all */

static GrTensor *
shown (GradusTensorView *self)
{
  return self->tensors[self->shown];
}

static gboolean
has_elements (GradusTensorView *self)
{
  return shown (self) && gr_tensor_numel (shown (self)) > 0;
}

/* --- parts of a slice, in a heat map ---------------------------------------------------------- */

typedef struct
{
  gint64 n_across, n; /* parts side by side, and in all */
  gint64 row, column; /* of the first cell of the one that is shown, */
  gint64 rows, columns;
} Part;

static gboolean
is_vector (GradusTensorView *self)
{
  return self->slice.row_dim < 0;
}

static gint64
part_across (GradusTensorView *self)
{
  return is_vector (self) ? VECTOR_PART : PART;
}

static gint64
n_across (GradusTensorView *self)
{
  return (gradus_slice_columns (&self->slice) + part_across (self) - 1) / part_across (self);
}

static Part
heat_part (GradusTensorView *self)
{
  const gint64 rows = gradus_slice_rows (&self->slice), index = self->parts[GRADUS_TENSOR_HEAT_MAP];
  Part part = { .n_across = n_across (self) };

  part.n = part.n_across * ((rows + PART - 1) / PART);
  part.row = index / part.n_across * PART;
  part.column = index % part.n_across * part_across (self);
  part.rows = MIN (rows - part.row, PART);
  part.columns = MIN (gradus_slice_columns (&self->slice) - part.column, part_across (self));
  return part;
}

static Part
whole_slice (GradusTensorView *self)
{
  return (
      Part){ 1, 1, 0, 0, gradus_slice_rows (&self->slice), gradus_slice_columns (&self->slice) };
}

gint64
gradus_tensor_view_element_of_cell (GradusTensorView *self, gint cell)
{
  const Part part = heat_part (self);

  if (cell < 0)
    return -1;
  return gradus_slice_element (&self->slice, part.row + cell / part.columns,
                               part.column + cell % part.columns);
}

/* --- parts of a tensor, as pictures ----------------------------------------------------------- */

typedef struct
{
  gint64 channels;    /* of each: 1, or 3 where they are red, green and blue */
  gint64 n, n_all;    /* pictures of a part, and of the tensor */
  gint64 first, here; /* picture of the part that is shown, and how many it has */
} Gallery;

/* Three channels before the rows and columns are colours. */
static Gallery
gallery_of (GradusTensorView *self)
{
  const GradusSlice *slice = &self->slice;
  const gint64 pixels = gradus_slice_rows (slice) * gradus_slice_columns (slice);
  const gboolean coloured = slice->ndim > 2 && slice->row_dim == slice->ndim - 2
                            && slice->column_dim == slice->ndim - 1
                            && slice->shape[slice->ndim - 3] == 3;
  Gallery gallery = { .channels = coloured ? 3 : 1 };

  gallery.n = CLAMP (MOST_PIXELS / (pixels * gallery.channels), 1, MOST_PICTURES);
  gallery.n_all = gradus_slice_n_others (slice) / gallery.channels;
  gallery.first = self->parts[GRADUS_TENSOR_PICTURES] * gallery.n;
  gallery.here = MIN (gallery.n_all - gallery.first, gallery.n);
  return gallery;
}

gint64
gradus_tensor_view_element_of_pixel (GradusTensorView *self, gsize picture, gsize row, gsize column)
{
  const Gallery gallery = gallery_of (self);
  GradusSlice there = self->slice;

  if (gallery.channels > 1)
    return -1;
  gradus_slice_set_others (&there, gallery.first + (gint64) picture);
  return gradus_slice_element (&there, (gint64) row, (gint64) column);
}

/* "[0, 3]": which index the other dimensions have, or NULL where there are none. (transfer full) */
static char *
picture_label (GradusTensorView *self, const Gallery *gallery, gint64 picture)
{
  GradusSlice there = self->slice;
  gint64 index[GR_MAX_DIMS];
  gsize n = 0;

  gradus_slice_set_others (&there, picture * gallery->channels);
  for (gint dim = 0; dim < there.ndim - (gallery->channels == 3 ? 3 : 0); dim++)
    if (dim != there.row_dim && dim != there.column_dim)
      index[n++] = there.index[dim];
  return n > 0 ? gr_ints_to_string (gr_ints (index, n)) : NULL;
}

/* --- what is lit ------------------------------------------------------------------------------ */

/* The lit elements of the slice, as cells of that part of it, and the selected one where @selected.
 * (transfer full) */
static GArray *
lights_in (GradusTensorView *self, const Part *part, gboolean selected)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (GradusLight));
  const gint64 here = gradus_slice_others (&self->slice);
  const gboolean one_more = selected && self->selected >= 0;

  for (guint i = 0; i < self->lights->len + one_more; i++)
    {
      GradusLight light = i < self->lights->len
                              ? g_array_index (self->lights, GradusLight, i)
                              : (GradusLight){ self->selected, 1, GRADUS_LIGHT_SELECTED };
      gint64 row, column, others;

      gradus_slice_place (&self->slice, light.element, &row, &column, &others);
      row -= part->row;
      column -= part->column;
      if (others != here || row < 0 || column < 0 || row >= part->rows || column >= part->columns)
        continue;
      light.element = row * part->columns + column;
      g_array_append_val (cells, light);
    }
  return cells;
}

/* The same as pixels of the pictures. (transfer full) */
static GArray *
lights_in_gallery (GradusTensorView *self, gboolean selected)
{
  GArray *pixels = g_array_new (FALSE, FALSE, sizeof (GradusLight));
  const Gallery gallery = gallery_of (self);
  const gboolean one_more = selected && self->selected >= 0;

  for (guint i = 0; i < self->lights->len + one_more; i++)
    {
      GradusLight light = i < self->lights->len
                              ? g_array_index (self->lights, GradusLight, i)
                              : (GradusLight){ self->selected, 1, GRADUS_LIGHT_SELECTED };
      gint64 row, column, others;

      gradus_slice_place (&self->slice, light.element, &row, &column, &others);
      const gint64 picture = others / gallery.channels - gallery.first;
      if (picture < 0 || picture >= gallery.here)
        continue;
      light.element = (picture * gradus_slice_rows (&self->slice) + row)
                          * gradus_slice_columns (&self->slice)
                      + column;
      g_array_append_val (pixels, light);
    }
  return pixels;
}

gboolean
gradus_tensor_view_sees_lights (GradusTensorView *self)
{
  const GradusTensorStyle style = gradus_tensor_view_style (self);
  const Part part = style == GRADUS_TENSOR_HEAT_MAP ? heat_part (self) : whole_slice (self);
  g_autoptr (GArray) seen = style == GRADUS_TENSOR_PICTURES ? lights_in_gallery (self, FALSE)
                                                            : lights_in (self, &part, FALSE);

  return seen->len > 0;
}

void
gradus_tensor_view_fill_lights (GradusTensorView *self)
{
  if (!has_elements (self))
    return;

  const GradusTensorStyle style = gradus_tensor_view_style (self);
  const Part part = style == GRADUS_TENSOR_HEAT_MAP ? heat_part (self) : whole_slice (self);
  /* The grid marks its selected cell itself. */
  g_autoptr (GArray) lit = style == GRADUS_TENSOR_PICTURES
                               ? lights_in_gallery (self, TRUE)
                               : lights_in (self, &part, style != GRADUS_TENSOR_NUMBERS);
  const GradusLight *lights = (const GradusLight *) lit->data;

  switch (style)
    {
    case GRADUS_TENSOR_NUMBERS:
      gradus_number_grid_light (GRADUS_NUMBER_GRID (self->grid), lights, lit->len);
      break;
    case GRADUS_TENSOR_HEAT_MAP:
      gradus_heat_map_light (GRADUS_HEAT_MAP (self->heat), lights, lit->len);
      break;
    case GRADUS_TENSOR_PICTURES:
      gradus_image_grid_light (GRADUS_IMAGE_GRID (self->pictures), lights, lit->len);
      break;
    case GRADUS_TENSOR_HISTOGRAM:
    case GRADUS_TENSOR_N_STYLES:
      break;
    }
}

void
gradus_tensor_view_turn_to (GradusTensorView *self, gint64 element)
{
  gint64 row, column, others;

  gradus_slice_place (&self->slice, element, &row, &column, &others);
  gradus_slice_set_others (&self->slice, others);
  gradus_slice_chooser_set (GRADUS_SLICE_CHOOSER (self->chooser), &self->slice);
  self->parts[GRADUS_TENSOR_HEAT_MAP] = row / PART * n_across (self) + column / part_across (self);
  const Gallery gallery = gallery_of (self);
  self->parts[GRADUS_TENSOR_PICTURES] = others / gallery.channels / gallery.n;
}

/* --- colours ---------------------------------------------------------------------------------- */

/* Colours mean the same in all parts of a tensor, so they are those of its whole range. FALSE where
 * that is not known yet. */
static gboolean
colours_of (GradusTensorView *self, gboolean *diverging, gdouble *min, gdouble *max)
{
  const GradusTensorFacts *facts = self->facts[self->shown];

  if (!facts || isnan (facts->min))
    return FALSE;
  *diverging = facts->min < 0;
  *max = *diverging ? MAX (-facts->min, facts->max) : facts->max;
  *min = *diverging ? -*max : facts->min;
  return TRUE;
}

/* --- each widget ------------------------------------------------------------------------------ */

static void
fill_grid (GradusTensorView *self)
{
  g_autoptr (GrTensor) view = gradus_slice_view (&self->slice, shown (self));
  gint64 row, column, others;

  gradus_number_grid_set_values (GRADUS_NUMBER_GRID (self->grid), view);
  if (self->selected < 0)
    return;
  gradus_slice_place (&self->slice, self->selected, &row, &column, &others);
  if (others == gradus_slice_others (&self->slice))
    gradus_number_grid_select (GRADUS_NUMBER_GRID (self->grid), row, column);
}

static void
fill_heat (GradusTensorView *self)
{
  const Part part = heat_part (self);
  g_autoptr (GrTensor) view = gradus_slice_view (&self->slice, shown (self));
  const gint64 columns = gradus_slice_columns (&self->slice);
  g_autofree gdouble *values = g_new (gdouble, part.rows * part.columns);
  gboolean diverging;
  GradusMatrix *matrix;

  for (gint64 row = 0; row < part.rows; row++)
    for (gint64 column = 0; column < part.columns; column++)
      values[row * part.columns + column] = gr_tensor_get (view, (part.row + row) * columns
                                                                     + part.column + column)
                                                .d;
  matrix = is_vector (self) ? gradus_matrix_new_vector (values, part.columns)
                            : gradus_matrix_new (values, part.rows, part.columns);
  matrix->first_row = part.row;
  matrix->first_column = part.column;
  if (colours_of (self, &diverging, &matrix->min, &matrix->max))
    matrix->scale = diverging ? GRADUS_SCALE_DIVERGING : GRADUS_SCALE_SEQUENTIAL;
  gradus_heat_map_set_matrix (GRADUS_HEAT_MAP (self->heat), matrix);
}

static void
fill_pictures (GradusTensorView *self)
{
  const Gallery gallery = gallery_of (self);
  const gint64 rows = gradus_slice_rows (&self->slice);
  const gint64 columns = gradus_slice_columns (&self->slice), pixels = rows * columns;
  g_autofree gfloat *values = g_new (gfloat, gallery.here * gallery.channels * pixels);
  g_auto (GStrv) labels = g_new0 (char *, gallery.here + 1);
  GradusSlice slice = self->slice;
  GradusImages *images;
  gboolean diverging;

  for (gint64 plane = 0; plane < gallery.here * gallery.channels; plane++)
    {
      gradus_slice_set_others (&slice, gallery.first * gallery.channels + plane);
      g_autoptr (GrTensor) view = gradus_slice_view (&slice, shown (self));

      for (gint64 i = 0; i < pixels; i++)
        values[plane * pixels + i] = (gfloat) gr_tensor_get (view, i).d;
    }
  images = gradus_images_new (values, gallery.here, gallery.channels, rows, columns);
  if (colours_of (self, &diverging, &images->min, &images->max))
    images->scale = diverging ? GRADUS_SCALE_DIVERGING : GRADUS_SCALE_GRAY;
  for (gint64 i = 0; i < gallery.here; i++)
    labels[i] = picture_label (self, &gallery, gallery.first + i);
  if (labels[0])
    gradus_images_set_labels (images, (const char *const *) labels);
  images->least = LEAST_PICTURE;
  gradus_image_grid_set_images (GRADUS_IMAGE_GRID (self->pictures), images);
}

static void
fill_histogram (GradusTensorView *self)
{
  const GradusTensorFacts *facts = self->facts[self->shown];

  gradus_histogram_set_bins (GRADUS_HISTOGRAM (self->histogram),
                             facts ? gradus_bins_copy (facts->bins) : NULL);
}

/* --- which part ------------------------------------------------------------------------------- */

/* How many parts the style has, and in @text what the one that is shown holds: "[0:256, 256:300]",
 * or "[64:128]" of the pictures. */
static gint64
count_parts (GradusTensorView *self, char **text)
{
  const Part part = heat_part (self);
  const Gallery gallery = gallery_of (self);

  switch (gradus_tensor_view_style (self))
    {
    case GRADUS_TENSOR_HEAT_MAP:
      *text = g_strdup_printf (
          "[%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ":%" G_GINT64_FORMAT "]",
          part.row, part.row + part.rows, part.column, part.column + part.columns);
      return part.n;
    case GRADUS_TENSOR_PICTURES:
      *text = g_strdup_printf ("[%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT "]", gallery.first,
                               gallery.first + gallery.here);
      return (gallery.n_all + gallery.n - 1) / gallery.n;
    case GRADUS_TENSOR_NUMBERS:
    case GRADUS_TENSOR_HISTOGRAM:
    case GRADUS_TENSOR_N_STYLES:
      break;
    }
  return 1;
}

static void
fill_part (GradusTensorView *self)
{
  g_autofree char *place = NULL;
  const gint64 n = count_parts (self, &place);
  g_autofree char *of = gradus_count (n);
  g_autofree char *text = g_strdup_printf ("/ %s" GRADUS_DOT "%s", of, place ? place : "");

  gtk_widget_set_visible (self->part_box, n > 1);
  gtk_label_set_text (GTK_LABEL (self->part_text), text);
  self->setting = TRUE;
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->part), 1, n);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->part),
                             self->parts[gradus_tensor_view_style (self)] + 1);
  self->setting = FALSE;
}

void
gradus_tensor_view_fill (GradusTensorView *self)
{
  static const struct
  {
    const char *page;
    void (*fill) (GradusTensorView *self);
  } styles[GRADUS_TENSOR_N_STYLES] = {
    [GRADUS_TENSOR_NUMBERS] = { "numbers", fill_grid },
    [GRADUS_TENSOR_HEAT_MAP] = { "heat-map", fill_heat },
    [GRADUS_TENSOR_PICTURES] = { "pictures", fill_pictures },
    [GRADUS_TENSOR_HISTOGRAM] = { "histogram", fill_histogram },
  };
  const gboolean something = has_elements (self);
  const GradusTensorStyle style = gradus_tensor_view_style (self);

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    something ? styles[style].page : "nothing");
  gtk_widget_set_visible (self->part_box, FALSE);
  gtk_widget_set_visible (self->chooser,
                          something && self->slice.ndim > 2 && style != GRADUS_TENSOR_HISTOGRAM);
  if (!something)
    return;
  gradus_slice_chooser_show_indices (GRADUS_SLICE_CHOOSER (self->chooser),
                                     style != GRADUS_TENSOR_PICTURES);
  styles[style].fill (self);
  gradus_tensor_view_fill_lights (self);
  fill_part (self);
}
