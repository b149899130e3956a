/* next.c - see next.h. */
#include "next.h"

#include <glib/gi18n.h>

#include "document/weights-choice.h"

static const struct
{
  const char *label, *mnemonic;
} words[GRADUS_N_NEXT] = {
  [GRADUS_NEXT_TRAIN] = { N_ ("Train"), N_ ("_Train") },
  [GRADUS_NEXT_PAUSE] = { N_ ("Pause"), N_ ("_Pause") },
  [GRADUS_NEXT_CONTINUE] = { N_ ("Continue"), N_ ("_Continue") },
};

GradusNext
gradus_training_next (GradusTraining *training)
{
  switch (gradus_training_state (training))
    {
    case GRADUS_TRAINING_STARTING:
    case GRADUS_TRAINING_RUNNING:
      return GRADUS_NEXT_PAUSE;
    case GRADUS_TRAINING_PAUSED:
      return GRADUS_NEXT_CONTINUE;
    case GRADUS_TRAINING_IDLE:
    case GRADUS_TRAINING_STOPPING:
    default:
      return GRADUS_NEXT_TRAIN;
    }
}

gboolean
gradus_training_can_next (GradusTraining *training)
{
  const GradusTrainingState state = gradus_training_state (training);

  return state == GRADUS_TRAINING_RUNNING || state == GRADUS_TRAINING_PAUSED
         || (state == GRADUS_TRAINING_IDLE && !gradus_training_obstacle (training));
}

/* What a run that is begun now starts from. */
static const char *
start_text (GradusTraining *training)
{
  GradusDocument *document = gradus_training_document (training);

  if (!gradus_weights_start_kept (document))
    return _ ("Train the model from the beginning");
  return gr_kept_size (gr_model_kept (gradus_document_model (document))) > 0
             ? _ ("Train the model on from the weights that it keeps")
             : _ ("Train the model from the beginning: it keeps no weights yet");
}

char *
gradus_training_next_tooltip (GradusTraining *training)
{
  const char *obstacle = gradus_training_obstacle (training);

  switch (gradus_training_next (training))
    {
    case GRADUS_NEXT_PAUSE:
      return g_strdup (_ ("Pause after this batch"));
    case GRADUS_NEXT_CONTINUE:
      {
        char *edited = gradus_training_edited_text (training);

        return edited ? edited : g_strdup (_ ("Continue training"));
      }
    case GRADUS_NEXT_TRAIN:
    default:
      return g_strdup (obstacle && !gradus_training_can_next (training) ? obstacle
                                                                        : start_text (training));
    }
}

void
gradus_training_do_next (GradusTraining *training)
{
  if (gradus_training_next (training) == GRADUS_NEXT_PAUSE)
    gradus_training_pause (training);
  else
    gradus_training_start (training);
}

const char *
gradus_next_label (GradusNext next)
{
  return _ (words[next].label);
}

const char *
gradus_next_mnemonic (GradusNext next)
{
  return _ (words[next].mnemonic);
}

void
gradus_training_follow_next (GradusTraining *training, GCallback update, gpointer object)
{
  static const char *const of_document[] = { "model-changed", "section-changed",
                                             "weights-changed" };
  GradusDocument *document = gradus_training_document (training);

  g_signal_connect_object (training, "state-changed", update, object, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::obstacle", update, object, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < G_N_ELEMENTS (of_document); i++)
    g_signal_connect_object (document, of_document[i], update, object, G_CONNECT_SWAPPED);
}
