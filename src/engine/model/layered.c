/* layered.c - layers, their order, and places in them. See layered.h and layout.h.
 *
 * The order is found by sweeps that sort each layer by the mean place of its neighbours in the
 * layer before (the barycentre), keeping the best. Places across are a least-squares problem a
 * layer, for which there is an exact method that takes one pass: pool adjacent violators.
 */
#include "layered.h"

#include <string.h>

#define ORDER_SWEEPS 12
#define PLACE_SWEEPS 12

/* How strongly a link pulls its ends together: a chain of blocks before all, then the pieces of a
 * shortcut, so that the chain stays straight and the shortcut bends. */
#define PULL_CHAIN    4.0
#define PULL_LANE     8.0
#define PULL_SHORTCUT 0.001
/* How strongly a block keeps its place against a lane. */
#define HOLD_BLOCK 1.0
#define HOLD_LANE  0.01

/* A block, or where a long arc passes a layer. */
typedef struct
{
  gboolean lane;
  gdouble width, height;
  guint layer;
  gdouble centre;         /* across */
  gdouble key;            /* to sort by */
  guint at;               /* its place in its layer */
  GArray *before, *after; /* of guint: neighbours in the layer above and below */
} Node;

typedef struct
{
  Node *nodes;
  guint n, allocated;
  GArray **layers; /* of guint, in order */
  guint n_layers;
  gdouble spread;
} Graph;

static guint
index_of (const GArray *array, guint i)
{
  return g_array_index (array, guint, i);
}

static guint
add_node (Graph *graph, gboolean lane, gdouble width, gdouble height, guint layer)
{
  if (graph->n == graph->allocated)
    {
      graph->allocated = graph->allocated * 2 + 16;
      graph->nodes = g_renew (Node, graph->nodes, graph->allocated);
    }
  graph->nodes[graph->n] = (Node){ lane,
                                   width,
                                   height,
                                   layer,
                                   0,
                                   0,
                                   0,
                                   g_array_new (FALSE, FALSE, sizeof (guint)),
                                   g_array_new (FALSE, FALSE, sizeof (guint)) };
  return graph->n++;
}

static void
join (Graph *graph, guint from, guint to)
{
  g_array_append_val (graph->nodes[from].after, to);
  g_array_append_val (graph->nodes[to].before, from);
}

/* --- layers ----------------------------------------------------------------------------------- */

/* The arcs without those that close a cycle, in the order given; each once. (transfer full) */
static GArray *
without_cycles (guint n, const GrArc *arcs, guint n_arcs)
{
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (GrArc));
  g_autofree guint8 *state = g_new0 (guint8, n + 1); /* 1: on the way, 2: done */
  g_autofree guint *next = g_new0 (guint, n + 1);
  g_autofree guint *first = g_new0 (guint, n + 2);
  g_autofree guint *sorted = g_new (guint, n_arcs + 1);
  g_autofree guint *stack = g_new (guint, n + 1);

  for (guint a = 0; a < n_arcs; a++)
    first[arcs[a].from + 1]++;
  for (guint i = 0; i < n; i++)
    first[i + 1] += first[i];
  for (guint i = 0; i < n; i++)
    next[i] = first[i];
  for (guint a = 0; a < n_arcs; a++)
    sorted[next[arcs[a].from]++] = a;
  for (guint i = 0; i < n; i++)
    next[i] = first[i];

  for (guint root = 0; root < n; root++)
    {
      guint depth = 0;

      if (state[root])
        continue;
      state[root] = 1;
      stack[depth++] = root;
      while (depth > 0)
        {
          const guint here = stack[depth - 1];

          if (next[here] == first[here + 1])
            {
              state[here] = 2;
              depth--;
              continue;
            }
          const GrArc arc = arcs[sorted[next[here]++]];
          gboolean drop = state[arc.to] == 1; /* it closes a cycle, or is there twice */

          for (guint k = first[here]; k + 1 < next[here] && !drop; k++)
            drop = arcs[sorted[k]].to == arc.to;
          if (!drop)
            g_array_append_val (kept, arc);
          if (state[arc.to] == 0)
            {
              state[arc.to] = 1;
              stack[depth++] = arc.to;
            }
        }
    }
  return kept;
}

/* Each node one layer after the last of those before it; a source just above the first that reads
 * it. */
static void
find_layers (Graph *graph, const GArray *arcs)
{
  gboolean more = TRUE;
  g_autofree gboolean *has_before = g_new0 (gboolean, graph->n + 1);

  while (more)
    {
      more = FALSE;
      for (guint a = 0; a < arcs->len; a++)
        {
          const GrArc *arc = &g_array_index (arcs, GrArc, a);
          const guint least = graph->nodes[arc->from].layer + 1;

          has_before[arc->to] = TRUE;
          if (graph->nodes[arc->to].layer < least)
            {
              graph->nodes[arc->to].layer = least;
              more = TRUE;
            }
        }
    }
  for (guint i = 0; i < graph->n; i++)
    {
      guint layer = G_MAXUINT;

      for (guint a = 0; a < arcs->len && !has_before[i]; a++)
        if (g_array_index (arcs, GrArc, a).from == i)
          layer = MIN (layer, graph->nodes[g_array_index (arcs, GrArc, a).to].layer - 1);
      if (layer != G_MAXUINT)
        graph->nodes[i].layer = layer;
    }
}

/* Makes neighbours of what an arc joins, with a lane through every layer between. */
static void
add_lanes (Graph *graph, const GArray *arcs, gdouble lane)
{
  for (guint a = 0; a < arcs->len; a++)
    {
      const GrArc arc = g_array_index (arcs, GrArc, a);
      const guint last = graph->nodes[arc.to].layer;
      guint from = arc.from;

      for (guint layer = graph->nodes[from].layer + 1; layer < last; layer++)
        {
          const guint node = add_node (graph, TRUE, lane, 0, layer);

          join (graph, from, node);
          from = node;
        }
      join (graph, from, arc.to);
    }
}

/* --- order ------------------------------------------------------------------------------------ */

static void
number (Graph *graph, guint layer)
{
  for (guint i = 0; i < graph->layers[layer]->len; i++)
    graph->nodes[index_of (graph->layers[layer], i)].at = i;
}

/* Depth first from what stands first, so that branches start side by side. */
static void
first_order (Graph *graph)
{
  g_autofree gboolean *seen = g_new0 (gboolean, graph->n + 1);
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint root = 0; root < graph->n; root++)
    {
      if (graph->nodes[root].before->len > 0)
        continue;
      g_array_append_val (waiting, root);
      while (waiting->len > 0)
        {
          const guint here = index_of (waiting, waiting->len - 1);
          const Node *node = &graph->nodes[here];

          g_array_set_size (waiting, waiting->len - 1);
          if (seen[here])
            continue;
          seen[here] = TRUE;
          g_array_append_val (graph->layers[node->layer], here);
          for (guint i = node->after->len; i-- > 0;)
            g_array_append_val (waiting, g_array_index (node->after, guint, i));
        }
    }
  for (guint layer = 0; layer < graph->n_layers; layer++)
    number (graph, layer);
}

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer user)
{
  const Graph *graph = user;
  const Node *first = &graph->nodes[*(const guint *) a];
  const Node *second = &graph->nodes[*(const guint *) b];

  if (first->key != second->key)
    return first->key < second->key ? -1 : 1;
  return (first->at > second->at) - (first->at < second->at);
}

/* Sorts a layer by the mean place of the neighbours above, or below. */
static void
sort_layer (Graph *graph, guint layer, gboolean by_above)
{
  GArray *order = graph->layers[layer];

  for (guint i = 0; i < order->len; i++)
    {
      Node *node = &graph->nodes[index_of (order, i)];
      const GArray *others = by_above ? node->before : node->after;

      node->key = others->len ? 0 : node->at;
      for (guint k = 0; k < others->len; k++)
        node->key += (gdouble) graph->nodes[index_of (others, k)].at / others->len;
    }
  g_qsort_with_data (order->data, (gint) order->len, sizeof (guint), compare_keys, graph);
  number (graph, layer);
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  const guint first = *(const guint *) a, second = *(const guint *) b;

  return (first > second) - (first < second);
}

/* Crossings between a layer and the one below. */
static guint64
crossings_below (const Graph *graph, guint layer)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  guint64 crossings = 0;

  for (guint i = 0; i < graph->layers[layer]->len; i++)
    {
      const Node *node = &graph->nodes[index_of (graph->layers[layer], i)];
      const guint start = ends->len;

      for (guint k = 0; k < node->after->len; k++)
        g_array_append_val (ends, graph->nodes[index_of (node->after, k)].at);
      if (ends->len > start)
        qsort (ends->data + start * sizeof (guint), ends->len - start, sizeof (guint),
               compare_numbers);
    }
  for (guint i = 0; i < ends->len; i++)
    for (guint j = 0; j < i; j++)
      crossings += index_of (ends, j) > index_of (ends, i);
  return crossings;
}

static guint64
crossings (const Graph *graph)
{
  guint64 sum = 0;

  for (guint layer = 0; layer + 1 < graph->n_layers; layer++)
    sum += crossings_below (graph, layer);
  return sum;
}

static void
find_order (Graph *graph)
{
  g_autofree guint *best = g_new (guint, graph->n + 1);
  guint64 fewest;

  first_order (graph);
  fewest = crossings (graph);
  for (guint i = 0; i < graph->n; i++)
    best[i] = graph->nodes[i].at;
  for (guint sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep++)
    {
      guint64 now;

      for (guint k = 0; k < graph->n_layers; k++)
        if (sweep % 2 == 0)
          sort_layer (graph, k, TRUE);
        else
          sort_layer (graph, graph->n_layers - 1 - k, FALSE);
      now = crossings (graph);
      if (now >= fewest)
        continue;
      fewest = now;
      for (guint i = 0; i < graph->n; i++)
        best[i] = graph->nodes[i].at;
    }
  for (guint i = 0; i < graph->n; i++)
    {
      graph->nodes[i].at = best[i];
      g_array_index (graph->layers[graph->nodes[i].layer], guint, best[i]) = i;
    }
}

/* --- places across ---------------------------------------------------------------------------- */

/* Where the neighbours above, or below, pull a node; its own place where it has none there. */
static gdouble
pulled_to (const Graph *graph, const Node *node, gboolean by_above)
{
  const GArray *others = by_above ? node->before : node->after;
  gdouble sum = 0, weight = 0;

  for (guint k = 0; k < others->len; k++)
    {
      const Node *other = &graph->nodes[index_of (others, k)];
      const gdouble pull = node->lane && other->lane   ? PULL_LANE
                           : node->lane || other->lane ? PULL_SHORTCUT
                                                       : PULL_CHAIN;

      sum += pull * other->centre;
      weight += pull;
    }
  return weight > 0 ? sum / weight : node->centre;
}

/* The least distance between the centres of neighbours in a layer. */
static gdouble
distance (const Graph *graph, const Node *a, const Node *b)
{
  return (a->width + b->width) / 2 + (a->lane || b->lane ? graph->spread / 2 : graph->spread);
}

/* Puts the nodes of a layer where they are pulled to, as near as their order and distances allow:
 * with c_i the sum of the distances up to i, (centre_i - c_i) must not fall. Where it would, nodes
 * are pooled and stand at the weighted mean of what they want. */
static void
place_layer (Graph *graph, guint layer, gboolean by_above)
{
  const GArray *order = graph->layers[layer];
  const guint n = order->len;
  g_autofree gdouble *offset = g_new0 (gdouble, n + 1);
  g_autofree gdouble *mean = g_new (gdouble, n + 1), *weight = g_new (gdouble, n + 1);
  g_autofree guint *size = g_new (guint, n + 1);
  guint pools = 0, at = 0;

  for (guint i = 0; i < n; i++)
    {
      const Node *node = &graph->nodes[index_of (order, i)];

      if (i > 0)
        offset[i] = offset[i - 1] + distance (graph, &graph->nodes[index_of (order, i - 1)], node);
      mean[pools] = pulled_to (graph, node, by_above) - offset[i];
      weight[pools] = node->lane ? HOLD_LANE : HOLD_BLOCK;
      size[pools++] = 1;
      for (; pools > 1 && mean[pools - 2] > mean[pools - 1]; pools--)
        {
          const gdouble both = weight[pools - 2] + weight[pools - 1];

          mean[pools - 2] = (mean[pools - 2] * weight[pools - 2]
                             + mean[pools - 1] * weight[pools - 1])
                            / both;
          weight[pools - 2] = both;
          size[pools - 2] += size[pools - 1];
        }
    }
  for (guint pool = 0; pool < pools; pool++)
    for (guint k = 0; k < size[pool]; k++, at++)
      graph->nodes[index_of (order, at)].centre = mean[pool] + offset[at];
}

static void
place_across (Graph *graph)
{
  for (guint layer = 0; layer < graph->n_layers; layer++)
    for (guint i = 1; i < graph->layers[layer]->len; i++)
      {
        const Node *before = &graph->nodes[index_of (graph->layers[layer], i - 1)];
        Node *node = &graph->nodes[index_of (graph->layers[layer], i)];

        node->centre = before->centre + distance (graph, before, node);
      }
  for (guint sweep = 0; sweep < PLACE_SWEEPS; sweep++)
    for (guint k = 0; k < graph->n_layers; k++)
      if (sweep % 2 == 0)
        place_layer (graph, k, TRUE);
      else
        place_layer (graph, graph->n_layers - 1 - k, FALSE);
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Writes the boxes: each layer as high as its highest, each box in the middle of its layer. */
static void
write_boxes (const Graph *graph, GrBox *boxes, guint n, gdouble gap)
{
  gdouble top = 0, left = G_MAXDOUBLE;

  for (guint layer = 0; layer < graph->n_layers; layer++)
    {
      const GArray *order = graph->layers[layer];
      gdouble height = 0;

      for (guint i = 0; i < order->len; i++)
        height = MAX (height, graph->nodes[index_of (order, i)].height);
      for (guint i = 0; i < order->len; i++)
        {
          const guint node = index_of (order, i);

          if (node >= n)
            continue;
          boxes[node].x = graph->nodes[node].centre - boxes[node].width / 2;
          boxes[node].y = top + (height - boxes[node].height) / 2;
          left = MIN (left, boxes[node].x);
        }
      top += height + gap;
    }
  for (guint i = 0; i < n; i++)
    boxes[i].x -= left;
}

void
gr_layered (GrBox *boxes, guint n, const GrArc *arcs, guint n_arcs, gdouble gap, gdouble spread,
            gdouble lane)
{
  Graph graph = { .spread = spread };
  g_autoptr (GArray) kept = without_cycles (n, arcs, n_arcs);

  for (guint i = 0; i < n; i++)
    add_node (&graph, FALSE, boxes[i].width, boxes[i].height, 0);
  find_layers (&graph, kept);
  for (guint i = 0; i < n; i++)
    graph.n_layers = MAX (graph.n_layers, graph.nodes[i].layer + 1);
  add_lanes (&graph, kept, lane);
  graph.layers = g_new (GArray *, graph.n_layers + 1);
  for (guint layer = 0; layer < graph.n_layers; layer++)
    graph.layers[layer] = g_array_new (FALSE, FALSE, sizeof (guint));

  find_order (&graph);
  place_across (&graph);
  write_boxes (&graph, boxes, n, gap);

  for (guint layer = 0; layer < graph.n_layers; layer++)
    g_array_unref (graph.layers[layer]);
  for (guint i = 0; i < graph.n; i++)
    {
      g_array_unref (graph.nodes[i].before);
      g_array_unref (graph.nodes[i].after);
    }
  g_free (graph.layers);
  g_free (graph.nodes);
}
