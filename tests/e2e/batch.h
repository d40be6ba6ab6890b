/*
 * batch.h - the operator's command line, started once for many commands.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_BATCH_H
#define E2E_BATCH_H

/* What a command printed, without blanks around it. The test fails when the
 * command is refused. */
#define batch(...) batch_run((const char *const[]){ __VA_ARGS__, NULL })
const char *batch_run(const char *const *words);
/* The same with lines behind the command (NULL: none); NULL when it is refused,
 * which ends the command line: the next command starts another. */
const char *batch_try(const char *input, const char *const *words);
/* Ends the command line; its exit status, 0 when none runs. Must be called
 * before servers are stopped, whose connections it holds. */
int batch_end(void);

#endif
