/* plot-actions.c - the menu of a plot and what its entries do: see plot-view.h. */
#include "plot-export.h"
#include "plot-view-private.h"

#include <glib/gi18n.h>

#include <math.h>

#define ZOOM_STEP 1.5

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_plot_view_zoom_at_cursor (GRADUS_PLOT_VIEW (widget), ZOOM_STEP);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_plot_view_zoom_at_cursor (GRADUS_PLOT_VIEW (widget), 1 / ZOOM_STEP);
}

static void
reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (self->plot)
    gradus_plot_reset_view (self->plot);
}

/* --- out of the program ----------------------------------------------------------------------- */

static void
draw (gpointer user, cairo_t *cr, gdouble width, gdouble height, const GradusPalette *palette)
{
  gradus_plot_draw (user, cr, width, height, palette);
}

/* As large as it is on screen, but no smaller than one wants it in a text. */
static GradusPicture
picture_of (GradusPlotView *self)
{
  return (GradusPicture){
    .title = gradus_plot_title (self->plot),
    .draw = draw,
    .user = self->plot,
    .width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 480),
    .height = MAX (gtk_widget_get_height (GTK_WIDGET (self)), 300),
  };
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (self->plot)
    {
      const GradusPicture picture = picture_of (self);
      const char *format = g_variant_get_string (parameter, NULL);

      gradus_export_save (widget, &picture,
                          g_str_equal (format, "csv") ? gradus_plot_table_new (self->plot) : NULL,
                          format);
    }
}

static void
copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (self->plot)
    {
      const GradusPicture picture = picture_of (self);

      gradus_export_copy (widget, &picture);
    }
}

static void
print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);

  if (self->plot)
    {
      const GradusPicture picture = picture_of (self);

      gradus_export_print (widget, &picture, G_OBJECT (self->plot));
    }
}

/* --- the menu --------------------------------------------------------------------------------- */

static GMenu *
smoothing_menu (void)
{
  static const gdouble factors[] = { 0, 0.6, 0.9, 0.97, 0.99, 0.999 };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      g_autofree char *text = factors[i] == 0 ? g_strdup (C_ ("smoothing", "None"))
                                              : g_strdup_printf ("%g", factors[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (text, NULL);

      g_menu_item_set_action_and_target (item, "plot.smoothing", "d", factors[i]);
      g_menu_append_item (menu, item);
    }
  return menu;
}

static GMenuModel *
menu_model (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new (), smoothing = smoothing_menu ();
  g_autoptr (GMenuModel) out = gradus_export_menu ("plot", TRUE);

  g_menu_append (view, _ ("_Show All"), "plot.reset");
  g_menu_append (view, _ ("_Logarithmic"), "plot.log-y");
  g_menu_append_submenu (view, _ ("S_moothing"), G_MENU_MODEL (smoothing));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
  g_menu_append_section (menu, NULL, out);
  return G_MENU_MODEL (menu);
}

void
gradus_plot_view_open_menu (GradusPlotView *self, gdouble x, gdouble y)
{
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  if (!self->menu)
    {
      g_autoptr (GMenuModel) model = menu_model ();

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
open_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPlotView *self = GRADUS_PLOT_VIEW (widget);
  const gdouble x = isnan (self->cursor) ? (self->frame.left + self->frame.right) / 2
                                         : gradus_frame_to_x (&self->frame, self->cursor);

  gradus_plot_view_open_menu (self, x, (self->frame.top + self->frame.bottom) / 2);
}

void
gradus_plot_view_install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_property_action (class, "plot.log-y", "log-y");
  gtk_widget_class_install_property_action (class, "plot.smoothing", "smoothing");
  gtk_widget_class_install_action (class, "plot.zoom-in", NULL, zoom_in);
  gtk_widget_class_install_action (class, "plot.zoom-out", NULL, zoom_out);
  gtk_widget_class_install_action (class, "plot.reset", NULL, reset);
  gtk_widget_class_install_action (class, "plot.menu", NULL, open_menu);
  gtk_widget_class_install_action (class, "plot.save", "s", save);
  gtk_widget_class_install_action (class, "plot.copy", NULL, copy);
  gtk_widget_class_install_action (class, "plot.print", NULL, print);
}
