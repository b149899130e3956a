/* block-draw.c - draws a block: see block-draw.h.
 *
 * Flat rectangles and text are cheap, rounded clips are not: a block is filled in without one. The
 * small pictures are made once a style and shared by all blocks.
 */
#include "block-draw.h"

#include <math.h>
#include <string.h>

#include "glyph.h"

#define TILE_WIDTH  38 /* of the coloured part with the picture */
#define TEXT_X      (TILE_WIDTH + 9)
#define TEXT_END    (GRADUS_BLOCK_WIDTH - 10)
#define CORNER      8
#define MARK_RADIUS 9
#define SIGN_RADIUS 4 /* of what is said of the weights, at the foot of the tile */
#define SIGN_Y      (GRADUS_BLOCK_HEIGHT - 8)
#define CLOSE_PORTS 4 /* with more at its left or right they stand close */

/* Where the two lines of text stand. */
#define FIRST_BASELINE  21
#define SECOND_BASELINE 40

#define FULL_FROM_ZOOM 0.5
#define FLAT_FROM_ZOOM 0.25
/* With more blocks than this, there are curves only where not many blocks are in view. */
#define FEW              100
#define CURVES_FROM_ZOOM 0.8

typedef enum
{
  FONT_KIND,
  FONT_NAME,
  FONT_LARGE, /* of the flat form */
  FONT_LABEL,
  FONT_MARK,
  N_FONTS
} Font;

enum
{
  PICTURE_GROUP = GR_N_CATEGORIES,
  PICTURE_PORT,
  PICTURE_PORT_MISSING,
  PICTURE_WARNING,
  PICTURE_ERROR,
  PICTURE_KEPT,
  PICTURE_NEW,
  PICTURE_MISFIT,
  PICTURE_FROZEN,
  N_PICTURES
};

struct _GradusBlockStyle
{
  const GradusPalette *palette;
  PangoLayout *layout; /* set anew for each text */
  PangoFontDescription *fonts[N_FONTS];
  GskRenderNode *pictures[N_PICTURES];
};

/* --- looks --------------------------------------------------------------------------------------
 */

void
gradus_block_look_clear (GradusBlockLook *look)
{
  g_clear_pointer (&look->kind, g_free);
  g_clear_pointer (&look->name, g_free);
  g_clear_pointer (&look->settings, g_free);
  g_clear_pointer (&look->shape, g_free);
}

void
gradus_block_look_copy (const GradusBlockLook *look, GradusBlockLook *copy)
{
  *copy = *look;
  copy->kind = g_strdup (look->kind);
  copy->name = g_strdup (look->name);
  copy->settings = g_strdup (look->settings);
  copy->shape = g_strdup (look->shape);
}

gboolean
gradus_block_look_equal (const GradusBlockLook *a, const GradusBlockLook *b)
{
  return a->category == b->category && a->is_group == b->is_group && a->repeat == b->repeat
         && a->n_blocks == b->n_blocks && a->n_inputs == b->n_inputs && a->n_outputs == b->n_outputs
         && a->centred == b->centred && a->sideways == b->sideways && a->missing == b->missing
         && a->mark == b->mark && a->weights == b->weights && a->frozen == b->frozen
         && g_strcmp0 (a->kind, b->kind) == 0 && g_strcmp0 (a->name, b->name) == 0
         && g_strcmp0 (a->settings, b->settings) == 0 && g_strcmp0 (a->shape, b->shape) == 0;
}

GradusDetail
gradus_detail_at_zoom (gdouble zoom, guint n)
{
  const gboolean many = n > FEW && zoom < CURVES_FROM_ZOOM;

  return zoom >= FULL_FROM_ZOOM   ? many ? GRADUS_DETAIL_PLAIN : GRADUS_DETAIL_FULL
         : zoom >= FLAT_FROM_ZOOM ? GRADUS_DETAIL_FLAT
                                  : GRADUS_DETAIL_PAINT;
}

/* How far along a block's side the ports are, from 0 to 1: a step apart and as far from the ends;
 * where many share a short side, up to the ends. */
static gfloat
port_place (guint port, guint n, gboolean sideways)
{
  return sideways && n > CLOSE_PORTS ? (port + 0.5f) / n : (port + 1.f) / (n + 1.f);
}

graphene_point_t
gradus_block_input_at (const GradusBlockLook *look, guint input)
{
  const gfloat place = look->centred ? 0.5f + input * 0.5f / look->n_inputs
                                     : port_place (input, look->n_inputs, look->sideways);

  return look->sideways ? GRAPHENE_POINT_INIT (0, GRADUS_BLOCK_HEIGHT * place)
                        : GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH * place, 0);
}

graphene_point_t
gradus_block_output_at (const GradusBlockLook *look, guint output)
{
  const gfloat place = port_place (output, MAX (look->n_outputs, 1), look->sideways);

  return look->sideways ? GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH, GRADUS_BLOCK_HEIGHT * place)
                        : GRAPHENE_POINT_INIT (GRADUS_BLOCK_WIDTH * place, GRADUS_BLOCK_HEIGHT);
}

graphene_rect_t
gradus_block_mark_area (void)
{
  return GRAPHENE_RECT_INIT (GRADUS_BLOCK_WIDTH - MARK_RADIUS - 4, -MARK_RADIUS + 2,
                             2 * MARK_RADIUS, 2 * MARK_RADIUS);
}

/* --- the style ----------------------------------------------------------------------------------
 */

/* A ring, as a disc on a disc: a stroke along a curve takes as long as both. */
static void
draw_port (cairo_t *cr, const GradusPalette *palette, const GdkRGBA *colour)
{
  cairo_arc (cr, 0, 0, GRADUS_PORT_RADIUS, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_fill (cr);
  cairo_arc (cr, 0, 0, GRADUS_PORT_RADIUS - 1.5, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_fill (cr);
}

/* A disc with an exclamation mark, from (0, 0). */
static void
draw_mark (cairo_t *cr, const GradusPalette *palette, const GdkRGBA *colour)
{
  cairo_translate (cr, MARK_RADIUS, MARK_RADIUS);
  cairo_arc (cr, 0, 0, MARK_RADIUS, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_fill (cr);
  cairo_arc (cr, 0, 0, MARK_RADIUS - 1.5, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_rectangle (cr, -1, -4.5, 2, 5.5);
  cairo_rectangle (cr, -1, 2.4, 2, 2);
  cairo_fill (cr);
}

/* Around (0, 0): a disc for kept weights, a ring for new ones, half a disc in a ring for what no
 * longer fits; a star of ice for frozen ones. */
static void
draw_sign (cairo_t *cr, const GradusPalette *palette, gint picture)
{
  gdk_cairo_set_source_rgba (cr, picture == PICTURE_KEPT     ? &palette->accent
                                 : picture == PICTURE_MISFIT ? &palette->warning
                                                             : &palette->dim_text);
  cairo_set_line_width (cr, 1.25);
  if (picture == PICTURE_FROZEN)
    {
      for (gint i = 0; i < 3; i++)
        {
          const gdouble angle = G_PI / 2 + i * G_PI / 3;
          const gdouble x = cos (angle) * (SIGN_RADIUS + 0.5),
                        y = sin (angle) * (SIGN_RADIUS + 0.5);

          cairo_move_to (cr, -x, -y);
          cairo_line_to (cr, x, y);
        }
      cairo_stroke (cr);
      return;
    }
  if (picture != PICTURE_NEW)
    {
      cairo_arc (cr, 0, 0, SIGN_RADIUS, picture == PICTURE_MISFIT ? G_PI / 2 : 0,
                 picture == PICTURE_MISFIT ? G_PI * 3 / 2 : 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_arc (cr, 0, 0, SIGN_RADIUS - 0.5, 0, 2 * G_PI);
  cairo_stroke (cr);
}

static GskRenderNode *
picture_node (const GradusPalette *palette, gint picture)
{
  /* No larger than need be: all of it is cleared and laid over what is there. */
  const gfloat port = GRADUS_PORT_RADIUS + 0.5f;
  const graphene_rect_t bounds = picture == PICTURE_PORT || picture == PICTURE_PORT_MISSING
                                         || picture >= PICTURE_KEPT
                                     ? GRAPHENE_RECT_INIT (-port, -port, 2 * port, 2 * port)
                                     : GRAPHENE_RECT_INIT (0, 0, GRADUS_GLYPH_SIZE,
                                                           GRADUS_GLYPH_SIZE);
  GskRenderNode *node = gsk_cairo_node_new (&bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  if (picture < GR_N_CATEGORIES)
    gradus_glyph_draw (cr, (GrCategory) picture, &palette->category[picture]);
  else if (picture == PICTURE_GROUP)
    gradus_glyph_draw_group (cr, &palette->accent);
  else if (picture == PICTURE_PORT)
    draw_port (cr, palette, &palette->wire);
  else if (picture == PICTURE_PORT_MISSING)
    draw_port (cr, palette, &palette->error);
  else if (picture >= PICTURE_KEPT)
    draw_sign (cr, palette, picture);
  else
    draw_mark (cr, palette, picture == PICTURE_WARNING ? &palette->warning : &palette->error);
  cairo_destroy (cr);
  return node;
}

GradusBlockStyle *
gradus_block_style_new (PangoContext *context, const GradusPalette *palette)
{
  static const struct
  {
    gdouble size; /* pixels at a zoom of 1 */
    PangoWeight weight;
  } fonts[N_FONTS] = {
    [FONT_KIND] = { 13, PANGO_WEIGHT_BOLD },    [FONT_NAME] = { 11.5, PANGO_WEIGHT_NORMAL },
    [FONT_LARGE] = { 22, PANGO_WEIGHT_NORMAL }, [FONT_LABEL] = { 10.5, PANGO_WEIGHT_NORMAL },
    [FONT_MARK] = { 11, PANGO_WEIGHT_BOLD },
  };
  GradusBlockStyle *style = g_new0 (GradusBlockStyle, 1);
  PangoContext *own;

  style->palette = palette;
  /* Text is drawn at any zoom: its letters stand where they would on paper. */
  own = pango_font_map_create_context (pango_context_get_font_map (context));
  pango_context_set_font_description (own, pango_context_get_font_description (context));
  pango_context_set_language (own, pango_context_get_language (context));
  pango_context_set_round_glyph_positions (own, FALSE);
  style->layout = pango_layout_new (own);
  g_object_unref (own);
  pango_layout_set_single_paragraph_mode (style->layout, TRUE);
  for (gint i = 0; i < N_FONTS; i++)
    {
      style->fonts[i] = pango_font_description_copy (pango_context_get_font_description (context));
      pango_font_description_set_absolute_size (style->fonts[i], fonts[i].size * PANGO_SCALE);
      pango_font_description_set_weight (style->fonts[i], fonts[i].weight);
    }
  for (gint i = 0; i < N_PICTURES; i++)
    style->pictures[i] = picture_node (palette, i);
  return style;
}

void
gradus_block_style_free (GradusBlockStyle *style)
{
  for (gint i = 0; i < N_PICTURES; i++)
    gsk_render_node_unref (style->pictures[i]);
  for (gint i = 0; i < N_FONTS; i++)
    pango_font_description_free (style->fonts[i]);
  g_object_unref (style->layout);
  g_free (style);
}

const GradusPalette *
gradus_block_style_palette (const GradusBlockStyle *style)
{
  return style->palette;
}

/* --- parts --------------------------------------------------------------------------------------
 */

/* Sets the text, cut to @width where that is not negative, and returns how wide it is. */
static gdouble
set_text (const GradusBlockStyle *style, Font font, const char *text, gdouble width)
{
  gint wide;

  pango_layout_set_font_description (style->layout, style->fonts[font]);
  pango_layout_set_width (style->layout, width < 0 ? -1 : (gint) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (style->layout,
                              width < 0 ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_text (style->layout, text, -1);
  pango_layout_get_size (style->layout, &wide, NULL);
  return wide / (gdouble) PANGO_SCALE;
}

/* Draws the text that was set. */
static void
put_text (GtkSnapshot *snapshot, const GradusBlockStyle *style, gdouble x, gdouble baseline,
          const GdkRGBA *colour)
{
  const gdouble ascent = pango_layout_get_baseline (style->layout) / (gdouble) PANGO_SCALE;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, baseline - ascent));
  gtk_snapshot_append_layout (snapshot, style->layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
put_picture (GtkSnapshot *snapshot, const GradusBlockStyle *style, gint picture, gdouble x,
             gdouble y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_node (snapshot, style->pictures[picture]);
  gtk_snapshot_restore (snapshot);
}

char *
gradus_settings_within (const GradusBlockStyle *style, const char *settings, gdouble room)
{
  g_autofree char *text = g_strdup (settings);
  char *end = text + strlen (text);

  while (end && set_text (style, FONT_NAME, text, -1) > room)
    {
      end = g_strrstr (text, ", ");
      if (end)
        *end = '\0';
    }
  return end ? g_steal_pointer (&text) : g_strndup (settings, strcspn (settings, ","));
}

/* A line of two texts: the right one whole, the left one cut where there is no room for both, of
 * settings to those that fit whole. */
static void
draw_line (GtkSnapshot *snapshot, const GradusBlockStyle *style, gdouble baseline, Font left_font,
           const char *left, const GdkRGBA *left_colour, const char *right)
{
  gdouble room = TEXT_END - TEXT_X;

  if (right && *right)
    {
      const gdouble width = set_text (style, FONT_NAME, right, -1);

      put_text (snapshot, style, TEXT_END - width, baseline, &style->palette->dim_text);
      room -= width + 6;
    }
  if (left && *left && room > 8)
    {
      g_autofree char *whole = left_font == FONT_NAME ? gradus_settings_within (style, left, room)
                                                      : NULL;

      set_text (style, left_font, whole ? whole : left, room);
      put_text (snapshot, style, TEXT_X, baseline, left_colour);
    }
}

static GdkRGBA
border_colour (const GradusPalette *palette, const GradusBlockLook *look, GradusBlockState state)
{
  if (state & (GRADUS_STATE_SELECTED | GRADUS_STATE_TARGET | GRADUS_STATE_FOCUSED))
    return palette->accent;
  if (look->mark == GRADUS_MARK_ERROR)
    return palette->error;
  if (look->mark == GRADUS_MARK_WARNING)
    return palette->warning;
  return state & GRADUS_STATE_HOVERED ? palette->dim_text : palette->border;
}

static const GdkRGBA *
look_colour (const GradusPalette *palette, const GradusBlockLook *look)
{
  return look->is_group ? &palette->accent : &palette->category[look->category];
}

/* A border so wide that nothing is left within: to clip colours to the outline takes twice as long.
 */
static void
fill_rounded (GtkSnapshot *snapshot, const GskRoundedRect *outline, const GdkRGBA *colour)
{
  const gfloat across = outline->bounds.size.width / 2, down = outline->bounds.size.height / 2;

  gtk_snapshot_append_border (snapshot, outline, (gfloat[]){ down, across, down, across },
                              (GdkRGBA[]){ *colour, *colour, *colour, *colour });
}

static void
draw_body (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look,
           GradusBlockState state)
{
  const GradusPalette *palette = style->palette;
  const graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, GRADUS_BLOCK_WIDTH, GRADUS_BLOCK_HEIGHT);
  const GdkRGBA border = border_colour (palette, look, state);
  const GdkRGBA tile = gradus_fade (*look_colour (palette, look), 0.16f);
  const gfloat width = state & (GRADUS_STATE_SELECTED | GRADUS_STATE_TARGET) || look->mark ? 2 : 1;
  GskRoundedRect outline, inside, left;

  gsk_rounded_rect_init_from_rect (&outline, &area, CORNER);
  inside = outline;
  gsk_rounded_rect_shrink (&inside, width, width, width, width);
  left = inside;
  left.bounds.size.width = TILE_WIDTH - width;
  left.corner[GSK_CORNER_TOP_RIGHT] = left.corner[GSK_CORNER_BOTTOM_RIGHT] = *graphene_size_zero ();
  fill_rounded (snapshot, &outline, &border);
  fill_rounded (snapshot, &inside, &palette->surface);
  fill_rounded (snapshot, &left, &tile);
  if (state & GRADUS_STATE_SELECTED)
    {
      const GdkRGBA wash = gradus_fade (palette->accent, 0.1f);
      fill_rounded (snapshot, &inside, &wash);
    }
}

static void
draw_ports (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look)
{
  for (guint i = 0; i < look->n_inputs; i++)
    {
      const graphene_point_t at = gradus_block_input_at (look, i);
      const gboolean missing = i < 64 && look->missing >> i & 1;

      put_picture (snapshot, style, missing ? PICTURE_PORT_MISSING : PICTURE_PORT, at.x, at.y);
    }
  for (guint i = 0; i < look->n_outputs; i++)
    {
      const graphene_point_t at = gradus_block_output_at (look, i);

      put_picture (snapshot, style, PICTURE_PORT, at.x, at.y);
    }
}

/* "×3" at the lower right corner. */
static void
draw_repeat (GtkSnapshot *snapshot, const GradusBlockStyle *style, gint repeat)
{
  g_autofree char *text = g_strdup_printf ("×%d", repeat);
  const gdouble width = set_text (style, FONT_MARK, text, -1);
  const graphene_rect_t area = GRAPHENE_RECT_INIT (GRADUS_BLOCK_WIDTH - width - 14,
                                                   GRADUS_BLOCK_HEIGHT - 9, width + 10, 16);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &area, 8);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &style->palette->accent, &area);
  gtk_snapshot_pop (snapshot);
  put_text (snapshot, style, area.origin.x + 5, GRADUS_BLOCK_HEIGHT + 3,
            &style->palette->background);
}

static void
draw_signs (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look)
{
  if (look->weights)
    put_picture (snapshot, style, PICTURE_KEPT + (gint) look->weights - GRADUS_WEIGHTS_KEPT,
                 TILE_WIDTH - 9, SIGN_Y);
  if (look->frozen)
    put_picture (snapshot, style, PICTURE_FROZEN, 9, SIGN_Y);
}

/* What is written on a block, and its picture. */
static void
draw_inside (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look)
{
  const GradusPalette *palette = style->palette;

  put_picture (snapshot, style, look->is_group ? PICTURE_GROUP : (gint) look->category,
               (TILE_WIDTH - GRADUS_GLYPH_SIZE) / 2.0,
               (GRADUS_BLOCK_HEIGHT - GRADUS_GLYPH_SIZE) / 2.0);
  draw_signs (snapshot, style, look);
  draw_line (snapshot, style, FIRST_BASELINE, FONT_KIND, look->kind, &palette->text, look->name);
  draw_line (snapshot, style, SECOND_BASELINE, FONT_NAME, look->settings, &palette->dim_text,
             look->shape);
}

static void
draw_mark_of (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look)
{
  const graphene_rect_t area = gradus_block_mark_area ();

  if (look->mark)
    put_picture (snapshot, style, look->mark == GRADUS_MARK_ERROR ? PICTURE_ERROR : PICTURE_WARNING,
                 area.origin.x, area.origin.y);
}

static void
draw_full (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look,
           GradusBlockState state)
{
  draw_body (snapshot, style, look, state);
  draw_inside (snapshot, style, look);
  draw_ports (snapshot, style, look);
  if (look->repeat > 1)
    draw_repeat (snapshot, style, look->repeat);
  draw_mark_of (snapshot, style, look);
}

/* A rectangle with an edge, and a stripe of the category's colour at its left. */
static void
draw_box (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look,
          GradusBlockState state, gfloat edge, gfloat stripe, gfloat strength)
{
  const GradusPalette *palette = style->palette;
  const GdkRGBA border = border_colour (palette, look, state);
  const GdkRGBA tile = gradus_fade (*look_colour (palette, look), strength);
  const gfloat inner_height = GRADUS_BLOCK_HEIGHT - 2 * edge;

  gtk_snapshot_append_color (snapshot, &border,
                             &GRAPHENE_RECT_INIT (0, 0, GRADUS_BLOCK_WIDTH, GRADUS_BLOCK_HEIGHT));
  gtk_snapshot_append_color (
      snapshot, &palette->surface,
      &GRAPHENE_RECT_INIT (edge, edge, GRADUS_BLOCK_WIDTH - 2 * edge, inner_height));
  gtk_snapshot_append_color (snapshot, &tile,
                             &GRAPHENE_RECT_INIT (edge, edge, stripe - edge, inner_height));
}

static void
put_tab (GtkSnapshot *snapshot, const GradusBlockLook *look, graphene_point_t at,
         const GdkRGBA *colour)
{
  const graphene_rect_t tab = look->sideways ? GRAPHENE_RECT_INIT (at.x - 2, at.y - 4, 4, 8)
                                             : GRAPHENE_RECT_INIT (at.x - 6, at.y - 2, 12, 4);

  gtk_snapshot_append_color (snapshot, colour, &tab);
}

static void
draw_plain (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look,
            GradusBlockState state)
{
  const GradusPalette *palette = style->palette;

  draw_box (snapshot, style, look, state,
            state & (GRADUS_STATE_SELECTED | GRADUS_STATE_TARGET) || look->mark ? 2.5f : 1.5f,
            TILE_WIDTH, 0.16f);
  draw_inside (snapshot, style, look);
  for (guint i = 0; i < look->n_inputs; i++)
    put_tab (snapshot, look, gradus_block_input_at (look, i),
             i < 64 && look->missing >> i & 1 ? &palette->error : &palette->wire);
  for (guint i = 0; i < look->n_outputs; i++)
    put_tab (snapshot, look, gradus_block_output_at (look, i), &palette->wire);
  if (look->repeat > 1)
    draw_repeat (snapshot, style, look->repeat);
  draw_mark_of (snapshot, style, look);
}

static void
draw_flat (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look,
           GradusBlockState state)
{
  draw_box (snapshot, style, look, state, 2, 16, 0.3f);
  set_text (style, FONT_LARGE, look->kind, GRADUS_BLOCK_WIDTH - 30);
  put_text (snapshot, style, 24, 34, &style->palette->text);
}

static void
draw_paint (GtkSnapshot *snapshot, const GradusBlockStyle *style, const GradusBlockLook *look,
            GradusBlockState state)
{
  const GradusPalette *palette = style->palette;
  const gboolean special = look->mark
                           || state
                                  & (GRADUS_STATE_SELECTED | GRADUS_STATE_TARGET
                                     | GRADUS_STATE_FOCUSED);
  const GdkRGBA colour = special ? border_colour (palette, look, state)
                                 : gradus_fade (*look_colour (palette, look), 0.7f);

  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT (0, 0, GRADUS_BLOCK_WIDTH, GRADUS_BLOCK_HEIGHT));
}

void
gradus_block_draw (GtkSnapshot *snapshot, const GradusBlockStyle *style,
                   const GradusBlockLook *look, GradusBlockState state, GradusDetail detail)
{
  static void (*const draw[]) (GtkSnapshot *, const GradusBlockStyle *, const GradusBlockLook *,
                               GradusBlockState)
      = { [GRADUS_DETAIL_FULL] = draw_full,
          [GRADUS_DETAIL_PLAIN] = draw_plain,
          [GRADUS_DETAIL_FLAT] = draw_flat,
          [GRADUS_DETAIL_PAINT] = draw_paint };

  if (state & GRADUS_STATE_DIMMED)
    gtk_snapshot_push_opacity (snapshot, 0.4);
  draw[detail](snapshot, style, look, state);
  if (state & GRADUS_STATE_DIMMED)
    gtk_snapshot_pop (snapshot);
}

void
gradus_draw_label (GtkSnapshot *snapshot, const GradusBlockStyle *style, const char *text,
                   gdouble x, gdouble y, gdouble align, const GdkRGBA *colour)
{
  const gdouble width = set_text (style, FONT_LABEL, text, -1);

  put_text (snapshot, style, x - align * width, y + 3.8, colour);
}

gdouble
gradus_label_width (const GradusBlockStyle *style, const char *text)
{
  return set_text (style, FONT_LABEL, text, -1);
}

gdouble
gradus_draw_heading (GtkSnapshot *snapshot, const GradusBlockStyle *style, const char *text,
                     gdouble x, gdouble y)
{
  const gdouble width = set_text (style, FONT_MARK, text, -1);

  put_text (snapshot, style, x, y + 4, &style->palette->dim_text);
  return width;
}
