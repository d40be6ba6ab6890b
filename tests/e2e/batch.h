/*
 * batch.h - the operator's command line, started once for many commands.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_BATCH_H
#define E2E_BATCH_H

/* Has a command run. Commands that print nothing are done when a later one has
 * answered; the test fails with the answer of one that was refused. */
#define batch(...) batch_run((const char *const[]){ __VA_ARGS__, NULL })
void batch_run(const char *const *words);
/* The next line that a command printed. */
const char *batch_answer(void);
/* Runs what is still to do and ends the command line; its exit status, 0 when
 * none runs. Must be called before servers are stopped, whose connections it
 * holds. */
int batch_end(void);

#endif
