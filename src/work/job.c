/*
 * job.c - makes the answers of a step.
 *
 * SPDX-License-Identifier: ISC
 */
#include "work/job.h"

struct next
next_step(job_step_fn *step)
{
	return (struct next){ .what = NEXT_STEP, .step = step };
}

struct next
next_after(int64_t delay_ms, job_step_fn *step)
{
	return (struct next){
		.what = NEXT_STEP, .step = step, .delay_ms = delay_ms
	};
}

struct next
next_call(const struct http_call *call, job_step_fn *step)
{
	return (struct next){ .what = NEXT_CALL, .step = step, .call = call };
}

struct next
next_mail(const struct mail_call *mail, job_step_fn *step)
{
	return (struct next){ .what = NEXT_MAIL, .step = step, .mail = mail };
}

struct next
next_done(void)
{
	return (struct next){ .what = NEXT_DONE };
}

struct next
next_retry(int64_t delay_ms, const char *reason)
{
	return (struct next){
		.what = NEXT_RETRY, .delay_ms = delay_ms, .reason = reason
	};
}

struct next
next_give_up(const char *reason)
{
	return (struct next){ .what = NEXT_GIVE_UP, .reason = reason };
}

struct next
next_ended(void)
{
	return (struct next){ .what = NEXT_ENDED };
}
