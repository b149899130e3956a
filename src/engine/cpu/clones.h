/* clones.h - compiles a loop once for each generation of processors; the loader picks one.
 *
 * For plain C loops that the compiler vectorises. The sanitizers do not bear the loader's choosing (their
 * run time is not there yet), so under them there is the plain form alone.
 */
#pragma once

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)                           \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GR_CLONES __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GR_CLONES
#endif
