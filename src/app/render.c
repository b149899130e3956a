/* render.c - `gradus render`: the blocks, wires and notes of a model as an SVG, PDF or PNG file, as
 * the canvas shows them. What is drawn is the canvas' own scene, as GTK's nodes, which are a
 * GradusPicture.
 */
#include "render.h"

#include "cli/run.h"
#include "canvas/lay-out.h"
#include "canvas/note-draw.h"
#include "canvas/scene-draw.h"
#include "exchange/project-file.h"
#include "plot/picture.h"
#include "tensor/error.h"

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

/* --- what is drawn -----------------------------------------------------------------------------
 */

static void
draw_notes (GPtrArray *notes, GtkSnapshot *snapshot, PangoContext *context,
            const GradusPalette *palette)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const GrNote *note = notes->pdata[i];

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((gfloat) note->x, (gfloat) note->y));
      gradus_note_snapshot (snapshot, context, palette, note->text, note->width, note->height,
                            FALSE);
      gtk_snapshot_restore (snapshot);
    }
}

/* What is on the canvas, with a margin. */
static graphene_rect_t
area_of (const GradusScene *scene, GPtrArray *notes)
{
  graphene_rect_t area = scene->bounds;

  for (guint i = 0; i < notes->len; i++)
    {
      const graphene_rect_t box = gradus_note_area (notes->pdata[i]);

      gradus_rect_include (&area, &box);
    }
  graphene_rect_inset (&area, -MARGIN, -MARGIN);
  return area;
}

/* The notes and the scene in @area, from (0, 0). (transfer full); NULL where nothing is drawn */
static GskRenderNode *
make_node (GradusScene *scene, GPtrArray *notes, const graphene_rect_t *area,
           const GradusPalette *palette)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans 10");
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GradusBlockStyle) style = NULL;

  pango_context_set_font_description (context, font);
  style = gradus_block_style_new (context, palette);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-area->origin.x, -area->origin.y));
  draw_notes (notes, snapshot, context, palette);
  gradus_scene_draw (scene, snapshot, style);
  pango_font_description_free (font);
  g_object_unref (context);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
draw_node (gpointer node, cairo_t *cr, gdouble width, gdouble height, const GradusPalette *palette)
{
  if (node)
    gsk_render_node_draw (node, cr);
}

static gboolean
render (GrProject *project, GError **error)
{
  const GradusPalette *palette = gradus_palette_get (dark, FALSE);
  g_autoptr (JsonNode) flow = gr_project_section (project, "canvas");
  g_autoptr (JsonNode) comments = gr_project_section (project, "notes");
  g_autoptr (GPtrArray) notes = gr_notes_read (comments, error);
  g_autoptr (GradusScene) scene = NULL;
  GskRenderNode *node;
  graphene_rect_t area;
  GradusFormat format;
  gboolean done;

  if (!notes)
    return FALSE;
  scene = gradus_scene_new (project->model, gr_flow_read (flow));
  area = area_of (scene, notes);
  if (gradus_format_of (output, &format) && format == GRADUS_FORMAT_PNG
      && MAX (area.size.width, area.size.height) * scale > MAX_PIXELS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "At --scale %g the picture would be larger than %d pixels; take a smaller one, "
                   "or an SVG.",
                   scale, MAX_PIXELS);
      return FALSE;
    }
  node = make_node (scene, notes, &area, palette);
  done = gradus_picture_save (&(GradusPicture){ .title = *project->name ? project->name : NULL,
                                                .draw = draw_node,
                                                .user = node,
                                                .width = area.size.width,
                                                .height = area.size.height,
                                                .scale = scale },
                              output, palette, error);
  g_clear_pointer (&node, gsk_render_node_unref);
  return done;
}

/* --- the command --------------------------------------------------------------------------------
 */

static gint
check_options (void)
{
  GradusFormat format;

  if (!output)
    return gradus_cli_fail (GRADUS_USAGE, "Say where to write it: --output FILE.svg");
  if (!gradus_format_of (output, &format))
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
  g_autoptr (GError) no_data = NULL;
  g_autoptr (GrProject) project = NULL;
  gint status;

  scale = 2;
  if (!gradus_cli_parse (&gradus_render_command, entries, NULL, argc, argv, 1, 1, &words)
      || !gradus_run_check_options ())
    return GRADUS_USAGE;
  status = check_options ();
  if (status != GRADUS_DONE)
    return status;
  project = gr_project_load (words[0], &error);
  if (!project)
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  /* Shapes may come from the data. Where there are none, that is drawn as the window draws it. */
  if (!gradus_run_tell_data (project, words[0], &no_data))
    g_printerr ("gradus render: warning: drawn without what the data would tell: %s\n",
                no_data->message);
  gradus_lay_out_pile (project);
  /* Nodes can be made once GTK has been initialised, as far as that goes without a display. */
  gtk_init_check ();
  if (!render (project, &error))
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  return GRADUS_DONE;
}

const GradusCommand gradus_render_command = {
  .name = "render",
  .arguments = "MODEL",
  .summary = "Draws a model's blocks, wires and notes, as the window shows them, into a file.",
  .details = "MODEL is a .gradus file. SVG and PDF are drawn with lines and letters, sharp at any "
             "size; a PNG has --scale pixels a unit.",
  .run = run,
};
