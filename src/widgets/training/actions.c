/* actions.c - see actions.h. */
#include "actions.h"

#include "next.h"

typedef void (*Command) (GradusTraining *training);

static const struct
{
  const char *name;
  Command command;
} commands[] = {
  { "start", gradus_training_start }, { "pause", gradus_training_pause },
  { "step", gradus_training_step },   { "epoch", gradus_training_epoch },
  { "stop", gradus_training_stop },   { "go-on", gradus_training_go_on },
};

static gboolean
makes_sense (Command command, GradusTraining *training)
{
  const GradusTrainingState state = gradus_training_state (training);
  const gboolean can = gradus_training_can_next (training);
  const gboolean pauses = gradus_training_next (training) == GRADUS_NEXT_PAUSE;

  if (command == gradus_training_go_on)
    return gradus_training_unfinished (training) != NULL;
  if (command == gradus_training_stop)
    return state != GRADUS_TRAINING_IDLE && state != GRADUS_TRAINING_STOPPING;
  if (command == gradus_training_pause)
    return can && pauses;
  return can && (command != gradus_training_start || !pauses);
}

static void
update (GradusTraining *training, GParamSpec *pspec, GSimpleActionGroup *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (group), commands[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   makes_sense (commands[i].command, training));
    }
}

static void
activate (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, g_action_get_name (G_ACTION (action))))
      commands[i].command (user);
}

GActionGroup *
gradus_training_actions_new (GradusTraining *training)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (commands[i].name, NULL);

      g_signal_connect_object (action, "activate", G_CALLBACK (activate), training, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  g_signal_connect_object (training, "notify::state", G_CALLBACK (update), group, 0);
  g_signal_connect_object (training, "notify::obstacle", G_CALLBACK (update), group, 0);
  g_signal_connect_object (training, "notify::run", G_CALLBACK (update), group, 0);
  g_signal_connect_object (training, "notify::chosen", G_CALLBACK (update), group, 0);
  update (training, NULL, group);
  return G_ACTION_GROUP (group);
}
