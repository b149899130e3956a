/* test-receptive-field.c - receptive fields against what the literature says, and against the
 * definition: the elements of the input whose gradient is not zero for one element of the output.
 *
 * Published: VGG-16 and AlexNet in Araujo, Norris and Sim, "Computing Receptive Fields of
 * Convolutional Neural Networks" (2019), table 1: 195 and 212 at the last pooling.
 */
#include "gradus.h"

#include "model/compose.h"
#include "model/module.h"
#include "model/receptive-field.h"

#include "fill.h"

/* --- building --------------------------------------------------------------------------------- */

static void
apply (GrModel *model, GrEdit *edit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrEdit) inverse = gr_model_apply (model, edit, &error);

  g_assert_no_error (error);
  gr_edit_unref (edit);
}

static void
set (GrBlock *block, const char *attribute, const char *value)
{
  const gint index = gr_block_kind_attribute (block->kind, attribute);
  g_autoptr (GError) error = NULL;

  gr_setting_parse (&block->kind->attributes[index], value, &block->settings[index], &error);
  g_assert_no_error (error);
}

/* Adds a block called @id after @from (NULL: the last), with settings "kernel_size=3 stride=2". */
static void
add (GrModel *model, const char *kind, const char *id, const char *settings, const char *from)
{
  g_autoptr (GrBlock) block = gr_block_new (id, kind, id, NULL);
  g_auto (GStrv) words = g_strsplit (settings, " ", -1);

  for (char **word = words; *word && **word; word++)
    {
      char *equals = strchr (*word, '=');

      *equals = '\0';
      set (block, *word, equals + 1);
    }
  apply (model, gr_compose_after (model, block, from, NULL));
}

static GrModel *
model_on (const char *shape)
{
  GrModel *model = gr_model_new ();
  g_autofree char *settings = g_strconcat ("shape=", shape, NULL);

  add (model, "Input", "input", settings, NULL);
  return model;
}

/* --- what is published ------------------------------------------------------------------------ */

typedef struct
{
  const char *kind, *id, *settings;
  gint64 field; /* 0: not looked at */
} Row;

static void
assert_rows (const char *shape, const Row *rows, gsize n)
{
  g_autoptr (GrModel) model = model_on (shape);

  for (gsize i = 0; i < n; i++)
    add (model, rows[i].kind, rows[i].id, rows[i].settings, NULL);
  for (gsize i = 0; i < n; i++)
    {
      GrReceptiveField field;

      if (rows[i].field == 0)
        continue;
      g_assert_true (gr_receptive_field (model, rows[i].id, &field));
      g_assert_cmpstr (field.input, ==, "input");
      g_assert_cmpint (field.size[1], ==, rows[i].field);
      g_assert_cmpint (field.size[2], ==, rows[i].field);
    }
}

static void
test_lenet (void)
{
  static const Row rows[] = {
    { "Conv2d", "conv1", "out_channels=6 kernel_size=5", 5 },
    { "ReLU", "relu1", "", 5 },
    { "MaxPool2d", "pool1", "", 6 },
    { "Conv2d", "conv2", "out_channels=16 kernel_size=5", 14 },
    { "MaxPool2d", "pool2", "", 16 },
    { "Flatten", "flatten", "", 16 },
    { "Linear", "fc1", "out_features=120", 32 },
    { "ReLU", "relu3", "", 32 },
    { "Linear", "fc2", "out_features=10", 32 },
  };

  assert_rows ("1,32,32", rows, G_N_ELEMENTS (rows));
}

#define VGG_CONV(name, field)                                                                      \
  {                                                                                                \
    "Conv2d", name, "out_channels=4 kernel_size=3 padding=1", field                                \
  }

static void
test_vgg16 (void)
{
  static const Row rows[] = {
    VGG_CONV ("conv1_1", 3),         VGG_CONV ("conv1_2", 5),
    { "MaxPool2d", "pool1", "", 6 }, VGG_CONV ("conv2_1", 10),
    VGG_CONV ("conv2_2", 14),        { "MaxPool2d", "pool2", "", 16 },
    VGG_CONV ("conv3_1", 24),        VGG_CONV ("conv3_2", 32),
    VGG_CONV ("conv3_3", 40),        { "MaxPool2d", "pool3", "", 44 },
    VGG_CONV ("conv4_1", 60),        VGG_CONV ("conv4_2", 76),
    VGG_CONV ("conv4_3", 92),        { "MaxPool2d", "pool4", "", 100 },
    VGG_CONV ("conv5_1", 132),       VGG_CONV ("conv5_2", 164),
    VGG_CONV ("conv5_3", 196),       { "MaxPool2d", "pool5", "", 212 },
  };

  assert_rows ("3,224,224", rows, G_N_ELEMENTS (rows));
}

static void
test_alexnet (void)
{
  static const Row rows[] = {
    { "Conv2d", "conv1", "out_channels=4 kernel_size=11 stride=4 padding=2", 11 },
    { "MaxPool2d", "pool1", "kernel_size=3 stride=2", 19 },
    { "Conv2d", "conv2", "out_channels=4 kernel_size=5 padding=2", 51 },
    { "MaxPool2d", "pool2", "kernel_size=3 stride=2", 67 },
    { "Conv2d", "conv3", "out_channels=4 kernel_size=3 padding=1", 99 },
    { "Conv2d", "conv4", "out_channels=4 kernel_size=3 padding=1", 131 },
    { "Conv2d", "conv5", "out_channels=4 kernel_size=3 padding=1", 163 },
    { "MaxPool2d", "pool5", "kernel_size=3 stride=2", 195 },
  };

  assert_rows ("3,224,224", rows, G_N_ELEMENTS (rows));
}

static void
assert_text (GrModel *model, const char *id, const char *expected)
{
  g_autofree char *text = NULL;
  GrReceptiveField field;

  g_assert_true (gr_receptive_field (model, id, &field));
  text = gr_receptive_field_text (&field);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  g_autoptr (GrModel) model = model_on ("1,12,10");
  GrReceptiveField field;

  add (model, "Conv2d", "conv", "kernel_size=3,5 padding=2", NULL);
  add (model, "Conv2d", "large", "kernel_size=9 padding=8", NULL);
  add (model, "Flatten", "flatten", "", NULL);
  add (model, "Linear", "fc", "", NULL);
  add (model, "CrossEntropyLoss", "loss", "", NULL);
  add (model, "ReLU", "alone", "", NULL);
  assert_text (model, "input", "1×1");
  assert_text (model, "conv", "3×5");
  assert_text (model, "large", "11×13, more than the 12×10 there are");
  assert_text (model, "fc", "all 12×10");
  g_assert_false (gr_receptive_field (model, "loss", &field));
  g_assert_false (gr_receptive_field (model, "nothing", &field));
  apply (model, gr_edit_remove_link ("conv", 0));
  g_assert_false (gr_receptive_field (model, "conv", &field));
}

/* --- the definition --------------------------------------------------------------------------- */

/* Where the gradient of the middle of the model's output is not zero: the first and the last index
 * along each dimension of the input but the batch. */
static void
gradient_reach (GrModel *model, gint64 *low, gint64 *high)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrModule) module = gr_module_new (model, GR_FLOAT64, GR_CPU, NULL, &error);
  g_autoptr (GrTensor) input = NULL, output = NULL, seed = NULL;
  g_autoptr (GrTensor) gradient = NULL;
  GrInts shape;
  gint64 sizes[GR_MAX_DIMS] = { 1 }, middle = 0, channel = 1, places;

  g_assert_no_error (error);
  gr_module_train (module, FALSE);
  /* Positive weights and inputs: no ReLU is off, and no sum is zero by chance. */
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *own = gr_module_tensor (module, i);

      if (own->is_buffer)
        continue;
      g_assert_true (gr_tensor_set_requires_grad (own->tensor, FALSE, NULL));
      fill (own->tensor, "p", (gint64) i);
    }
  shape = gr_module_input_shape (module, 0);
  memcpy (sizes + 1, shape.v, shape.n * sizeof (gint64));
  input = gr_tensor_zeros (gr_ints (sizes, shape.n + 1), GR_FLOAT64, GR_CPU, &error);
  fill (input, "u", 5);
  for (gint64 i = 0; i < gr_tensor_numel (input); i++)
    GR_DATA (gdouble, input)[i] = 0.6 + 0.38 * GR_DATA (gdouble, input)[i];
  g_assert_true (gr_tensor_set_requires_grad (input, TRUE, NULL));
  gr_module_forward (module, &input, 1, &output, &error);
  g_assert_no_error (error);

  seed = gr_tensor_zeros (gr_tensor_shape (output), GR_FLOAT64, GR_CPU, &error);
  for (gint d = output->ndim > 2 ? 2 : 1; d < output->ndim; d++)
    {
      middle = middle * output->shape[d] + output->shape[d] / 2;
      channel *= output->shape[d];
    }
  for (gint64 i = middle; i < gr_tensor_numel (seed); i += channel)
    GR_DATA (gdouble, seed)[i] = 1 + (gdouble) i;
  gr_backward (output, seed, (GrBackwardOptions){ 0 }, &error);
  g_assert_no_error (error);
  gradient = gr_tensor_contiguous (gr_tensor_grad (input), &error);
  g_assert_no_error (error);

  places = gr_tensor_numel (gradient);
  for (gint d = 1; d < gradient->ndim; d++)
    {
      places /= gradient->shape[d];
      low[d - 1] = G_MAXINT64;
      high[d - 1] = -1;
      for (gint64 i = 0; i < gr_tensor_numel (gradient); i++)
        if (GR_DATA (gdouble, gradient)[i] != 0)
          {
            low[d - 1] = MIN (low[d - 1], i / places % gradient->shape[d]);
            high[d - 1] = MAX (high[d - 1], i / places % gradient->shape[d]);
          }
    }
}

/* The field of @id, on which the model ends, is where the gradient is; along the channels of an
 * image it may be said larger. */
static void
assert_defined (GrModel *model, const char *id)
{
  gint64 low[GR_MAX_DIMS], high[GR_MAX_DIMS];
  g_autoptr (GError) error = NULL;
  GrReceptiveField field;

  gr_model_check (model, &error);
  g_assert_no_error (error);
  g_assert_true (gr_receptive_field (model, id, &field));
  gradient_reach (model, low, high);
  for (gint d = 0; d < field.ndim; d++)
    {
      const gint64 found = high[d] - low[d] + 1;

      if (d == 0 && field.ndim > 1 ? field.size[d] < found : field.size[d] != found)
        g_error ("%s: dimension %d: said %" G_GINT64_FORMAT
                 ", but the gradient has %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                 gr_model_block (model, id)->kind_name, d, field.size[d], low[d], high[d]);
    }
}

/* Each kind that takes an image, a row or a list. Left out: MaxPool2d, whose gradient is that of
 * one element of its window, and Sub, whose gradient is zero where both inputs are one. */
static void
test_every_kind (void)
{
  static const char *const shapes[] = { "3,9,9", "3,9", "9" };
  guint tried = 0;

  for (guint i = 0; i < gr_n_block_kinds (); i++)
    for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
      {
        const GrBlockKind *kind = gr_block_kind_at (i);
        g_autoptr (GrModel) model = model_on (shapes[s]);
        g_autoptr (GrBlock) block = gr_block_new ("block", kind->name, "block", NULL);

        if (gr_block_kind_is_loss (kind) || g_str_equal (kind->name, "MaxPool2d")
            || g_str_equal (kind->name, "Sub") || !gr_compose_fits (model, "input", block, NULL))
          continue;
        apply (model, gr_compose_after (model, block, "input", NULL));
        for (guint k = 1; k < gr_block_kind_min_inputs (kind); k++)
          apply (model, gr_edit_add_link ("input", "block", k, GR_AT_END));
        if (gr_model_n_problems (model) > 0 || gr_model_info (model, "block")->shape[0].fixed != 0)
          continue; /* Reshape and Pad here take the batch for a part of the item */
        assert_defined (model, "block");
        tried++;
      }
  g_assert_cmpuint (tried, >, 60);
}

static void
test_settings (void)
{
  static const char *const cases[][2] = {
    { "Conv2d", "kernel_size=3 stride=2 padding=1" },
    { "Conv2d", "kernel_size=4 dilation=2 padding=same" },
    { "Conv2d", "kernel_size=2,5 dilation=3,1 stride=1,2" },
    { "ConvTranspose2d", "kernel_size=4 stride=2 padding=1" },
    { "ConvTranspose2d", "kernel_size=5 stride=2" },
    { "ConvTranspose2d", "kernel_size=3 padding=1 dilation=2" },
    { "ConvTranspose2d", "kernel_size=3 stride=3" },
    { "AvgPool2d", "kernel_size=3 stride=2" },
    { "AdaptiveAvgPool2d", "output_size=4" },
    { "AdaptiveAvgPool2d", "output_size=5,16" },
    { "Upsample", "scale_factor=2 mode=bilinear" },
    { "Upsample", "scale_factor=3 mode=bilinear align_corners=true" },
    { "Upsample", "size=7,30" },
    { "Pad", "pad=3,1,0,2" },
    { "Softmax", "dim=2" },
    { "Softmax", "dim=-1" },
    { "Mean", "dim=2" },
    { "Mean", "dim=3 keepdim=true" },
    { "LayerNorm", "normalized_shape=16" },
    { "Flatten", "start_dim=2" },
    { "Permute", "dims=0,2,3,1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GrModel) model = model_on ("4,16,16");

      add (model, cases[i][0], "block", cases[i][1], NULL);
      assert_defined (model, "block");
    }
}

/* Chains, a shortcut, branches of different sizes, down and up again, a repeated group. */
static void
test_networks (void)
{
  g_autoptr (GrModel) model = model_on ("2,39,39");
  GrGroup group = { (char *) "g", (char *) "g", NULL, NULL, 3, NULL, FALSE };

  add (model, "Conv2d", "conv1", "out_channels=4 kernel_size=5 stride=2", NULL);
  assert_defined (model, "conv1");
  add (model, "BatchNorm2d", "bn", "", NULL);
  add (model, "ReLU", "relu", "", NULL);
  add (model, "Conv2d", "conv2", "out_channels=4 kernel_size=3 padding=1", NULL);
  add (model, "Add", "add", "", NULL);
  apply (model, gr_edit_add_link ("bn", "add", 1, GR_AT_END));
  assert_defined (model, "add");
  add (model, "Conv2d", "small", "out_channels=4 kernel_size=1", "add");
  add (model, "Cat", "cat", "", "small");
  add (model, "Conv2d", "five", "out_channels=4 kernel_size=5 padding=2", "conv2");
  apply (model, gr_edit_remove_link ("add", 0));
  apply (model, gr_edit_add_link ("conv2", "add", 0, GR_AT_END));
  apply (model, gr_edit_add_link ("five", "cat", 1, GR_AT_END));
  assert_defined (model, "cat");
  add (model, "AvgPool2d", "pool", "", "cat");
  add (model, "ConvTranspose2d", "up", "out_channels=4 kernel_size=2 stride=2", "pool");
  assert_defined (model, "up");
  add (model, "Conv2d", "again", "out_channels=4 kernel_size=3 padding=1", "up");
  apply (model, gr_edit_add_group (&group, GR_AT_END));
  apply (model, gr_edit_put_block ("again", "g"));
  assert_defined (model, "again");
  add (model, "Flatten", "flatten", "", "again");
  apply (model, gr_edit_put_block ("flatten", NULL)); /* it came into the group of what it reads */
  add (model, "Linear", "fc", "out_features=3", "flatten");
  assert_defined (model, "fc");
}

int
main (int argc, char **argv)
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/receptive-field/lenet", test_lenet);
  g_test_add_func ("/receptive-field/vgg16", test_vgg16);
  g_test_add_func ("/receptive-field/alexnet", test_alexnet);
  g_test_add_func ("/receptive-field/text", test_text);
  g_test_add_func ("/receptive-field/every-kind", test_every_kind);
  g_test_add_func ("/receptive-field/settings", test_settings);
  g_test_add_func ("/receptive-field/networks", test_networks);
  return g_test_run ();
}
