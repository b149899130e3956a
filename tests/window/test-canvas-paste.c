/* test-canvas-paste.c - where what is pasted or duplicated goes: where there is room, in sight. */
#include "canvas-helpers.h"

#include "canvas/block-draw.h"

#define ROOM    12 /* that things leave between them */
#define CASCADE 24 /* by which one lies aside of another that it lies over */

typedef struct
{
  GradusDocument *document;
  GradusCanvas *canvas;
  GrModel *model;
} Fixture;

/* A canvas that shows what is from -400 to 1200, and from -300 to 900. */
static void
show (Fixture *fixture, GradusDocument *document)
{
  fixture->document = document;
  fixture->canvas = show_canvas (document);
  fixture->model = gradus_document_model (document);
  gradus_viewport_set (fixture->canvas->viewport, GRAPHENE_POINT_INIT (-400, -300), 0.5);
}

static void
end (Fixture *fixture)
{
  close_window (fixture->canvas);
  g_object_unref (fixture->document);
}

/* A ReLU at (0, 0) and a Tanh at (1000, 0); @note: one at (300, 0). */
static GradusDocument *
two_blocks (gboolean note)
{
  static const char text[] = "{\"gradus\": 1, \"model\": {\"blocks\": ["
                             "{\"id\": \"relu\", \"kind\": \"ReLU\", \"at\": [0, 0]},"
                             "{\"id\": \"tanh\", \"kind\": \"Tanh\", \"at\": [1000, 0]}],"
                             " \"links\": []}}";
  static const char notes[]
      = "[{\"id\": \"note1\", \"text\": \"Deeper?\", \"at\": [300, 0], \"size\": [200, 96]}]";
  GradusDocument *document = document_of (text);
  g_autoptr (JsonNode) section = json_from_string (notes, NULL);

  if (note)
    g_assert_true (gradus_document_set_section (document, "notes", section, "Add", NULL, NULL));
  return document;
}

/* So many columns and rows of blocks that nothing goes between them; the first at (0, 0). */
static GradusDocument *
dense_document (guint columns, guint rows)
{
  g_autoptr (GString) text = g_string_new ("{\"gradus\": 1, \"model\": {\"blocks\": [");

  for (guint i = 0; i < columns * rows; i++)
    g_string_append_printf (text, "%s{\"id\": \"b%u\", \"kind\": \"ReLU\", \"at\": [%u, %u]}",
                            i ? "," : "", i, i % columns * 290, i / columns * 70);
  g_string_append (text, "], \"links\": []}}");
  return document_of (text->str);
}

static void
copy (Fixture *fixture, const char *block, const char *note)
{
  gradus_document_select_with_notes (fixture->document, (const char *const[]){ block, NULL },
                                     (const char *const[]){ note, NULL });
  gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), "canvas.copy", NULL);
}

/* With the pointer at this place of the world. Returns the block that is new. */
static const GrBlock *
paste_at (Fixture *fixture, gfloat x, gfloat y)
{
  const guint n = gr_model_n_blocks (fixture->model);
  const graphene_point_t at = gradus_viewport_to_screen (fixture->canvas->viewport, x, y);

  gtk_widget_activate_action (GTK_WIDGET (fixture->canvas), "canvas.paste", NULL);
  while (gr_model_n_blocks (fixture->model) == n)
    {
      fixture->canvas->pointer_x = at.x;
      fixture->canvas->pointer_y = at.y;
      g_main_context_iteration (NULL, TRUE);
    }
  return gr_model_block_at (fixture->model, n);
}

static graphene_rect_t
area_of (const GrBlock *block)
{
  return GRAPHENE_RECT_INIT ((gfloat) block->x, (gfloat) block->y, GRADUS_BLOCK_WIDTH,
                             GRADUS_BLOCK_HEIGHT);
}

static graphene_rect_t
note_area (Fixture *fixture, guint i)
{
  return gradus_note_view_area (fixture->canvas->notes->pdata[i]);
}

/* The margin counts as part of one of them. */
static gboolean
touch (graphene_rect_t a, graphene_rect_t b)
{
  graphene_rect_inset (&a, -ROOM, -ROOM);
  return graphene_rect_intersection (&a, &b, NULL);
}

static void
assert_in_sight (Fixture *fixture, graphene_rect_t area)
{
  const graphene_rect_t seen = gradus_viewport_visible (
      fixture->canvas->viewport, gtk_widget_get_width (GTK_WIDGET (fixture->canvas)),
      gtk_widget_get_height (GTK_WIDGET (fixture->canvas)));

  g_assert_true (graphene_rect_contains_rect (&seen, &area));
}

/* No other begins where this one does, which would hide it. */
static void
assert_hides_none (Fixture *fixture, const GrBlock *block)
{
  for (guint i = 0; i < gr_model_n_blocks (fixture->model); i++)
    {
      const GrBlock *other = gr_model_block_at (fixture->model, i);

      g_assert_true (other == block || fabs (other->x - block->x) >= CASCADE
                     || fabs (other->y - block->y) >= CASCADE);
    }
}

/* Over another it goes straight up or down from where it was asked for, no farther than it must to
 * leave a margin. */
static void
test_nearest (void)
{
  Fixture fixture;
  const GrBlock *block;

  show (&fixture, two_blocks (FALSE));
  copy (&fixture, "relu", NULL);
  block = paste_at (&fixture, GRADUS_BLOCK_WIDTH / 2 + 4, GRADUS_BLOCK_HEIGHT / 2 + 10);
  g_assert_cmpfloat (block->x, ==, 4);
  g_assert_cmpfloat (block->y, >=, GRADUS_BLOCK_HEIGHT + ROOM);
  g_assert_cmpfloat (block->y, <, GRADUS_BLOCK_HEIGHT + ROOM + 16);
  end (&fixture);
}

/* A note is in the way as a block is. */
static void
test_clear_of_notes (void)
{
  Fixture fixture;

  show (&fixture, two_blocks (TRUE));
  copy (&fixture, "relu", NULL);
  g_assert_false (touch (area_of (paste_at (&fixture, 410, 60)), note_area (&fixture, 0)));
  end (&fixture);
}

/* The middle of all that is pasted is where it was asked for, if nothing is there that one of them
 * would cover. */
static void
test_with_note (void)
{
  Fixture fixture;
  const GrBlock *block;
  graphene_rect_t of_note;

  show (&fixture, two_blocks (TRUE));
  copy (&fixture, "relu", "note1");
  block = paste_at (&fixture, 250, 548);
  of_note = note_area (&fixture, 1);
  g_assert_cmpfloat (block->x, ==, 0);
  g_assert_cmpfloat (block->y, ==, 500);
  g_assert_cmpfloat (of_note.origin.x, ==, 300);
  g_assert_cmpfloat (of_note.origin.y, ==, 500);

  /* The note would lie on the Tanh. */
  block = paste_at (&fixture, 950, 48);
  of_note = note_area (&fixture, 2);
  g_assert_cmpfloat (of_note.origin.x - block->x, ==, 300);
  g_assert_false (touch (of_note, area_of (gr_model_block (fixture.model, "tanh"))));
  end (&fixture);
}

/* What reaches out of view is brought into it. */
static void
test_at_edge (void)
{
  Fixture fixture;
  const GrBlock *block;

  show (&fixture, two_blocks (FALSE));
  copy (&fixture, "relu", NULL);
  block = paste_at (&fixture, 1190, 890);
  g_assert_cmpfloat (block->x, ==, 1190 - GRADUS_BLOCK_WIDTH / 2);
  assert_in_sight (&fixture, area_of (block));
  end (&fixture);
}

/* Where all is full as far as one sees, or farther, it goes over the others, a little aside. */
static void
test_no_room (gconstpointer columns)
{
  const guint n = GPOINTER_TO_UINT (columns);
  Fixture fixture;
  gfloat x, y;

  show (&fixture, dense_document (n, 2 * n + 1));
  /* On the block in the middle, which is all that is asked for. */
  x = (gfloat) (n / 2 * 290) + GRADUS_BLOCK_WIDTH / 2.0f;
  y = (gfloat) (n * 70) + GRADUS_BLOCK_HEIGHT / 2.0f;
  gradus_viewport_set (fixture.canvas->viewport, GRAPHENE_POINT_INIT (x - 200, y - 150), 2);
  copy (&fixture, "b0", NULL);
  for (guint i = 1; i <= 3; i++)
    {
      const GrBlock *block = paste_at (&fixture, x, y);

      g_assert_cmpfloat (block->x, ==, n / 2 * 290 + i * CASCADE);
      g_assert_cmpfloat (block->y, ==, n * 70 + i * CASCADE);
      assert_hides_none (&fixture, block);
      assert_in_sight (&fixture, area_of (block));
    }
  end (&fixture);
}

/* A copy made at once is beside what it is of, and seen, also where that is out of view, or at its
 * edge. */
static void
test_duplicate_in_sight (void)
{
  static const graphene_point_t origins[] = { { 5000, 5000 }, { -456, -200 } };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      Fixture fixture;
      graphene_rect_t copied;

      show (&fixture, two_blocks (FALSE));
      gradus_viewport_set (fixture.canvas->viewport, origins[i], 1);
      gradus_document_select_one (fixture.document, "relu");
      gtk_widget_activate_action (GTK_WIDGET (fixture.canvas), "canvas.duplicate", NULL);
      copied = area_of (gr_model_block_at (fixture.model, 2));
      g_assert_false (touch (copied, area_of (gr_model_block (fixture.model, "relu"))));
      assert_in_sight (&fixture, copied);
      end (&fixture);
    }
}

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  g_test_add_func ("/canvas-paste/nearest", test_nearest);
  g_test_add_func ("/canvas-paste/clear-of-notes", test_clear_of_notes);
  g_test_add_func ("/canvas-paste/with-note", test_with_note);
  g_test_add_func ("/canvas-paste/at-edge", test_at_edge);
  g_test_add_data_func ("/canvas-paste/no-room-in-sight", GUINT_TO_POINTER (5), test_no_room);
  g_test_add_data_func ("/canvas-paste/no-room", GUINT_TO_POINTER (15), test_no_room);
  g_test_add_func ("/canvas-paste/duplicate-in-sight", test_duplicate_in_sight);
  return g_test_run ();
}
