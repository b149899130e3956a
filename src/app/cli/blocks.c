/* blocks.c - `gradus blocks`: what a model can be built of, as a list, a page about one, or
 * JSON. */
#include "cli.h"

#include "nn/block.h"

#include <stdio.h>

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Everything that the table says, as JSON", NULL },
  G_OPTION_ENTRY_NULL,
};

static const char *
type_name (const GrAttribute *attribute)
{
  switch (attribute->type)
    {
    case GR_ATTRIBUTE_INT:
      return "whole number";
    case GR_ATTRIBUTE_INTS:
      return "whole numbers";
    case GR_ATTRIBUTE_FLOAT:
      return "number";
    case GR_ATTRIBUTE_FLOATS:
      return "numbers";
    case GR_ATTRIBUTE_BOOL:
      return "true or false";
    case GR_ATTRIBUTE_CHOICE:
      return "choice";
    }
  g_assert_not_reached ();
}

static const char *
role_name (GrParameterRole role)
{
  return role == GR_PARAMETER_TRAINED ? "parameter" : "buffer";
}

static gboolean
has_limits (const GrAttribute *attribute)
{
  return attribute->minimum != 0 || attribute->maximum != 0;
}

/* "at least 1", "0 to 1"; (transfer full) */
static char *
range (const GrAttribute *attribute)
{
  if (!has_limits (attribute))
    return g_strdup ("");
  if (attribute->maximum >= G_MAXINT32)
    return g_strdup_printf ("at least %g", attribute->minimum);
  return g_strdup_printf ("%g to %g", attribute->minimum, attribute->maximum);
}

/* What it is for, with what can be chosen; (transfer full) */
static char *
meaning (const GrAttribute *attribute)
{
  if (!attribute->choices)
    return g_strdup (attribute->help);
  g_autofree char *choices = g_strjoinv (", ", (char **) attribute->choices);
  return g_strdup_printf ("%s %s: %s.", attribute->help,
                          attribute->type == GR_ATTRIBUTE_CHOICE ? "One of" : "Or", choices);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
add_attribute (JsonBuilder *json, const GrAttribute *attribute)
{
  json_builder_begin_object (json);
  gradus_json_string (json, "name", attribute->name);
  gradus_json_string (json, "type", type_name (attribute));
  gradus_json_string (json, "default", attribute->initial);
  gradus_json_bool (json, "auto", attribute->follows != GR_AUTO_NEVER);
  gradus_json_bool (json, "none", attribute->optional);
  if (attribute->type == GR_ATTRIBUTE_INTS)
    gradus_json_int (json, "length", attribute->n);
  if (has_limits (attribute))
    {
      gradus_json_number (json, "minimum", attribute->minimum);
      gradus_json_number (json, "maximum", attribute->maximum);
    }
  if (attribute->choices)
    {
      json_builder_set_member_name (json, "choices");
      json_builder_begin_array (json);
      for (gsize i = 0; attribute->choices[i]; i++)
        json_builder_add_string_value (json, attribute->choices[i]);
      json_builder_end_array (json);
    }
  gradus_json_string (json, "help", attribute->help);
  json_builder_end_object (json);
}

static void
add_kind (JsonBuilder *json, const GrBlockKind *kind)
{
  json_builder_begin_object (json);
  gradus_json_string (json, "name", kind->name);
  gradus_json_string (json, "category", gr_category_name (kind->category));
  gradus_json_string (json, "icon", kind->icon);
  gradus_json_string (json, "summary", kind->summary);
  gradus_json_string (json, "pytorch", kind->pytorch);

  json_builder_set_member_name (json, "attributes");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_block_kind_n_attributes (kind); i++)
    add_attribute (json, &kind->attributes[i]);
  json_builder_end_array (json);

  json_builder_set_member_name (json, "parameters");
  json_builder_begin_array (json);
  for (guint i = 0; i < gr_block_kind_n_parameters (kind); i++)
    {
      json_builder_begin_object (json);
      gradus_json_string (json, "name", kind->parameters[i].name);
      gradus_json_string (json, "role", role_name (kind->parameters[i].role));
      gradus_json_string (json, "shape", kind->parameters[i].shape);
      gradus_json_string (json, "when", kind->parameters[i].when);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  gradus_json_int (json, "min_inputs", gr_block_kind_min_inputs (kind));
  gradus_json_int (json, "max_inputs", gr_block_kind_max_inputs (kind));
  json_builder_end_object (json);
}

/* --- text ------------------------------------------------------------------------------------- */

static void
print_kind (const GrBlockKind *kind)
{
  const guint n_attributes = gr_block_kind_n_attributes (kind);
  const guint n_parameters = gr_block_kind_n_parameters (kind);

  printf ("%s (%s)\n  %s\n", kind->name, gr_category_name (kind->category), kind->summary);
  if (kind->pytorch)
    printf ("  PyTorch: %s\n", kind->pytorch);
  if (n_attributes > 0)
    {
      GradusTable *table = gradus_table_new ("lllll");

      puts ("");
      gradus_table_add (table, "ATTRIBUTE", "DEFAULT", "TYPE", "RANGE", "MEANING");
      for (guint i = 0; i < n_attributes; i++)
        {
          const GrAttribute *attribute = &kind->attributes[i];
          g_autofree char *limits = range (attribute);
          g_autofree char *help = meaning (attribute);

          gradus_table_add (table, attribute->name, attribute->initial, type_name (attribute),
                            limits, help);
        }
      gradus_table_print (table);
    }
  if (n_parameters > 0)
    {
      GradusTable *table = gradus_table_new ("llll");

      puts ("");
      gradus_table_add (table, "PARAMETER", "ROLE", "SHAPE", "ONLY WITH");
      for (guint i = 0; i < n_parameters; i++)
        {
          const GrParameter *parameter = &kind->parameters[i];
          g_autofree char *shape = g_strdup_printf ("[%s]", parameter->shape);

          gradus_table_add (table, parameter->name, role_name (parameter->role), shape,
                            parameter->when);
        }
      gradus_table_print (table);
    }
}

static void
print_list (void)
{
  GradusTable *table = gradus_table_new ("lll");

  for (guint category = 0; category < GR_N_CATEGORIES; category++)
    for (guint i = 0; i < gr_n_block_kinds (); i++)
      {
        const GrBlockKind *kind = gr_block_kind_at (i);
        if (kind->category == category)
          gradus_table_add (table, kind->name, gr_category_name (category), kind->summary);
      }
  gradus_table_print (table);
}

/* --- the command ------------------------------------------------------------------------------ */

static gint
unknown (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < gr_n_block_kinds (); i++)
    g_ptr_array_add (names, (gpointer) gr_block_kind_at (i)->name);
  g_ptr_array_add (names, NULL);
  g_autofree char *hint = gradus_cli_did_you_mean (name, (const char *const *) names->pdata);
  return gradus_cli_fail (GRADUS_FAILED, "There is no block “%s”.%s", name,
                          *hint ? hint : " “gradus blocks” lists them.");
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  const GrBlockKind *one = NULL;

  if (!gradus_cli_parse (&gradus_blocks_command, entries, NULL, argc, argv, 0, 1, &words))
    return GRADUS_USAGE;
  if (words[0] && !(one = gr_block_kind_find (words[0])))
    return unknown (words[0]);

  if (as_json)
    {
      JsonBuilder *json = json_builder_new ();

      json_builder_begin_array (json);
      for (guint i = 0; i < gr_n_block_kinds (); i++)
        if (!one || one == gr_block_kind_at (i))
          add_kind (json, gr_block_kind_at (i));
      json_builder_end_array (json);
      gradus_cli_print_json (json);
    }
  else if (one)
    print_kind (one);
  else
    print_list ();
  return GRADUS_DONE;
}

const GradusCommand gradus_blocks_command = {
  .name = "blocks",
  .arguments = "[NAME]",
  .summary = "Lists the blocks that models are built of, or describes one.",
  .run = run,
};
