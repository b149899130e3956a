/* storage-strip.c - see storage-strip.h. */
#include "storage-strip.h"

#include "storage-cells.h"
#include "storage-places.h"
#include "words.h"

#include <glib/gi18n.h>

#define MOST_NAMED 4 /* elements that share a place and are told */

typedef struct
{
  gint tensor; /* -1: none */
  gint64 element;
} Spot;

struct _GradusStorageStrip
{
  GtkWidget parent_instance;

  GtkWidget *box, *cells, *formula, *sum, *shared;
  Spot pointed, selected;
  char *text; /* of the sum, or NULL */
};

G_DEFINE_FINAL_TYPE (GradusStorageStrip, gradus_storage_strip, GTK_TYPE_WIDGET)

enum
{
  ELEMENT_ACTIVATED,
  ELEMENT_POINTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static GrTensor *
tensor_of (GradusStorageStrip *self, gint tensor)
{
  return gradus_storage_cells_tensor (GRADUS_STORAGE_CELLS (self->cells), (guint) tensor);
}

static guint
count_tensors (GradusStorageStrip *self)
{
  return gradus_storage_cells_n (GRADUS_STORAGE_CELLS (self->cells));
}

/* --- words ------------------------------------------------------------------------------------ */

/* "x[1, 2] → 0 + 1·3 + 2·1 = 5"; (transfer full) */
static char *
sum_text (GradusStorageStrip *self, const Spot *spot)
{
  GrTensor *tensor = tensor_of (self, spot->tensor);
  g_autofree char *index = gradus_index_text (tensor, spot->element);
  g_autofree char *sum = gradus_place_sum (tensor, spot->element);

  return g_strdup_printf (
      "%s%s → %s", gradus_storage_cells_name (GRADUS_STORAGE_CELLS (self->cells), spot->tensor),
      index, sum);
}

/* "3 elements lie here: [0, 1], [1, 1], [2, 1]", or NULL where it is one. (transfer full) */
static char *
shared_text (GradusStorageStrip *self, const Spot *spot)
{
  GrTensor *tensor = tensor_of (self, spot->tensor);
  gint64 elements[MOST_NAMED];
  const gint64 n = gradus_elements_at (tensor, gr_tensor_offset_of (tensor, spot->element),
                                       elements, MOST_NAMED);
  g_autoptr (GString) list = g_string_new (NULL);

  if (n < 2)
    return NULL;
  for (gint64 i = 0; i < MIN (n, MOST_NAMED); i++)
    {
      g_autofree char *index = gradus_index_text (tensor, elements[i]);

      g_string_append_printf (list, "%s%s", i == 0 ? "" : ", ", index);
    }
  if (n > MOST_NAMED)
    g_string_append (list, ", …");
  return g_strdup_printf (_ ("%d elements lie here: %s"), (gint) MIN (n, G_MAXINT), list->str);
}

static void
tell (GradusStorageStrip *self)
{
  const Spot *spot = self->pointed.tensor >= 0 ? &self->pointed : &self->selected;
  g_autofree char *shared = spot->tensor >= 0 ? shared_text (self, spot) : NULL;
  const gint tensor = MAX (spot->tensor, 0);
  g_autofree char *formula = count_tensors (self) > 0
                                 ? gradus_place_formula (tensor_of (self, tensor))
                                 : g_strdup ("");

  g_clear_pointer (&self->text, g_free);
  if (spot->tensor >= 0)
    self->text = sum_text (self, spot);
  gtk_label_set_text (GTK_LABEL (self->formula), formula);
  /* The lines are there whether they say something or not, so that nothing moves. */
  gtk_label_set_text (GTK_LABEL (self->sum), self->text ? self->text : " ");
  gtk_label_set_text (GTK_LABEL (self->shared), shared ? shared : " ");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cells), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->text ? self->text : "", -1);
}

const char *
gradus_storage_strip_text (GradusStorageStrip *self)
{
  return self->text;
}

/* --- pointing and selecting ------------------------------------------------------------------- */

static void
cells_pointed (GradusStorageStrip *self, gint tensor, gint64 element, gint64 place)
{
  const gboolean same = tensor == self->pointed.tensor && element == self->pointed.element;

  self->pointed = (Spot){ tensor, element };
  tell (self);
  if (!same)
    g_signal_emit (self, signals[ELEMENT_POINTED], 0, tensor, element);
}

static void
cells_selected (GradusStorageStrip *self, gint tensor, gint64 element)
{
  self->selected = (Spot){ tensor, element };
  tell (self);
  g_signal_emit (self, signals[ELEMENT_ACTIVATED], 0, tensor, element);
}

/* One that there is, or none. */
static Spot
spot_of (GradusStorageStrip *self, gint tensor, gint64 element)
{
  if (tensor < 0 || tensor >= (gint) count_tensors (self) || element < 0
      || element >= gr_tensor_numel (tensor_of (self, tensor)))
    return (Spot){ -1, -1 };
  return (Spot){ tensor, element };
}

void
gradus_storage_strip_point (GradusStorageStrip *self, gint tensor, gint64 element)
{
  self->pointed = spot_of (self, tensor, element);
  gradus_storage_cells_point (GRADUS_STORAGE_CELLS (self->cells), tensor, element);
  tell (self);
}

void
gradus_storage_strip_select (GradusStorageStrip *self, gint tensor, gint64 element)
{
  self->selected = spot_of (self, tensor, element);
  gradus_storage_cells_select (GRADUS_STORAGE_CELLS (self->cells), tensor, element);
  tell (self);
}

void
gradus_storage_strip_set (GradusStorageStrip *self, GrTensor *const *tensors,
                          const char *const *names, guint n)
{
  gboolean shares = FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_return_if_fail (tensors[i]->device.type == GR_DEVICE_CPU
                        && gr_tensor_shares_storage (tensors[i], tensors[0])
                        && tensors[i]->dtype == tensors[0]->dtype);
      shares = shares || !gr_tensor_is_dense (tensors[i]);
    }
  self->pointed = self->selected = (Spot){ -1, -1 };
  gradus_storage_cells_set (GRADUS_STORAGE_CELLS (self->cells), tensors, names, n);
  gtk_widget_set_visible (self->shared, shares);
  tell (self);
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_storage_strip_dispose (GObject *object)
{
  g_clear_pointer (&GRADUS_STORAGE_STRIP (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_storage_strip_parent_class)->dispose (object);
}

static void
gradus_storage_strip_finalize (GObject *object)
{
  g_free (GRADUS_STORAGE_STRIP (object)->text);
  G_OBJECT_CLASS (gradus_storage_strip_parent_class)->finalize (object);
}

static void
gradus_storage_strip_class_init (GradusStorageStripClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gradus_storage_strip_dispose;
  G_OBJECT_CLASS (class)->finalize = gradus_storage_strip_finalize;
  signals[ELEMENT_ACTIVATED] = g_signal_new ("element-activated", GRADUS_TYPE_STORAGE_STRIP,
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                             G_TYPE_INT, G_TYPE_INT64);
  signals[ELEMENT_POINTED] = g_signal_new ("element-pointed", GRADUS_TYPE_STORAGE_STRIP,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                           G_TYPE_INT, G_TYPE_INT64);
  g_type_ensure (GRADUS_TYPE_STORAGE_CELLS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/storage-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusStorageStrip, box);
  gtk_widget_class_bind_template_child (widget_class, GradusStorageStrip, cells);
  gtk_widget_class_bind_template_child (widget_class, GradusStorageStrip, formula);
  gtk_widget_class_bind_template_child (widget_class, GradusStorageStrip, sum);
  gtk_widget_class_bind_template_child (widget_class, GradusStorageStrip, shared);
  gtk_widget_class_bind_template_callback (widget_class, cells_pointed);
  gtk_widget_class_bind_template_callback (widget_class, cells_selected);
}

static void
gradus_storage_strip_init (GradusStorageStrip *self)
{
  self->pointed = self->selected = (Spot){ -1, -1 };
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->shared, FALSE);
  tell (self);
}

GtkWidget *
gradus_storage_strip_new (void)
{
  return g_object_new (GRADUS_TYPE_STORAGE_STRIP, NULL);
}
