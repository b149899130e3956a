/* test-canvas-texts.c - what is written on the canvas, as it comes to the screen: looked up among
 * the glyphs that are drawn. */
#include "canvas-helpers.h"

#include <string.h>

/* The glyphs of all text within @node, in the order in which it is drawn. */
static void
add_glyphs (GArray *glyphs, GskRenderNode *node)
{
  const PangoGlyphInfo *infos;
  guint n;

  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        add_glyphs (glyphs, gsk_container_node_get_child (node, i));
      break;
    case GSK_TRANSFORM_NODE:
      add_glyphs (glyphs, gsk_transform_node_get_child (node));
      break;
    case GSK_CLIP_NODE:
      add_glyphs (glyphs, gsk_clip_node_get_child (node));
      break;
    case GSK_ROUNDED_CLIP_NODE:
      add_glyphs (glyphs, gsk_rounded_clip_node_get_child (node));
      break;
    case GSK_TEXT_NODE:
      infos = gsk_text_node_get_glyphs (node, &n);
      for (guint i = 0; i < n; i++)
        g_array_append_val (glyphs, infos[i].glyph);
      break;
    default:
      break;
    }
}

/* Takes @snapshot. (transfer full) */
static GArray *
glyphs_of (GtkSnapshot *snapshot)
{
  GArray *glyphs = g_array_new (FALSE, FALSE, sizeof (PangoGlyph));
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);

  if (node)
    {
      add_glyphs (glyphs, node);
      gsk_render_node_unref (node);
    }
  return glyphs;
}

/* How often @text is written on the canvas, as what has the font of labels and settings. */
static guint
count_text (GradusCanvas *canvas, const char *text)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *seen = gtk_snapshot_new (), *alone = gtk_snapshot_new ();
  g_autoptr (GArray) all = NULL, wanted = NULL;
  guint n = 0;

  gdk_paintable_snapshot (paintable, seen, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  gradus_draw_label (alone, gradus_canvas_style (canvas), text, 0, 0, 0, &(GdkRGBA){ 0, 0, 0, 1 });
  all = glyphs_of (seen);
  wanted = glyphs_of (alone);
  g_assert_cmpuint (wanted->len, >, 0);
  for (guint i = 0; i + wanted->len <= all->len; i++)
    n += memcmp (&g_array_index (all, PangoGlyph, i), wanted->data,
                 wanted->len * sizeof (PangoGlyph))
         == 0;
  return n;
}

/* A block shows its settings and its output's shape, which also stands beside the wire from it. */
static void
test_texts (void)
{
  g_autoptr (GradusDocument) document = small_document ();
  GradusCanvas *canvas = show_canvas (document);
  g_autoptr (GrEdit) wider = gr_edit_set_attribute ("conv", "out_channels", gr_setting_int (8));

  g_assert_cmpuint (count_text (canvas, "1 → 6"), ==, 1);
  g_assert_cmpuint (count_text (canvas, "7 → 10"), ==, 1);
  g_assert_cmpuint (count_text (canvas, "N×1×28×28"), ==, 2);
  g_assert_cmpuint (count_text (canvas, "N×6×24×24"), ==, 3); /* and on what it goes through */
  g_assert_true (gradus_document_apply (document, wider, NULL, NULL));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_cmpuint (count_text (canvas, "1 → 6"), ==, 0);
  g_assert_cmpuint (count_text (canvas, "1 → 8"), ==, 1);
  g_assert_cmpuint (count_text (canvas, "N×6×24×24"), ==, 0);
  g_assert_cmpuint (count_text (canvas, "N×8×24×24"), ==, 3);
  close_window (canvas);
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-texts/blocks-and-wires", test_texts);
  return g_test_run ();
}
