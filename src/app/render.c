/* render.c - `gradus render`: the blocks and wires of a model as an SVG, PDF or PNG file, as the
 * canvas shows them. What is drawn is the canvas' own scene, as GTK's nodes, which Cairo puts on
 * the surface of a file.
 */
#include "render.h"

#include "canvas/scene-draw.h"
#include "exchange/project-file.h"
#include "io/atomic.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <string.h>

#define MARGIN     24
#define MAX_PIXELS 16384 /* along each side of a PNG; a scale that would need more is refused */

static char *output;
static gboolean dark;
static gdouble scale;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The file to write: .svg, .pdf or .png",
    "FILE" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "In the colours of the dark style", NULL },
  { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &scale,
    "Pixels of a PNG a unit of the canvas, where a block is 52 high (2 if not given)", "N" },
  { NULL }
};

static cairo_status_t
collect (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The drawn scene with its background, from (0, 0). (transfer full) */
static GskRenderNode *
draw (GradusScene *scene, gdouble *width, gdouble *height)
{
  const GradusPalette *palette = gradus_palette_get (dark, FALSE);
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10");
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GradusBlockStyle) style = NULL;
  graphene_rect_t area = scene->bounds;

  pango_context_set_font_description (context, font);
  style = gradus_block_style_new (context, palette);
  graphene_rect_inset (&area, -MARGIN, -MARGIN);
  *width = area.size.width;
  *height = area.size.height;
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-area.origin.x, -area.origin.y));
  gtk_snapshot_append_color (snapshot, &palette->background, &area);
  gradus_scene_draw (scene, snapshot, style);
  pango_font_description_free (font);
  g_object_unref (context);
  return gtk_snapshot_free_to_node (snapshot);
}

/* The bytes of the file; NULL, having said so, where the name's ending is none that can be written.
 * (transfer full) */
static GByteArray *
encode (GskRenderNode *node, gdouble width, gdouble height)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t *cr;
  cairo_status_t status;
  gboolean png = FALSE;

  if (g_str_has_suffix (output, ".svg"))
    surface = cairo_svg_surface_create_for_stream (collect, bytes, width, height);
  else if (g_str_has_suffix (output, ".pdf"))
    surface = cairo_pdf_surface_create_for_stream (collect, bytes, width, height);
  else
    {
      png = TRUE;
      surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (gint) (width * scale),
                                            (gint) (height * scale));
      cairo_surface_set_device_scale (surface, scale, scale);
    }
  cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  if (png)
    cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED)
    {
      gradus_cli_fail (GRADUS_FAILED, "The picture cannot be made: %s.",
                       cairo_status_to_string (status));
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

static gint
check_options (void)
{
  if (!output)
    return gradus_cli_fail (GRADUS_USAGE, "Say where to write it: --output FILE.svg");
  if (!g_str_has_suffix (output, ".svg") && !g_str_has_suffix (output, ".pdf")
      && !g_str_has_suffix (output, ".png"))
    return gradus_cli_fail (
        GRADUS_USAGE, "“%s” ends in none of .svg, .pdf and .png, which can be written.", output);
  if (!(scale >= 0.1 && scale <= 10))
    return gradus_cli_fail (GRADUS_USAGE, "--scale takes a number from 0.1 to 10, not %g.", scale);
  return GRADUS_DONE;
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GrProject) project = NULL;
  g_autoptr (GradusScene) scene = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  GskRenderNode *node;
  gdouble width, height;
  gint status;

  scale = 2;
  if (!gradus_cli_parse (&gradus_render_command, entries, NULL, argc, argv, 1, 1, &words))
    return GRADUS_USAGE;
  status = check_options ();
  if (status != GRADUS_DONE)
    return status;
  project = gr_project_load (words[0], &error);
  if (!project)
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  /* Nodes can be made once GTK has been initialised, as far as that goes without a display. */
  gtk_init_check ();
  scene = gradus_scene_new (project->model);
  if (g_str_has_suffix (output, ".png")
      && MAX (scene->bounds.size.width, scene->bounds.size.height) * scale > MAX_PIXELS)
    return gradus_cli_fail (GRADUS_FAILED,
                            "At --scale %g the picture would be larger than %d pixels; take a "
                            "smaller one, or an SVG.",
                            scale, MAX_PIXELS);
  node = draw (scene, &width, &height);
  bytes = encode (node, width, height);
  gsk_render_node_unref (node);
  if (!bytes)
    return GRADUS_FAILED;
  if (!gr_atomic_write (output, bytes->data, bytes->len, &error))
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  return GRADUS_DONE;
}

const GradusCommand gradus_render_command = {
  .name = "render",
  .arguments = "MODEL",
  .summary = "Draws a model's blocks and wires, as the window shows them, into a file.",
  .details = "MODEL is a .gradus file. SVG and PDF are drawn with lines and letters, sharp at any "
             "size; a PNG has --scale pixels a unit.",
  .run = run,
};
