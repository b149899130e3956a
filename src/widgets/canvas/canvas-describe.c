/* canvas-describe.c - what a screen reader is told of the blocks of a GradusCanvas beside their
 * names: what is wrong with each, what its input comes from, and where its output goes. To
 * eyes the wires say that. */
#include "canvas-private.h"

#include <glib/gi18n.h>

/* Of one item. */
typedef struct
{
  GString *problems;
  GPtrArray *sources; /* names by port, NULL where nothing is linked */
  GPtrArray *readers; /* names */
} Description;

static void
description_clear (Description *self)
{
  g_string_free (self->problems, TRUE);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->readers);
}

static Description *
description_of (GArray *descriptions, guint item)
{
  return &g_array_index (descriptions, Description, item);
}

/* (transfer full) */
static GArray *
descriptions_new (guint n)
{
  GArray *descriptions = g_array_sized_new (FALSE, FALSE, sizeof (Description), n);

  g_array_set_clear_func (descriptions, (GDestroyNotify) description_clear);
  for (guint i = 0; i < n; i++)
    {
      const Description one = { g_string_new (NULL), g_ptr_array_new (), g_ptr_array_new () };

      g_array_append_val (descriptions, one);
    }
  return descriptions;
}

static void
add_wire (GradusCanvas *self, GArray *descriptions, const GradusWire *wire)
{
  char *from = gradus_scene_item (self->scene, wire->from)->look.name;
  char *to = gradus_scene_item (self->scene, wire->to)->look.name;
  GPtrArray *sources = description_of (descriptions, wire->to)->sources;
  GPtrArray *readers = description_of (descriptions, wire->from)->readers;

  if (sources->len <= wire->to_port)
    g_ptr_array_set_size (sources, (gint) wire->to_port + 1);
  sources->pdata[wire->to_port] = from;
  if (!g_ptr_array_find (readers, to, NULL))
    g_ptr_array_add (readers, to);
}

static void
append_names (GString *text, const char *format, const GPtrArray *names)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    if (names->pdata[i])
      g_string_append_printf (list, "%s%s", list->len ? ", " : "", (char *) names->pdata[i]);
  if (!list->len)
    return;
  if (text->len)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, format, list->str);
}

void
gradus_canvas_describe_blocks (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  g_autoptr (GArray) descriptions = descriptions_new (self->scene->items->len);

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);
      const gint item = problem->block ? gradus_scene_home (self->scene, problem->block) : -1;
      GString *problems = item >= 0 ? description_of (descriptions, (guint) item)->problems : NULL;

      if (problems)
        g_string_append_printf (problems, "%s%s", problems->len ? " " : "", problem->message);
    }
  for (guint i = 0; i < self->scene->wires->len; i++)
    add_wire (self, descriptions, gradus_scene_wire (self->scene, i));
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const Description *description = description_of (descriptions, i);
      GradusBlockView *view = gradus_block_layer_view_at (self->layer, i);

      gradus_block_view_set_invalid (view, description->problems->len > 0);
      append_names (description->problems, _ ("Gets its input from %s."), description->sources);
      append_names (description->problems, _ ("Gives its output to %s."), description->readers);
      gradus_block_view_set_description (view, description->problems->str);
    }
}
