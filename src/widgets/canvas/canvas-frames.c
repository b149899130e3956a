/* canvas-frames.c - the unfolded groups of a GradusCanvas, for a screen reader: where the scene
 * draws a frame there is a thing of its size, which says what group that is. A folded one is a
 * block. */
#include "canvas-private.h"

#include "look.h"

#include <adwaita.h>

/* It is not seen, and takes neither the pointer nor the focus. */
static GtkWidget *
add_frame (GradusCanvas *self)
{
  GtkWidget *frame = g_object_new (ADW_TYPE_BIN, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                   "can-focus", FALSE, "can-target", FALSE, NULL);

  gtk_accessible_update_state (GTK_ACCESSIBLE (frame), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE, -1);
  gtk_widget_insert_before (frame, GTK_WIDGET (self), GTK_WIDGET (self->layer));
  g_ptr_array_add (self->frames, frame);
  return frame;
}

static void
name_frame (GtkWidget *frame, GrModel *model, const GrGroup *group)
{
  GradusBlockLook look;
  g_autofree char *sentence = NULL;

  gradus_look_at_group (&look, model, group);
  sentence = gradus_look_sentence (&look);
  gtk_accessible_update_property (GTK_ACCESSIBLE (frame), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gradus_block_look_clear (&look);
}

void
gradus_canvas_update_frames (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  const guint n = self->scene->frames->len;

  while (self->frames->len > n)
    gtk_widget_unparent (g_ptr_array_steal_index (self->frames, self->frames->len - 1));
  for (guint i = 0; i < n; i++)
    name_frame (i < self->frames->len ? self->frames->pdata[i] : add_frame (self), model,
                gr_model_group (model, gradus_scene_frame (self->scene, i)->id));
}

void
gradus_canvas_select_frames (GradusCanvas *self)
{
  for (guint i = 0; i < self->scene->frames->len; i++)
    {
      GradusFrame *frame = gradus_scene_frame (self->scene, i);

      frame->selected = gradus_document_is_selected (self->document, frame->id);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->frames->pdata[i]),
                                   GTK_ACCESSIBLE_STATE_SELECTED, frame->selected, -1);
    }
}

void
gradus_canvas_place_frames (GradusCanvas *self)
{
  const gfloat zoom = (gfloat) gradus_viewport_zoom (self->viewport);

  for (guint i = 0; i < self->frames->len; i++)
    {
      const graphene_rect_t *area = &gradus_scene_frame (self->scene, i)->bounds;
      const graphene_point_t at = gradus_viewport_to_screen (self->viewport, area->origin.x,
                                                             area->origin.y);

      gtk_widget_allocate (self->frames->pdata[i], (gint) (area->size.width * zoom),
                           (gint) (area->size.height * zoom), -1,
                           gsk_transform_translate (NULL, &at));
    }
}
