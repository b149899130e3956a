/* canvas-private.h - what the files of GradusCanvas share. */
#pragma once

#include "block-layer.h"
#include "gradus-canvas.h"
#include "model/arrange.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_DRAG_NONE,
  GRADUS_DRAG_PAN,
  GRADUS_DRAG_MOVE,
  GRADUS_DRAG_BAND, /* a rectangle that selects what it touches */
  GRADUS_DRAG_WIRE,
} GradusDragKind;

/* What is done to all that is selected. */
typedef enum
{
  GRADUS_VERB_DELETE,
  GRADUS_VERB_MOVE,
  GRADUS_VERB_PASTE,
} GradusCanvasVerb;

/* A port of the scene, which stays as it is while something is dragged. */
typedef struct
{
  gint item; /* -1: none yet, or not known */
  guint port;
} GradusPort;

/* What the pointer is doing between press and release. Points are the world's. */
typedef struct
{
  GradusDragKind kind;
  graphene_point_t start, now;
  graphene_point_t pan_origin; /* of the viewport, when panning began */
  gboolean begun;              /* far enough from where it started */
  char *clicked;               /* selected alone at the release, where nothing was dragged; or */
  gboolean adding;             /* added to what is selected */
  gboolean clicked_note;       /* that is a note */
  /* moving */
  GHashTable *moved;          /* ids of the items */
  graphene_rect_t moved_area; /* where they were */
  GPtrArray *moved_notes;     /* of GradusNoteView, which stay while something is dragged */
  gdouble dx, dy;             /* how far they are from there */
  gdouble guide_x, guide_y;   /* NAN: none */
  graphene_rect_t guide_area; /* what the guides join */
  /* selecting */
  char **band_base;      /* what was selected before, */
  GPtrArray *band_notes; /* and of notes: GradusNoteView */
  /* wiring: from an output to an input, begun at either end */
  gboolean from_input; /* begun at the input */
  GradusPort wire_from, wire_to;
  GradusPort old_to;  /* the input that the wire was taken off */
  GHashTable *around; /* blocks with which a link would close a circle */
  GArray *targets;    /* of GradusPort, from the keyboard: where the wire may go; else NULL */
  guint target;       /* which of them it goes to */
} GradusDrag;

/* A wire that was dropped where nothing is, while the block for its end is looked for. */
typedef struct
{
  char *from; /* the block of its output; or */
  char *to;   /* of its input, */
  guint input;
  graphene_point_t at;
} GradusLooseWire;

/* What is lit: see canvas-light.c. */
typedef struct
{
  char **blocks; /* NULL: nothing */
  GArray *wires; /* of GradusLitWire, whose ids are interned */
  gboolean backward;
} GradusCanvasLight;

/* What the dots behind everything were drawn with last: see canvas-grid.c. */
typedef struct
{
  GskRenderNode *row; /* NULL: to be drawn */
  gdouble start, step;
  gint width;
} GradusGrid;

struct _GradusCanvas
{
  GtkWidget parent_instance;

  GradusDocument *document;
  GradusViewport *viewport;
  GrFlow flow; /* the document's */
  GradusScene *scene;
  GradusBlockStyle *style;
  GradusBlockLayer *layer;
  GradusGrid grid;
  gint width, height;         /* the last size; 0 before the first */
  graphene_point_t fitted_at; /* the view as gradus_canvas_fit_readable() left it */
  gdouble fitted_zoom;        /* 0 before that */
  PangoFontDescription *font; /* that the style was made with */

  GtkGesture *drag_gesture;
  GradusDrag drag;
  gdouble pinched_from;         /* the zoom as two fingers came down */
  gboolean space_held;          /* drags pan */
  gdouble pointer_x, pointer_y; /* negative: not over the canvas */
  char *hovered;                /* id of an item */
  char *wire_block;             /* the selected wire: where it ends; NULL: none */
  guint wire_input;
  gboolean wire_by_keys;        /* it was chosen from the keyboard */
  gboolean keeps_selection;     /* what now gets the focus is not selected for that */
  GtkWidget *hint;              /* a line at the top: what the keyboard is at */
  GPtrArray *notes;             /* of GradusNoteView, children */
  GPtrArray *frames;            /* children too, one a frame of the scene */
  GradusLooseWire loose;
  GtkWidget *search;   /* made when it is first asked for */
  gboolean space_used; /* something was dragged since space went down */
  GtkWidget *popover;  /* the one that is open */
  GradusCanvasLight light;
};

/* --- gradus-canvas.c -------------------------------------------------------------------------- */

/* Sets the selected, hovered, … state of every block anew. */
void gradus_canvas_update_states (GradusCanvas *self);
/* After the viewport or the scene's places changed. */
void gradus_canvas_redraw (GradusCanvas *self);
/* Selects one wire and no block; NULL: no wire. */
void gradus_canvas_select_wire (GradusCanvas *self, const char *to, guint input);
/* -1 */
gint gradus_canvas_selected_wire (GradusCanvas *self);
/* Applies (transfer full) @edit; what the model says against it is shown at the pointer's place. */
gboolean gradus_canvas_apply (GradusCanvas *self, GrEdit *edit, const char *label);
/* The same with the notes as they are after it, of GrNote, as one step. NULL for either: nothing of
 * that kind changes. @merge: see gradus_document_apply_merged(), or NULL. */
gboolean gradus_canvas_apply_with_notes (GradusCanvas *self, GrEdit *edit, const GPtrArray *notes,
                                         const char *label, const char *merge);
/* Shows a sentence at that place. */
void gradus_canvas_say (GradusCanvas *self, const char *sentence);
/* "conv1 → relu1: N×6×24×24"; (transfer full) */
char *gradus_canvas_wire_text (GradusCanvas *self, const GradusWire *wire);
/* Takes @popover, shows it at a place of the widget, and lets it go when it is closed. */
void gradus_canvas_popup (GradusCanvas *self, GtkWidget *popover, gdouble x, gdouble y);
/* Where a menu for the selection goes: under the first selected block, or at the pointer. */
void gradus_canvas_menu_place (GradusCanvas *self, gdouble *x, gdouble *y);
/* What does all that @edit (transfer full), which puts @id onto @wire, does for the first reader of
 * the wire for the others too, where it goes into a folded group. (transfer full) */
GrEdit *gradus_canvas_into_wire (GradusCanvas *self, GrEdit *edit, const GradusWire *wire,
                                 const char *id);
/* Whether a block or group, or a group around it, is selected. */
gboolean gradus_canvas_is_chosen (GradusCanvas *self, const char *id);
/* What the blocks, groups and notes that are chosen cover; FALSE where none is. */
gboolean gradus_canvas_chosen_area (GradusCanvas *self, graphene_rect_t *area);
/* The blocks that are chosen; a set of ids. (transfer full) */
GHashTable *gradus_canvas_chosen_blocks (GradusCanvas *self);

void gradus_canvas_draw_grid (GradusCanvas *self, GtkSnapshot *snapshot, gint width, gint height);

/* --- canvas-view.c ---------------------------------------------------------------------------- */

/* Clear of the buttons that lie on the canvas. */
void gradus_canvas_fit_area (GradusCanvas *self, const graphene_rect_t *area, gdouble max_zoom);
/* As gradus_canvas_fit(), but so that it can be read: of a long model the beginning. */
void gradus_canvas_fit_readable (GradusCanvas *self);
/* The widget has this size now; FALSE: as before. */
gboolean gradus_canvas_follow_size (GradusCanvas *self, gint width, gint height);
/* Brings a part of the world into view. */
void gradus_canvas_reveal (GradusCanvas *self, const graphene_rect_t *area);

/* --- canvas-light.c ---------------------------------------------------------------------------
 */

void gradus_canvas_draw_lit_wires (GradusCanvas *self, GtkSnapshot *snapshot);
void gradus_canvas_draw_lit_blocks (GradusCanvas *self, GtkSnapshot *snapshot);
void gradus_canvas_clear_light (GradusCanvas *self);

/* --- the pointer and the keyboard: canvas-pointer.c, -moving.c, -wiring.c, -keys.c ---------------
 */

void gradus_canvas_add_pointer (GradusCanvas *self);
/* Puts everything back as before the drag. */
void gradus_canvas_cancel_drag (GradusCanvas *self);
/* It is over, whatever came of it. */
void gradus_canvas_end_drag (GradusCanvas *self);
/* What is selected follows the pointer, but for @freely drawn to the lines of others; */
void gradus_canvas_begin_move (GradusCanvas *self);
void gradus_canvas_update_move (GradusCanvas *self, gboolean freely);
/* stays there, as one step of the document; */
void gradus_canvas_drop_move (GradusCanvas *self);
/* or is shown where it was. */
void gradus_canvas_put_back (GradusCanvas *self);
void gradus_canvas_begin_wire (GradusCanvas *self, const GradusHit *hit);
void gradus_canvas_drop_wire (GradusCanvas *self);
/* Snaps the loose end to a port that fits. */
void gradus_canvas_aim_wire (GradusCanvas *self);
/* FALSE where the wire that is dragged does not go to this item. */
gboolean gradus_canvas_wire_fits (GradusCanvas *self, guint item);
/* Whether the wire that is dragged may go to an input that it does not go to yet. */
gboolean gradus_canvas_wire_may_go (GradusCanvas *self, GradusPort to);
/* Whether nothing is linked to an input yet. */
gboolean gradus_canvas_port_is_free (GradusCanvas *self, GradusPort port);
void gradus_canvas_draw_wire (GradusCanvas *self, GtkSnapshot *snapshot);
/* The selected one. */
void gradus_canvas_delete_wire (GradusCanvas *self);
void gradus_canvas_add_keys (GradusCanvas *self);

/* --- canvas-linking.c ---------------------------------------------------------------------------
 */

/* Gives the next block along the flow, or the one before, the focus; @selecting: adds both to what
 * is selected. */
void gradus_canvas_walk (GradusCanvas *self, gboolean forward, gboolean selecting);
/* Adds the block with the focus to what is selected, or takes it away. */
void gradus_canvas_toggle_focused (GradusCanvas *self);
/* Selects a wire into the block with the focus, after that the next one. */
void gradus_canvas_next_wire (GradusCanvas *self);
/* Whether one thing is selected that has an output. */
gboolean gradus_canvas_can_link (GradusCanvas *self);
/* Begins a wire at it, which the keyboard leads to its end. */
void gradus_canvas_link_from (GradusCanvas *self);
gboolean gradus_canvas_links_by_keys (GradusCanvas *self);
/* Only while it does: to another end, to the one that it is at, or to none. */
void gradus_canvas_link_next (GradusCanvas *self, gboolean forward);
void gradus_canvas_link_here (GradusCanvas *self);
void gradus_canvas_link_leave (GradusCanvas *self);
/* The line at the top, for a canvas of this width. */
void gradus_canvas_add_hint (GradusCanvas *self);
void gradus_canvas_update_hint (GradusCanvas *self);
void gradus_canvas_place_hint (GradusCanvas *self, gint width);

/* --- canvas-describe.c --------------------------------------------------------------------------
 */

/* Tells a screen reader of each block, after the scene was made anew, what is wrong with it and
 * what it is linked to. */
void gradus_canvas_describe_blocks (GradusCanvas *self);

/* --- canvas-actions.c ---------------------------------------------------------------------------
 */

void gradus_canvas_install_actions (GtkWidgetClass *klass);
void gradus_canvas_update_actions (GradusCanvas *self);
void gradus_canvas_popup_menu (GradusCanvas *self, gdouble x, gdouble y);
void gradus_canvas_show_problems (GradusCanvas *self, const char *id);

/* --- canvas-adding.c ----------------------------------------------------------------------------
 */

/* Opens the search for a block, which goes after what is selected. */
void gradus_canvas_search (GradusCanvas *self);
/* For the end of a wire from @from, or to @input of @to, that was dropped at a point of the world.
 */
void gradus_canvas_search_for_wire (GradusCanvas *self, const char *from, const char *to,
                                    guint input, graphene_point_t at);
void gradus_canvas_accept_blocks (GradusCanvas *self);

/* --- canvas-frames.c ----------------------------------------------------------------------------
 */

/* After the scene was made anew. */
void gradus_canvas_update_frames (GradusCanvas *self);
/* Shows which are selected. */
void gradus_canvas_select_frames (GradusCanvas *self);
void gradus_canvas_place_frames (GradusCanvas *self);

/* --- canvas-notes.c -----------------------------------------------------------------------------
 */

void gradus_canvas_follow_notes (GradusCanvas *self);
void gradus_canvas_place_notes (GradusCanvas *self);
void gradus_canvas_draw_notes (GradusCanvas *self, GtkSnapshot *snapshot);
/* A new one, open to be written. */
void gradus_canvas_add_note (GradusCanvas *self);
/* The one that a press at this point of the widget is about; NULL: none. (transfer none) */
GtkWidget *gradus_canvas_note_at (GradusCanvas *self, gdouble x, gdouble y);
/* Opens one to be written. */
void gradus_canvas_edit_note (GradusCanvas *self, GtkWidget *note);
/* Shows which are selected. */
void gradus_canvas_update_notes (GradusCanvas *self);
/* Where all of them lie, of graphene_rect_t. (transfer full) */
GArray *gradus_canvas_note_areas (GradusCanvas *self);
/* Those that are selected, of GradusNoteView. (transfer container) */
GPtrArray *gradus_canvas_chosen_notes (GradusCanvas *self);
/* All notes of the document, of GrNote, to be changed; those that are selected alone, and the
 * others alone. (transfer full) */
GPtrArray *gradus_canvas_read_notes (GradusCanvas *self);
GPtrArray *gradus_canvas_read_chosen_notes (GradusCanvas *self);
GPtrArray *gradus_canvas_read_other_notes (GradusCanvas *self);
/* All, and those of @more, moved and with ids of their own, which are in @ids. (transfer full) */
GPtrArray *gradus_canvas_join_notes (GradusCanvas *self, const GPtrArray *more, gdouble dx,
                                     gdouble dy, char ***ids);
/* All, those of the views in @moved elsewhere. (transfer full); NULL: @moved is empty. */
GPtrArray *gradus_canvas_move_notes (GradusCanvas *self, const GPtrArray *moved, gdouble dx,
                                     gdouble dy);
/* Gives a note the focus, and selects nothing. */
void gradus_canvas_focus_note (GradusCanvas *self, GtkWidget *note);
/* The section once the blocks are where @after has them: a note goes with the block that it stands
 * next to, and where the flow turns, from beside it to below it. (transfer full); NULL: no notes.
 */
JsonNode *gradus_canvas_notes_after (GradusCanvas *self, GradusScene *after);

/* --- canvas-editing.c, canvas-groups.c: what is done to what is selected ------------------------
 */

/* "Delete 3 Blocks", of blocks, notes, or both; where it is @block alone (NULL: one without a name
 * yet), "Delete conv1". (transfer full) */
char *gradus_canvas_label (GradusCanvasVerb verb, const GrBlock *block, guint n_blocks,
                           guint n_notes);
void gradus_canvas_delete (GradusCanvas *self);
void gradus_canvas_copy (GradusCanvas *self);
void gradus_canvas_cut (GradusCanvas *self);
void gradus_canvas_paste (GradusCanvas *self);
void gradus_canvas_duplicate (GradusCanvas *self);
void gradus_canvas_align (GradusCanvas *self, GrAlign align);
void gradus_canvas_distribute (GradusCanvas *self, gboolean vertically);
/* All of the model, the way it flows. */
void gradus_canvas_lay_out (GradusCanvas *self);
/* From now on data flow that way; everything is laid out so, as one step. */
void gradus_canvas_set_flow (GradusCanvas *self, GrFlow flow);
/* The group that is selected, or that a selected block is in; NULL. */
const char *gradus_canvas_chosen_group (GradusCanvas *self);
void gradus_canvas_group (GradusCanvas *self);
void gradus_canvas_ungroup (GradusCanvas *self);
/* Folds a group, or unfolds it. */
void gradus_canvas_fold (GradusCanvas *self, const char *id);
/* Lets one say how many copies of the chosen group there are. */
void gradus_canvas_ask_repeat (GradusCanvas *self);

G_END_DECLS
