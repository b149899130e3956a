/* palette.c - the tables of colours: see palette.h. */
#include "palette.h"

#include <adwaita.h>

#define RGB(hex)                                                                                   \
  {                                                                                                \
    ((hex) >> 16 & 255) / 255.f, ((hex) >> 8 & 255) / 255.f, ((hex) &255) / 255.f, 1               \
  }

static const GradusPalette light = {
  .background = RGB (0xfafafa),
  .grid = RGB (0xdcdcdf),
  .surface = RGB (0xffffff),
  .border = RGB (0xc8c8cc),
  .text = RGB (0x241f31),
  .dim_text = RGB (0x68666f),
  .wire = RGB (0x8b8a92),
  .accent = RGB (0x1c71d8),
  .warning = RGB (0xae7b03),
  .error = RGB (0xc01c28),
  .category = {
    [GR_CATEGORY_INPUT] = RGB (0x5e5c64),
    [GR_CATEGORY_LINEAR] = RGB (0x1a5fb4),
    [GR_CATEGORY_CONVOLUTION] = RGB (0x813d9c),
    [GR_CATEGORY_POOLING] = RGB (0x0d7f8c),
    [GR_CATEGORY_NORMALISATION] = RGB (0x26733f),
    [GR_CATEGORY_ACTIVATION] = RGB (0xc64600),
    [GR_CATEGORY_REGULARISATION] = RGB (0x986a44),
    [GR_CATEGORY_SHAPE] = RGB (0x6a6879),
    [GR_CATEGORY_ARITHMETIC] = RGB (0x3d6a9e),
    [GR_CATEGORY_LOSS] = RGB (0xa51d2d),
  },
  .series = { RGB (0x0072b2), RGB (0xd55e00), RGB (0x009e73), RGB (0xcc79a7), RGB (0x56b4e9),
              RGB (0x8f8a00), RGB (0x5d3a9b), RGB (0x3d3846) },
};

static const GradusPalette dark = {
  .background = RGB (0x242424),
  .grid = RGB (0x3a3a3d),
  .surface = RGB (0x303034),
  .border = RGB (0x57575c),
  .text = RGB (0xf6f5f4),
  .dim_text = RGB (0xb4b2b8),
  .wire = RGB (0x8b8a92),
  .accent = RGB (0x62a0ea),
  .warning = RGB (0xf8e45c),
  .error = RGB (0xff7b63),
  .category = {
    [GR_CATEGORY_INPUT] = RGB (0x9a9996),
    [GR_CATEGORY_LINEAR] = RGB (0x62a0ea),
    [GR_CATEGORY_CONVOLUTION] = RGB (0xc08ad8),
    [GR_CATEGORY_POOLING] = RGB (0x5bc8d4),
    [GR_CATEGORY_NORMALISATION] = RGB (0x6fd08f),
    [GR_CATEGORY_ACTIVATION] = RGB (0xff9e5e),
    [GR_CATEGORY_REGULARISATION] = RGB (0xcdab8f),
    [GR_CATEGORY_SHAPE] = RGB (0xb0aec0),
    [GR_CATEGORY_ARITHMETIC] = RGB (0x8db4dc),
    [GR_CATEGORY_LOSS] = RGB (0xf66151),
  },
  .series = { RGB (0x56b4e9), RGB (0xe69f00), RGB (0x3ccf9f), RGB (0xe39ac2), RGB (0xf0e442),
              RGB (0xe2603a), RGB (0xa98de0), RGB (0xdeddda) },
};

/* What is drawn faintly in the usual styles stands out in these. */
static GradusPalette
with_high_contrast (const GradusPalette *usual, gboolean is_dark)
{
  GradusPalette palette = *usual;
  const GdkRGBA ink = is_dark ? (GdkRGBA) RGB (0xffffff) : (GdkRGBA) RGB (0x000000);

  palette.text = palette.dim_text = palette.wire = palette.border = ink;
  palette.background = palette.surface = is_dark ? (GdkRGBA) RGB (0x000000)
                                                 : (GdkRGBA) RGB (0xffffff);
  palette.grid = is_dark ? (GdkRGBA) RGB (0x77767b) : (GdkRGBA) RGB (0x9a9996);
  return palette;
}

const GradusPalette *
gradus_palette_get (gboolean is_dark, gboolean high_contrast)
{
  static GradusPalette strong[2];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      strong[0] = with_high_contrast (&light, FALSE);
      strong[1] = with_high_contrast (&dark, TRUE);
      g_once_init_leave (&made, 1);
    }
  if (high_contrast)
    return &strong[is_dark ? 1 : 0];
  return is_dark ? &dark : &light;
}

const GradusPalette *
gradus_palette_current (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return gradus_palette_get (adw_style_manager_get_dark (manager),
                             adw_style_manager_get_high_contrast (manager));
}

void
gradus_palette_follow (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw),
                           widget, G_CONNECT_SWAPPED);
}
