/* small-projects.h - projects for tests, written in a line a block; used by the trainer's tests. */
#pragma once

#include "model/edit.h"
#include "model/project.h"

#include <string.h>

/* Adds a block with "attribute=value" settings, linked from the block before (@previous: its id, or
 * NULL), and gives its id back. */
static inline char *
small_add_block (GrModel *model, const char *line, const char *previous)
{
  g_auto (GStrv)      words = g_strsplit (line, " ", -1);
  g_autoptr (GError)  error = NULL;
  g_autoptr (GrBlock) block = gr_model_draft (model, words[0], NULL, &error);
  g_autoptr (GrEdit)  add = NULL;
  g_autoptr (GrEdit)  undo = NULL;
  char               *id;

  g_assert_no_error (error);
  for (guint i = 1; words[i]; i++)
    {
      char *value = strchr (words[i], '=');
      gint  at;

      *value++ = '\0';
      if (g_str_equal (words[i], "name"))
        {
          g_free (block->name);
          block->name = g_strdup (value);
          continue;
        }
      at = gr_block_kind_attribute (block->kind, words[i]);
      g_assert_cmpint (at, >=, 0);
      gr_setting_parse (&block->kind->attributes[at], value, &block->settings[at], &error);
      g_assert_no_error (error);
    }
  id = g_strdup (block->id);
  add = gr_edit_add_block (block, GR_AT_END);
  undo = gr_model_apply (model, add, &error);
  g_assert_no_error (error);
  if (previous)
    {
      g_autoptr (GrEdit) link = gr_edit_add_link (previous, id, 0, GR_AT_END);
      g_autoptr (GrEdit) unlink = gr_model_apply (model, link, &error);

      g_assert_no_error (error);
      g_assert_nonnull (unlink);
    }
  return id;
}

/* A project whose blocks are a chain: lines such as "Linear out_features=10", NULL-terminated.
 * @data is JSON: {"n": 300}. */
static inline GrProject *
small_project (const char *set, const char *data, const char *const *lines)
{
  GrProject       *project = gr_project_new ();
  g_autofree char *last = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_free (project->data.kind);
  project->data.kind = g_strdup (set);
  g_assert_true (json_parser_load_from_data (parser, data, -1, NULL));
  json_object_unref (project->data.options);
  project->data.options = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
  for (guint i = 0; lines[i]; i++)
    {
      char *id = small_add_block (project->model, lines[i], last);

      g_free (last);
      last = id;
    }
  return project;
}
