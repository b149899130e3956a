/* recording.h - a batch to step through as a file: the batch, the weights that it met, the project.
 *
 * Opening one needs neither the data set nor the run: the batch goes through the same model again,
 * and what is then shown are the numbers of that pass, to the bit those of the first one on a
 * machine of the same kind (a dropout drops the same elements). So the file is small, and nothing
 * in it has to be believed.
 *
 * A safetensors file: parameters and buffers under their own names, the optimiser's state as in a
 * checkpoint, "recording.input.0", "recording.target", "recording.random", "recording.rates", and
 * the project's text in the metadata.
 */
#pragma once

#include "../data/loader.h"
#include "../model/module.h"
#include "trace.h"

G_BEGIN_DECLS

typedef struct _GrRecording GrRecording;

/* Copies what @module holds now, its mode, and the state of the thread's random numbers, so before
 * the batch has gone through; of @options (or NULL) the optimiser and the clipping. @project is the
 * text of the project's file (gr_project_to_json()), @classes the names of the target's classes,
 * NULL-terminated, or NULL. (transfer full) */
GrRecording *gr_recording_new   (const char *project, GrModule *module, const GrBatch *batch,
                                 const GrTraceOptions *options, const char *const *classes,
                                 GError **error);
void         gr_recording_free  (GrRecording *recording);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrRecording, gr_recording_free)

/* Atomically. */
gboolean     gr_recording_write (GrRecording *recording, const char *path, GError **error);
/* Whether the file says that it is one; FALSE for what cannot be read, too. */
gboolean     gr_recording_is    (const char *path);
/* All in memory of its own, so that the file may change or go. GR_ERROR_FORMAT names the file and
 * what is wrong in it. (transfer full) */
GrRecording *gr_recording_read  (const char *path, GError **error);

const char        *gr_recording_project (GrRecording *recording);
const char *const *gr_recording_classes (GrRecording *recording); /* NULL: none were known */
const GrBatch     *gr_recording_batch   (GrRecording *recording);

/* Tells @model, which was read from the recording's project, the sizes of the batch's items, and
 * makes a module of it that is in the state of the recorded one. GR_ERROR_MODEL where weights or
 * inputs do not fit. (transfer full) */
GrModule *gr_recording_module (GrRecording *recording, GrModel *model, GError **error);
/* The same, and captures the batch with the recorded random numbers, gradients beginning at 0.
 * @until: the last stage wanted; there is an update where an optimiser was recorded.
 * @max_bytes: as in GrTraceOptions. (transfer full) */
GrTrace  *gr_recording_trace  (GrRecording *recording, GrModel *model, GrStage until,
                               gsize max_bytes, GError **error);

G_END_DECLS
