/* transform-list.c - GradusTransformList: see transform-list.h. */
#include "transform-list.h"

#include <glib/gi18n.h>

#include "document/for-thread.h"
#include "option-rows.h"

#define SECTION "transforms"

struct _GradusTransformList
{
  AdwPreferencesGroup parent_instance;

  GradusDocument *document;
  GPtrArray *items; /* of Item */
  GtkWidget *empty; /* what is said where there are none */
};

G_DEFINE_FINAL_TYPE (GradusTransformList, gradus_transform_list, ADW_TYPE_PREFERENCES_GROUP)

/* One transform of the list and its row. */
typedef struct
{
  GradusTransformList *list; /* borrowed */
  char *name;
  AdwExpanderRow *row;
  GtkWidget *up, *down;
  GradusOptionRows *options; /* NULL where the table has no such transform */
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->name);
  g_clear_object (&item->options);
  g_free (item);
}

/* "Random crop", of "random_crop"; what this version does not know is called as in the file. */
static const char *
title_of (const char *name)
{
  const GrTransformRow *row = gr_transform_row (name);

  return row ? _ (row->title) : name;
}

/* --- to the document ----------------------------------------------------------------------------
 */

/* A copy of the document's list; (transfer full) */
static JsonArray *
copy_list (GradusTransformList *self)
{
  g_autoptr (JsonNode) node = gradus_document_section (self->document, SECTION);
  g_autoptr (JsonNode) copy = NULL;

  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    return json_array_new ();
  copy = gradus_json_for_thread (node);
  return json_array_ref (json_node_get_array (copy));
}

/* Takes @array. */
static void
put_list (GradusTransformList *self, JsonArray *array, const char *label, const char *merge)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);

  json_array_unref (array);
  gradus_document_set_section (self->document, SECTION, node, label, merge, NULL);
}

static gboolean
is_open (GradusTransformList *self, guint index)
{
  return adw_expander_row_get_expanded (((Item *) self->items->pdata[index])->row);
}

static void
set_open (GradusTransformList *self, guint index, gboolean open)
{
  adw_expander_row_set_expanded (((Item *) self->items->pdata[index])->row, open);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusTransformList *self = GRADUS_TRANSFORM_LIST (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  const char *title = title_of (name);
  g_autofree char *label = g_strdup_printf (_ ("Add “%s”"), title);
  JsonArray *array = copy_list (self);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", name);
  json_array_add_object_element (array, object);
  put_list (self, array, label, NULL);
  set_open (self, self->items->len - 1, TRUE);
}

static guint
index_of (Item *item)
{
  guint index = 0;

  g_ptr_array_find (item->list->items, item, &index);
  return index;
}

static void
remove_item (Item *item)
{
  const char *title = title_of (item->name);
  g_autofree char *label = g_strdup_printf (_ ("Remove “%s”"), title);
  JsonArray *array = copy_list (item->list);

  json_array_remove_element (array, index_of (item));
  put_list (item->list, array, label, NULL);
}

/* Lets the item and the one after it change places. */
static void
swap_with_next (GradusTransformList *self, guint index, const char *name)
{
  const gboolean first = is_open (self, index), second = is_open (self, index + 1);
  const char *title = title_of (name);
  g_autofree char *label = g_strdup_printf (_ ("Move “%s”"), title);
  g_autoptr (JsonArray) before = copy_list (self);
  JsonArray *after = json_array_new ();

  for (guint i = 0; i < json_array_get_length (before); i++)
    {
      const guint from = i == index ? i + 1 : i == index + 1 ? i - 1 : i;

      json_array_add_element (after, json_node_copy (json_array_get_element (before, from)));
    }
  put_list (self, after, label, NULL);
  set_open (self, index, second);
  set_open (self, index + 1, first);
}

static void
move_up (Item *item)
{
  swap_with_next (item->list, index_of (item) - 1, item->name);
}

static void
move_down (Item *item)
{
  swap_with_next (item->list, index_of (item), item->name);
}

static void
option_changed (GradusOptionRows *rows, const char *key, JsonNode *value, Item *item)
{
  const guint index = index_of (item);
  g_autofree char *merge = g_strdup_printf ("set:" SECTION ":%u:%s", index, key);
  g_autofree char *label = g_strdup_printf (_ ("Set %s of %s"), key, item->name);
  JsonArray *array = copy_list (item->list);
  JsonObject *object = json_array_get_object_element (array, index);

  if (value)
    json_object_set_member (object, key, json_node_copy (value));
  else
    json_object_remove_member (object, key);
  put_list (item->list, array, label, merge);
}

/* --- from the document --------------------------------------------------------------------------
 */

static GtkWidget *
small_button (Item *item, const char *icon, const char *title, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, title);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_connect_swapped (button, "clicked", clicked, item);
  return button;
}

static GtkWidget *
tools_of (Item *item)
{
  GtkWidget *row = adw_action_row_new (), *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  item->up = small_button (item, "go-up-symbolic", _ ("Earlier"), G_CALLBACK (move_up));
  item->down = small_button (item, "go-down-symbolic", _ ("Later"), G_CALLBACK (move_down));
  gtk_box_append (GTK_BOX (tools), item->up);
  gtk_box_append (GTK_BOX (tools), item->down);
  gtk_box_append (GTK_BOX (tools), small_button (item, "user-trash-symbolic", _ ("Remove"),
                                                 G_CALLBACK (remove_item)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), tools);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static Item *
item_new (GradusTransformList *self, const char *name)
{
  const GrTransformRow *row = gr_transform_row (name);
  Item *item = g_new0 (Item, 1);
  const char *title = title_of (name);
  GPtrArray *rows;

  item->list = self;
  item->name = g_strdup (name);
  item->row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (item->row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item->row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  if (row)
    {
      gtk_widget_set_tooltip_text (GTK_WIDGET (item->row), _ (row->summary));
      item->options = gradus_option_rows_new (gradus_option_table_of_transform (row));
      rows = gradus_option_rows_list (item->options);
      for (guint i = 0; i < rows->len; i++)
        adw_expander_row_add_row (item->row, rows->pdata[i]);
      g_signal_connect (item->options, "changed", G_CALLBACK (option_changed), item);
      g_signal_connect_object (item->options, "done", G_CALLBACK (gradus_document_end_merge),
                               self->document, G_CONNECT_SWAPPED);
    }
  else
    adw_expander_row_set_subtitle (item->row, _ ("This version of Gradus has no such transform"));
  adw_expander_row_add_row (item->row, tools_of (item));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (item->row));
  return item;
}

/* "size 28, padding 4": what the file says of a transform. (transfer full) */
static char *
summary_of (JsonObject *object)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    if (!g_str_equal (key, "name"))
      {
        g_autofree char *written = gradus_json_text (value);

        g_string_append_printf (text, "%s%s %s", text->len ? ", " : "", key, written);
      }
  return g_strdup (text->str);
}

static const char *
name_at (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node)
             ? json_object_get_string_member_with_default (json_node_get_object (node), "name", "")
             : "";
}

/* Whether the rows are of these transforms, in this order. */
static gboolean
same_transforms (GradusTransformList *self, JsonArray *array)
{
  if (json_array_get_length (array) != self->items->len)
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = self->items->pdata[i];

      if (!g_str_equal (item->name, name_at (array, i)))
        return FALSE;
    }
  return TRUE;
}

static void
rebuild (GradusTransformList *self, JsonArray *array)
{
  for (guint i = 0; i < self->items->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  GTK_WIDGET (((Item *) self->items->pdata[i])->row));
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {

      g_ptr_array_add (self->items, item_new (self, name_at (array, i)));
    }
}

static void
refresh (GradusTransformList *self)
{
  g_autoptr (JsonArray) array = copy_list (self);
  const guint n = json_array_get_length (array);

  if (!same_transforms (self, array))
    rebuild (self, array);
  gtk_widget_set_visible (self->empty, n == 0);
  for (guint i = 0; i < n; i++)
    {
      Item *item = self->items->pdata[i];
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      gtk_widget_set_sensitive (item->up, i > 0);
      gtk_widget_set_sensitive (item->down, i + 1 < n);
      if (!item->options || !object)
        continue;
      g_autofree char *summary = summary_of (object);
      adw_expander_row_set_subtitle (item->row, summary);
      gradus_option_rows_show (item->options, object);
    }
}

/* --- making it ----------------------------------------------------------------------------------
 */

static GtkWidget *
add_button (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  for (const GrTransformRow *const *row = gr_transform_rows (); *row; row++)
    {
      const char *title = _ ((*row)->title);
      g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

      g_menu_item_set_action_and_target (item, "transforms.add", "s", (*row)->name);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "list-add-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _ ("Add a transform"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a transform"), -1);
  return button;
}

GtkWidget *
gradus_transform_list_new (GradusDocument *document)
{
  GradusTransformList *self = g_object_new (GRADUS_TYPE_TRANSFORM_LIST, "title", _ ("Augmentation"),
                                            NULL);

  self->document = g_object_ref (document);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), add_button ());
  self->empty = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->empty), C_ ("augmentation", "None"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->empty),
                               _ ("Items reach the network as the data set gives them."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->empty);
  refresh (self);
  g_signal_connect_object (document, "section-changed::" SECTION, G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_transform_list_dispose (GObject *object)
{
  GradusTransformList *self = GRADUS_TRANSFORM_LIST (object);

  g_ptr_array_set_size (self->items, 0);
  G_OBJECT_CLASS (gradus_transform_list_parent_class)->dispose (object);
}

static void
gradus_transform_list_finalize (GObject *object)
{
  GradusTransformList *self = GRADUS_TRANSFORM_LIST (object);

  g_clear_object (&self->document);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (gradus_transform_list_parent_class)->finalize (object);
}

static void
gradus_transform_list_class_init (GradusTransformListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = gradus_transform_list_dispose;
  object_class->finalize = gradus_transform_list_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "transforms.add", "s", add);
}

static void
gradus_transform_list_init (GradusTransformList *self)
{
  self->items = g_ptr_array_new_with_free_func (item_free);
}
