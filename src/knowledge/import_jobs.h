/*
 * import_jobs.h - the job "knowledge_import": makes a document of a file.
 *
 * PDF is read by pdftotext in a process that has nothing but the file
 * (work/sandbox.h). Whatever is wrong with a file is told in the import's
 * reason; the job itself then went well.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_IMPORT_JOBS_H
#define KNOWLEDGE_IMPORT_JOBS_H

#include "work/job.h"

#define JOB_KNOWLEDGE_IMPORT "knowledge_import"

extern const struct job_kind knowledge_jobs[];

#endif
