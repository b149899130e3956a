/* devices.c - `gradus devices`: what models can be run on here. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "As JSON", NULL },
  G_OPTION_ENTRY_NULL,
};

/* "Intel(R) Xeon(R) Platinum 8481C", where the system says it. */
static char *
processor_name (void)
{
  g_autofree char *text = NULL;

  if (g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    {
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
      for (gsize i = 0; lines[i]; i++)
        if (g_str_has_prefix (lines[i], "model name") && strchr (lines[i], ':'))
          return g_strdup (g_strstrip (strchr (lines[i], ':') + 1));
    }
  return g_strdup ("processor");
}

static void
show (JsonBuilder *json, GradusTable *table, const char *device, const char *about, gint threads)
{
  if (json)
    {
      json_builder_begin_object (json);
      gradus_json_string (json, "device", device);
      gradus_json_bool (json, "available", threads >= 0);
      gradus_json_string (json, "description", about);
      if (threads > 0)
        gradus_json_int (json, "threads", threads);
      json_builder_end_object (json);
    }
  else
    gradus_table_add (table, device, about);
}

static void
show_backend (JsonBuilder *json, GradusTable *table, GrDeviceType type)
{
  const GrBackend *backend = gr_backend_get (type);

  if (!backend || backend->device.count () == 0)
    {
      g_autofree char *name = gr_device_to_string ((GrDevice){ type, 0 });
      show (json, table, name,
            backend ? "not here: its driver finds no device"
                    : "not here: no backend for it is loaded",
            -1);
      return;
    }
  for (gint i = 0; i < backend->device.count (); i++)
    {
      g_autofree char *name = gr_device_to_string ((GrDevice){ type, i });
      g_autofree char *about = backend->device.describe (i);
      show (json, table, name, about, 0);
    }
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;

  if (!gradus_cli_parse (&gradus_devices_command, entries, NULL, argc, argv, 0, 0, &words))
    return GRADUS_USAGE;

  JsonBuilder *json = as_json ? json_builder_new () : NULL;
  GradusTable *table = as_json ? NULL : gradus_table_new ("ll");
  g_autofree char *processor = processor_name ();
  g_autofree char *about = g_strdup_printf ("%s, %d thread%s", processor, gr_pool_threads (),
                                            gr_pool_threads () == 1 ? "" : "s");

  if (json)
    json_builder_begin_array (json);
  show (json, table, "cpu", json ? processor : about, gr_pool_threads ());
  show_backend (json, table, GR_DEVICE_CUDA);
  if (json)
    {
      json_builder_end_array (json);
      gradus_cli_print_json (json);
    }
  else
    gradus_table_print (table);
  return GRADUS_DONE;
}

const GradusCommand gradus_devices_command = {
  .name = "devices",
  .arguments = "",
  .summary = "Lists what models can be run on here.",
  .run = run,
};
