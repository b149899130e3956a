/* scatter-axes.c - see scatter-axes.h. */
#include "scatter-axes.h"

#include <glib/gi18n.h>
#include <math.h>

#include "plot/lettering.h"
#include "plot/number-text.h"

#define FORMS        5   /* of points, before they begin again */
#define LEFT         62. /* room for numbers and a name */
#define BOTTOM       40.
#define AIR          12.
#define ENTRY_HEIGHT 20.
#define ENTRY_GAP    16.
#define SWATCH       14.
#define MOST_ENTRIES 20
#define MOST_LETTERS 160. /* pixels of a name */

/* --- the legend ----------------------------------------------------------------------------------
 */

typedef struct
{
  gint label; /* -1: items without a class; -2: the model's curve; -3: there are more */
  char *text;
  gdouble x, y; /* the left end, the middle of the height */
} Entry;

static void
entry_clear (gpointer entry)
{
  g_free (((Entry *) entry)->text);
}

static void
add_entry (GArray *entries, gint label, const char *text)
{
  Entry entry = { label, g_strdup (text), 0, 0 };

  g_array_append_val (entries, entry);
}

/* Row after row, none wider than @width. (transfer full), of Entry; @bottom gets where they end. */
static GArray *
layout_legend (const GradusPart *part, gboolean curve, GradusLettering *lettering, gdouble width,
               gdouble *bottom)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  const gint n = (gint) part->set->n_classes;
  gdouble x = LEFT, y = AIR + ENTRY_HEIGHT / 2;

  g_array_set_clear_func (entries, entry_clear);
  for (gint c = 0; c < MIN (n, MOST_ENTRIES); c++)
    {
      g_autofree char *title = gradus_part_class_title (part, c);

      add_entry (entries, c, title);
    }
  if (n > MOST_ENTRIES)
    add_entry (entries, -3, "…");
  if (n == 0)
    add_entry (entries, -1, _ ("Items"));
  if (curve)
    add_entry (entries, -2, _ ("What the network says"));
  gradus_lettering_limit (lettering, MOST_LETTERS);
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      gdouble letters;

      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, entry->text, &letters, NULL);
      if (x > LEFT && x + SWATCH + letters > width - AIR)
        {
          x = LEFT;
          y += ENTRY_HEIGHT;
        }
      entry->x = x;
      entry->y = y;
      x += SWATCH + letters + ENTRY_GAP;
    }
  *bottom = y + ENTRY_HEIGHT / 2;
  return entries;
}

void
gradus_scatter_add_form (cairo_t *cr, gint label, gdouble x, gdouble y, gdouble r)
{
  static const gint corners[FORMS] = { 0, 4, 3, 4, 3 };
  static const gdouble turn[FORMS] = { 0, G_PI / 4, -G_PI / 2, 0, G_PI / 2 };
  const gint n = corners[label % FORMS];

  cairo_new_sub_path (cr);
  if (n == 0)
    cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  for (gint i = 0; i < n; i++)
    {
      const gdouble angle = turn[label % FORMS] + 2 * G_PI * i / n;

      cairo_line_to (cr, x + 1.3 * r * cos (angle), y + 1.3 * r * sin (angle));
    }
  cairo_close_path (cr);
}

static void
draw_swatch (cairo_t *cr, const Entry *entry, const GradusPalette *palette)
{
  if (entry->label == -2)
    {
      gdk_cairo_set_source_rgba (cr, &palette->accent);
      cairo_set_line_width (cr, 2);
      cairo_move_to (cr, entry->x - 2, entry->y);
      cairo_line_to (cr, entry->x + 9, entry->y);
      cairo_stroke (cr);
    }
  else if (entry->label >= -1)
    {
      const gint label = MAX (entry->label, 0);

      gdk_cairo_set_source_rgba (cr, &palette->series[label % GRADUS_N_SERIES_COLOURS]);
      gradus_scatter_add_form (cr, label, entry->x + 4, entry->y, 4);
      cairo_fill (cr);
    }
}

static void
draw_legend (cairo_t *cr, const GradusPart *part, gdouble width, gboolean curve,
             GradusLettering *lettering, const GradusPalette *palette)
{
  gdouble bottom;
  g_autoptr (GArray) entries = layout_legend (part, curve, lettering, width, &bottom);

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      draw_swatch (cr, entry, palette);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, entry->text, &palette->text,
                             entry->x + SWATCH, entry->y, 0, .5);
    }
}

/* --- the axes ------------------------------------------------------------------------------------
 */

GradusScatterArea
gradus_scatter_area (const GradusPart *part, gint width, gint height)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  gdouble legend;
  /* Room for all entries that there can be: points do not move when a model's curve comes. */
  g_autoptr (GArray) entries = layout_legend (part, part->set->n_classes == 0, lettering, width,
                                              &legend);

  return (GradusScatterArea){ LEFT, legend + AIR / 2, MAX (width - AIR, LEFT + 1),
                              MAX (height - BOTTOM, legend + AIR / 2 + 1) };
}

static void
draw_x_axis (cairo_t *cr, const GradusFrame *frame, const GradusScatterArea *area, const char *name,
             GradusLettering *lettering, const GradusPalette *palette)
{
  const gdouble scale = (area->right - area->left) / (frame->right - frame->left);
  const gint most = CLAMP ((gint) ((area->right - area->left) / 76), 2, 10);
  g_autoptr (GArray) ticks = gradus_ticks_new (frame->left, frame->right, (guint) most,
                                               GRADUS_AXIS_NUMBER, FALSE);

  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      const gdouble x = floor (area->left + (tick->value - frame->left) * scale) + .5;

      gdk_cairo_set_source_rgba (cr, &palette->grid);
      cairo_move_to (cr, x, area->top);
      cairo_line_to (cr, x, area->bottom);
      cairo_stroke (cr);
      if (tick->label)
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                               x, area->bottom + 4, .5, 0);
    }
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, name, &palette->text,
                         (area->left + area->right) / 2, area->bottom + BOTTOM - 4, .5, 1);
}

static void
draw_y_axis (cairo_t *cr, const GradusFrame *frame, const GradusScatterArea *area, const char *name,
             GradusLettering *lettering, const GradusPalette *palette)
{
  const gdouble scale = (area->bottom - area->top) / (frame->top - frame->bottom);
  const gint most = CLAMP ((gint) ((area->bottom - area->top) / 32), 2, 8);
  g_autoptr (GArray) ticks = gradus_ticks_new (frame->bottom, frame->top, (guint) most,
                                               GRADUS_AXIS_NUMBER, FALSE);

  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      const gdouble y = floor (area->bottom - (tick->value - frame->bottom) * scale) + .5;

      gdk_cairo_set_source_rgba (cr, &palette->grid);
      cairo_move_to (cr, area->left, y);
      cairo_line_to (cr, area->right, y);
      cairo_stroke (cr);
      if (tick->label)
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                               area->left - 6, y, 1, .5);
    }
  gradus_lettering_draw_up (lettering, cr, GRADUS_LETTERS_SMALL, name, &palette->text, 6,
                            (area->top + area->bottom) / 2, .5, 0);
}

void
gradus_scatter_draw_axes (cairo_t *cr, const GradusPart *part, const GradusFrame *frame,
                          const GradusScatterArea *area, gboolean curve,
                          const GradusPalette *palette)
{
  const GrDataset *set = part->set;
  const gboolean plane = gr_field_numel (&set->input[0]) == 2;
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autofree char *first = gr_dataset_number_name (set, &set->input[0], 0);
  g_autofree char *second = plane ? gr_dataset_number_name (set, &set->input[0], 1)
                                  : gr_dataset_number_name (set, &set->target, 0);

  cairo_set_line_width (cr, 1);
  gradus_lettering_limit (lettering, -1);
  draw_x_axis (cr, frame, area, first, lettering, palette);
  draw_y_axis (cr, frame, area, second, lettering, palette);
  draw_legend (cr, part, area->right + AIR, curve, lettering, palette);
}
