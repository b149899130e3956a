/* text-row.c - GradusTextRow: see text-row.h. */
#include "text-row.h"

#include "cut-text.h"
#include "palette.h"

#define MOST_MEASURED 4096 /* texts whose widths are remembered */
/* Of so many texts with at most so many letters less than the longest, one may yet be wider. */
#define MOST_NEAR 8
#define NEAR      2

typedef struct
{
  char *widest; /* the text that it is made for, or NULL: the longest */
  char *least;  /* the text that it always has room for, or NULL: .widest */
  char *near[MOST_NEAR];
  gboolean right, expand;
  PangoEllipsizeMode cut;
  gint width, least_width; /* in the font that .font says */
} Column;

struct _GradusTextColumns
{
  gatomicrefcount refs;
  guint n, n_expanding;
  gint gap;
  PangoFontDescription *font; /* in which all is measured, or NULL */
  gboolean measured;          /* the columns are */
  gint height, baseline;      /* of a row */
  GHashTable *widths; /* of texts that were measured: many rows say the same, and say it again */
  Column column[];
};

struct _GradusTextRow
{
  GtkWidget parent_instance;

  GradusTextColumns *columns;
  char **texts; /* one a column; entries NULL where there is none */
  gint marked;
};

G_DEFINE_FINAL_TYPE (GradusTextRow, gradus_text_row, GTK_TYPE_WIDGET)

/* --- columns ------------------------------------------------------------------------------------
 */

GradusTextColumns *
gradus_text_columns_new (guint n, gint gap)
{
  GradusTextColumns *columns = g_malloc0 (sizeof *columns + n * sizeof (Column));

  g_atomic_ref_count_init (&columns->refs);
  columns->n = n;
  columns->gap = gap;
  columns->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++)
    columns->column[i].cut = PANGO_ELLIPSIZE_END;
  return columns;
}

GradusTextColumns *
gradus_text_columns_ref (GradusTextColumns *columns)
{
  g_atomic_ref_count_inc (&columns->refs);
  return columns;
}

/* Those of fewer letters. */
static void
forget_near (Column *column, glong letters)
{
  for (guint i = 0; i < MOST_NEAR; i++)
    if (column->near[i] && g_utf8_strlen (column->near[i], -1) < letters)
      g_clear_pointer (&column->near[i], g_free);
}

/* FALSE where it is known already, or there is no place for it. */
static gboolean
remember_near (Column *column, const char *text)
{
  char **place = NULL;

  if (g_strcmp0 (column->widest, text) == 0)
    return FALSE;
  for (guint i = 0; i < MOST_NEAR; i++)
    if (!column->near[i])
      place = &column->near[i];
    else if (g_str_equal (column->near[i], text))
      return FALSE;
  if (place)
    *place = g_strdup (text);
  return place != NULL;
}

void
gradus_text_columns_unref (GradusTextColumns *columns)
{
  if (!g_atomic_ref_count_dec (&columns->refs))
    return;
  for (guint i = 0; i < columns->n; i++)
    {
      forget_near (&columns->column[i], G_MAXLONG);
      g_free (columns->column[i].widest);
      g_free (columns->column[i].least);
    }
  g_clear_pointer (&columns->font, pango_font_description_free);
  g_hash_table_unref (columns->widths);
  g_free (columns);
}

void
gradus_text_columns_set (GradusTextColumns *columns, guint column, gboolean right, gboolean expand)
{
  Column *it = &columns->column[column];

  columns->n_expanding += expand - it->expand;
  it->right = right;
  it->expand = expand;
}

void
gradus_text_columns_cut (GradusTextColumns *columns, guint column, PangoEllipsizeMode where)
{
  columns->column[column].cut = where;
}

void
gradus_text_columns_yield (GradusTextColumns *columns, guint column, const char *least)
{
  g_free (columns->column[column].least);
  columns->column[column].least = g_strdup (least);
  columns->measured = FALSE;
}

gboolean
gradus_text_columns_fit (GradusTextColumns *columns, guint column, const char *text)
{
  Column *it = &columns->column[column];

  if (g_strcmp0 (it->widest, text) == 0)
    return FALSE;
  forget_near (it, G_MAXLONG);
  g_free (it->widest);
  it->widest = g_strdup (text);
  columns->measured = FALSE;
  return TRUE;
}

gboolean
gradus_text_columns_grow (GradusTextColumns *columns, guint column, const char *text)
{
  Column *it = &columns->column[column];
  const glong letters = g_utf8_strlen (text, -1);
  const glong most = it->widest ? g_utf8_strlen (it->widest, -1) : 0;
  g_autofree char *last = NULL;

  if (letters == 0 || letters + NEAR < most)
    return FALSE;
  if (letters <= most)
    {
      if (!remember_near (it, text))
        return FALSE;
      columns->measured = FALSE;
      return TRUE;
    }
  forget_near (it, letters - NEAR);
  last = g_steal_pointer (&it->widest);
  it->widest = g_strdup (text);
  if (last && most + NEAR >= letters)
    remember_near (it, last);
  columns->measured = FALSE;
  return TRUE;
}

gboolean
gradus_text_columns_grow_to (GradusTextColumns *columns, guint column, const char *text,
                             glong letters)
{
  g_autofree char *begin = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), letters));

  return gradus_text_columns_grow (columns, column, begin);
}

static PangoLayout *
layout_new (GtkWidget *widget)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/* What was measured in another font is forgotten. */
static void
follow_font (GradusTextColumns *columns, GtkWidget *row)
{
  PangoContext *context = gtk_widget_get_pango_context (row);
  const PangoFontDescription *font = pango_context_get_font_description (context);

  if (columns->font && pango_font_description_equal (columns->font, font))
    return;
  g_clear_pointer (&columns->font, pango_font_description_free);
  columns->font = pango_font_description_copy (font);
  columns->measured = FALSE;
  g_hash_table_remove_all (columns->widths);
}

static gint
width_of (GradusTextColumns *columns, GtkWidget *row, const char *text)
{
  gpointer known;
  gint width;

  if (!text || !*text)
    return 0;
  if (!g_hash_table_lookup_extended (columns->widths, text, NULL, &known))
    {
      g_autoptr (PangoLayout) layout = layout_new (row);

      if (g_hash_table_size (columns->widths) == MOST_MEASURED)
        g_hash_table_remove_all (columns->widths);
      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      known = GINT_TO_POINTER (width);
      g_hash_table_insert (columns->widths, g_strdup (text), known);
    }
  return GPOINTER_TO_INT (known);
}

const char *
gradus_text_columns_wider (GradusTextColumns *columns, GtkWidget *row, const char *a, const char *b)
{
  follow_font (columns, row);
  return width_of (columns, row, b) > width_of (columns, row, a) ? b : a;
}

static void
measure_columns (GradusTextColumns *columns, GtkWidget *row)
{
  g_autoptr (PangoLayout) layout = NULL;

  follow_font (columns, row);
  if (columns->measured)
    return;
  columns->measured = TRUE;
  layout = layout_new (row);
  pango_layout_get_pixel_size (layout, NULL, &columns->height);
  columns->baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));
  for (guint i = 0; i < columns->n; i++)
    {
      Column *column = &columns->column[i];

      column->width = width_of (columns, row, column->widest);
      for (guint k = 0; k < MOST_NEAR; k++)
        column->width = MAX (column->width, width_of (columns, row, column->near[k]));
      column->least_width = column->least
                                ? MIN (width_of (columns, row, column->least), column->width)
                                : column->width;
    }
}

/* What the columns that expand, or the others, give of @lack. */
static gint
take_from (GradusTextColumns *columns, gboolean expanding, gint lack, gint *widths)
{
  gint taken = 0;

  for (guint i = 0; i < columns->n; i++)
    {
      const Column *column = &columns->column[i];
      const gint part = column->expand == expanding
                            ? MIN (lack - taken, column->width - column->least_width)
                            : 0;

      widths[i] -= part;
      taken += part;
    }
  return taken;
}

void
gradus_text_columns_widths (GradusTextColumns *columns, GtkWidget *row, gint width, gint *widths)
{
  gint rest = width - columns->gap * (gint) (columns->n - 1), left = (gint) columns->n_expanding;

  measure_columns (columns, row);
  for (guint i = 0; i < columns->n; i++)
    {
      widths[i] = columns->column[i].width;
      rest -= widths[i];
    }
  if (rest < 0)
    rest += take_from (columns, FALSE, -rest, widths);
  if (rest < 0)
    take_from (columns, TRUE, -rest, widths);
  for (guint i = 0; i < columns->n && rest > 0; i++)
    if (columns->column[i].expand)
      {
        /* Each takes its part of what those before it left. */
        const gint more = rest / left--;

        widths[i] += more;
        rest -= more;
      }
}

/* --- rows ---------------------------------------------------------------------------------------
 */

gboolean
gradus_text_row_set (GradusTextRow *self, guint column, const char *text)
{
  if (g_strcmp0 (self->texts[column], text) == 0)
    return FALSE;
  g_free (self->texts[column]);
  self->texts[column] = g_strdup (text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

const char *
gradus_text_row_get (GradusTextRow *self, guint column)
{
  return self->texts[column];
}

void
gradus_text_row_mark (GradusTextRow *self, gint column)
{
  if (self->marked == column)
    return;
  self->marked = column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gradus_text_row_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size,
                         gint *minimum, gint *natural, gint *minimum_baseline,
                         gint *natural_baseline)
{
  GradusTextColumns *columns = GRADUS_TEXT_ROW (widget)->columns;
  gint size = 0;

  measure_columns (columns, widget);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    size = columns->height;
  else
    for (guint i = 0; i < columns->n; i++)
      size += columns->column[i].least_width + (i ? columns->gap : 0);
  *minimum = *natural = size;
}

/* @text in @column, which is @width pixels wide from @x on: scripts of other fonts, whose lines are
 * taller, stand on the same baseline. */
static void
draw_text (GtkSnapshot *snapshot, PangoLayout *layout, const char *text, const Column *column,
           gint x, gint width, gint baseline, const GdkRGBA *colour)
{
  gint taken, rise;

  gradus_cut_text (layout, text, column->cut, width * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &taken, NULL);
  rise = baseline - PANGO_PIXELS (pango_layout_get_baseline (layout));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((gfloat) (column->right ? x + width - taken : x), rise));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
gradus_text_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusTextRow *self = GRADUS_TEXT_ROW (widget);
  GradusTextColumns *columns = self->columns;
  g_autoptr (PangoLayout) layout = layout_new (widget);
  g_autofree gint *widths = g_new (gint, columns->n);
  gint x = 0;
  GdkRGBA colour;

  gradus_text_columns_widths (columns, widget, gtk_widget_get_width (widget), widths);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  for (guint i = 0; i < columns->n; i++)
    {
      if (self->texts[i])
        draw_text (snapshot, layout, self->texts[i], &columns->column[i], x, widths[i],
                   columns->baseline,
                   (gint) i == self->marked ? &gradus_palette_current ()->error : &colour);
      x += widths[i] + columns->gap;
    }
}

static void
gradus_text_row_finalize (GObject *object)
{
  GradusTextRow *self = GRADUS_TEXT_ROW (object);

  for (guint i = 0; i < self->columns->n; i++)
    g_free (self->texts[i]);
  g_free (self->texts);
  gradus_text_columns_unref (self->columns);
  G_OBJECT_CLASS (gradus_text_row_parent_class)->finalize (object);
}

static void
gradus_text_row_class_init (GradusTextRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_text_row_finalize;
  widget_class->measure = gradus_text_row_measure;
  widget_class->snapshot = gradus_text_row_snapshot;
  gtk_widget_class_set_css_name (widget_class, "texts");
}

static void
gradus_text_row_init (GradusTextRow *self)
{
  self->marked = -1;
}

GtkWidget *
gradus_text_row_new (GradusTextColumns *columns)
{
  GradusTextRow *self = g_object_new (GRADUS_TYPE_TEXT_ROW, NULL);

  self->columns = gradus_text_columns_ref (columns);
  self->texts = g_new0 (char *, columns->n);
  return GTK_WIDGET (self);
}
