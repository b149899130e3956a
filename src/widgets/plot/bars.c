/* bars.c - see bars.h. */
#include "bars.h"

#include "note.h"
#include "number-text.h"

#include <glib/gi18n.h>

#include <math.h>

#define EDGE    8
#define TITLE   26
#define NATURAL 24 /* height of a bar with the gap below it */
#define LEAST   14

struct _GradusBars
{
  GradusDrawing parent_instance;

  GradusBarList *list; /* or NULL */
};

G_DEFINE_FINAL_TYPE (GradusBars, gradus_bars, GRADUS_TYPE_DRAWING)

/* --- the list --------------------------------------------------------------------------------- */

static void
clear_bar (gpointer data)
{
  GradusBar *bar = data;

  g_free (bar->label);
  g_free (bar->text);
}

GradusBarList *
gradus_bar_list_new (const char *title, gdouble most, gboolean percent)
{
  GradusBarList *list = g_new0 (GradusBarList, 1);

  list->title = g_strdup (title);
  list->bars = g_array_new (FALSE, FALSE, sizeof (GradusBar));
  g_array_set_clear_func (list->bars, clear_bar);
  list->most = most;
  list->percent = percent;
  return list;
}

void
gradus_bar_list_free (GradusBarList *list)
{
  g_free (list->title);
  g_array_unref (list->bars);
  g_free (list);
}

void
gradus_bar_list_add (GradusBarList *list, const char *label, gdouble value, const char *text,
                     gint colour, gboolean strong)
{
  const GradusBar bar = { g_strdup (label ? label : ""), value, g_strdup (text), colour, strong };

  g_array_append_val (list->bars, bar);
}

static const GradusBar *
bar_at (const GradusBarList *list, guint i)
{
  return &g_array_index (list->bars, GradusBar, i);
}

/* (transfer full) */
static char *
bar_text (const GradusBarList *list, const GradusBar *bar)
{
  if (bar->text)
    return g_strdup (bar->text);
  if (isnan (bar->value))
    return g_strdup ("–");
  if (list->percent)
    return g_strdup_printf ("%.1f %%", 100 * bar->value);
  return gradus_number_text (bar->value, GRADUS_AXIS_NUMBER);
}

/* --- drawing ---------------------------------------------------------------------------------- */

typedef struct
{
  gdouble top, row;    /* of the first bar, and the height of each with its gap */
  gdouble left, right; /* of the longest bar */
  gdouble most;
} Layout;

static void
lay_out (const GradusBarList *list, gdouble width, gdouble height, Layout *layout)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  gdouble label_width = 0, text_width = 0, greatest = 0;

  for (guint i = 0; i < list->bars->len; i++)
    {
      const GradusBar *bar = bar_at (list, i);
      g_autofree char *text = bar_text (list, bar);
      gdouble own;

      /* As if it stood out: another bar may do so next, and nothing is to move then. */
      gradus_lettering_measure (lettering, GRADUS_LETTERS_BOLD, bar->label, &own, NULL);
      label_width = MAX (label_width, ceil (own));
      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, text, &own, NULL);
      text_width = MAX (text_width, ceil (own));
      greatest = MAX (greatest, isfinite (bar->value) ? bar->value : 0);
    }
  layout->top = EDGE + (list->title ? TITLE : 0);
  layout->row = MIN ((height - layout->top - EDGE) / MAX (list->bars->len, 1), 32);
  layout->left = EDGE + MIN (label_width, width * 0.4) + 8;
  layout->right = MAX (width - EDGE - text_width - 6, layout->left + 1);
  layout->most = !isnan (list->most) ? list->most : greatest > 0 ? greatest : 1;
}

static void
draw_bar (const GradusBarList *list, guint i, cairo_t *cr, GradusLettering *lettering,
          const Layout *layout, const GradusPalette *palette)
{
  const GradusBar *bar = bar_at (list, i);
  g_autofree char *text = bar_text (list, bar);
  const GdkRGBA colour = bar->colour < 0 ? palette->accent
                                         : palette->series[bar->colour % GRADUS_N_SERIES_COLOURS];
  const GdkRGBA ground = gradus_fade (palette->grid, 0.45f);
  const gdouble y = layout->top + i * layout->row, thickness = MIN (layout->row * 0.62, 16);
  const gdouble middle = y + layout->row / 2, whole = layout->right - layout->left;
  const gdouble part = isfinite (bar->value) ? CLAMP (bar->value / layout->most, 0, 1) : 0;
  const gdouble length = part > 0 ? MAX (part * whole, 2) : 0;
  const gdouble radius = MIN (3, thickness / 2);

  gradus_round_rectangle (cr, layout->left, middle - thickness / 2, whole, thickness, radius);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_fill (cr);
  if (length > 0)
    {
      gradus_round_rectangle (cr, layout->left, middle - thickness / 2, length, thickness,
                              MIN (radius, length / 2));
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_fill (cr);
    }
  if (layout->row < 11)
    return;
  gradus_lettering_limit (lettering, layout->left - EDGE - 8);
  gradus_lettering_draw (lettering, cr, bar->strong ? GRADUS_LETTERS_BOLD : GRADUS_LETTERS_PLAIN,
                         bar->label, &palette->text, layout->left - 8, middle, 1, 0.5);
  gradus_lettering_limit (lettering, -1);
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, text,
                         bar->strong ? &palette->text : &palette->dim_text, layout->right + 6,
                         middle, 0, 0.5);
}

void
gradus_bar_list_draw (const GradusBarList *list, cairo_t *cr, gdouble width, gdouble height,
                      const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  Layout layout;

  lay_out (list, width, height, &layout);
  cairo_save (cr);
  if (list->title)
    gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_BOLD, list->title, &palette->text, EDGE,
                           EDGE, 0, 0);
  for (guint i = 0; i < list->bars->len; i++)
    draw_bar (list, i, cr, lettering, &layout, palette);
  cairo_restore (cr);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
draw (GradusDrawing *drawing, cairo_t *cr, gdouble width, gdouble height,
      const GradusPalette *palette)
{
  if (GRADUS_BARS (drawing)->list)
    gradus_bar_list_draw (GRADUS_BARS (drawing)->list, cr, width, height, palette);
}

static gint
cell_at (GradusDrawing *drawing, gdouble width, gdouble height, gdouble x, gdouble y)
{
  const GradusBarList *list = GRADUS_BARS (drawing)->list;
  Layout layout;

  if (!list || list->bars->len == 0)
    return GRADUS_NO_CELL;
  lay_out (list, width, height, &layout);
  const gdouble row = floor ((y - layout.top) / layout.row);
  return row >= 0 && row < list->bars->len ? (gint) row : GRADUS_NO_CELL;
}

static void
cell_area (GradusDrawing *drawing, gdouble width, gdouble height, gint cell, graphene_rect_t *area)
{
  Layout layout;

  lay_out (GRADUS_BARS (drawing)->list, width, height, &layout);
  graphene_rect_init (area, 2.5, floor (layout.top + cell * layout.row) + 0.5, width - 5,
                      floor (layout.row));
}

static gint
next_cell (GradusDrawing *drawing, gint cell, gint dx, gint dy)
{
  const GradusBarList *list = GRADUS_BARS (drawing)->list;

  if (!list || list->bars->len == 0)
    return GRADUS_NO_CELL;
  return cell == GRADUS_NO_CELL ? 0 : CLAMP (cell + dy, 0, (gint) list->bars->len - 1);
}

static char *
cell_text (GradusDrawing *drawing, gint cell)
{
  const GradusBarList *list = GRADUS_BARS (drawing)->list;
  g_autofree char *text = bar_text (list, bar_at (list, cell));

  return g_strdup_printf (_ ("%s: %s"), bar_at (list, cell)->label, text);
}

static char *
title (GradusDrawing *drawing)
{
  const GradusBarList *list = GRADUS_BARS (drawing)->list;

  return g_strdup (list && list->title ? list->title : _ ("Bars"));
}

static char *
describe (GradusDrawing *drawing)
{
  const GradusBarList *list = GRADUS_BARS (drawing)->list;
  GString *text = g_string_new (NULL);

  for (guint i = 0; list && i < list->bars->len; i++)
    {
      g_autofree char *bar = cell_text (drawing, (gint) i);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", bar);
    }
  return g_string_free (text, FALSE);
}

static void
heights (GradusDrawing *drawing, gint width, gint *minimum, gint *natural)
{
  const GradusBarList *list = GRADUS_BARS (drawing)->list;
  const gint n = list ? (gint) list->bars->len : 0;
  const gint rest = 2 * EDGE + (list && list->title ? TITLE : 0);

  *minimum = rest + n * LEAST;
  *natural = rest + n * NATURAL;
}

static void
gradus_bars_finalize (GObject *object)
{
  g_clear_pointer (&GRADUS_BARS (object)->list, gradus_bar_list_free);
  G_OBJECT_CLASS (gradus_bars_parent_class)->finalize (object);
}

static void
gradus_bars_class_init (GradusBarsClass *class)
{
  GradusDrawingClass *drawing = GRADUS_DRAWING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gradus_bars_finalize;
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
gradus_bars_init (GradusBars *self)
{
}

GtkWidget *
gradus_bars_new (GradusBarList *list)
{
  GradusBars *self = g_object_new (GRADUS_TYPE_BARS, NULL);

  gradus_bars_set_list (self, list);
  return GTK_WIDGET (self);
}

void
gradus_bars_set_list (GradusBars *self, GradusBarList *list)
{
  g_clear_pointer (&self->list, gradus_bar_list_free);
  self->list = list;
  gradus_drawing_changed (GRADUS_DRAWING (self));
}
