/* priority.c - see priority.h. */
#include "priority.h"

#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

/* A third of the processor beside a thread of priority 0, and all of it where nobody else asks. */
#define NICENESS 5

static _Atomic gboolean gives_way;
static _Thread_local gboolean given_way;

void
gr_priority_let_compute_give_way (void)
{
  atomic_store (&gives_way, TRUE);
}

void
gr_priority_give_way (void)
{
  if (given_way || !atomic_load_explicit (&gives_way, memory_order_relaxed))
    return;
  given_way = TRUE;
  /* On Linux each thread has a priority of its own; elsewhere it is all of the process's. */
#ifdef __linux__
  if (gettid () != getpid () && getpriority (PRIO_PROCESS, (id_t) gettid ()) < NICENESS)
    setpriority (PRIO_PROCESS, (id_t) gettid (), NICENESS);
#endif
}
