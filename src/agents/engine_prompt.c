/*
 * engine_prompt.c - template, studio, member and knowledge become a prompt.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/engine_prompt.h"

#include "agents/prompt_store.h"
#include "base/buf.h"
#include "base/text.h"
#include "knowledge/search.h"
#include "members/member.h"
#include "members/memory.h"

enum {
	PASSAGES_MAX = 4,
	PASSAGE_CHARACTERS_MAX = 1500,
	KNOWLEDGE_BYTES_MAX = 32 << 10,
	MEMORY_BYTES_MAX = 48 << 10
};

static void
add_line(struct buf *buf, const char *name, const char *text)
{
	if (!text_is_empty(text))
		buf_printf(buf, "%s: %s\n", name, text);
}

/* Who was deleted meanwhile is nobody. */
static bool
read_member(struct task *task, int64_t member_id, struct prompt_facts *facts)
{
	const struct member *member;
	const struct memory *memory = NULL;
	struct buf buf = buf_new(task->arena, MEMORY_BYTES_MAX);

	if (member_id == 0)
		return true;
	member = member_find(task, member_id);
	if (member != NULL)
		memory = memory_find(task, member_id);
	if (memory == NULL && task->problem->kind != NOT_FOUND)
		return false;
	task_forgive(task);
	if (memory == NULL)
		return true;
	facts->member_name = member->first_name;
	add_line(&buf, "Summary", memory->summary);
	add_line(&buf, "Goals", memory->goals);
	add_line(&buf, "Preferences", memory->preferences);
	add_line(&buf, "Limits", memory->limits);
	facts->member_memory = buf.len == 0 ? NULL : buf_text(&buf);
	return true;
}

/* "" when nothing fits. */
static const char *
read_knowledge(struct task *task, struct engine *engine)
{
	struct buf buf = buf_new(task->arena, KNOWLEDGE_BYTES_MAX);
	struct list *passages =
	    knowledge_search(task, engine->question.text, PASSAGES_MAX);

	if (passages == NULL)
		return NULL;
	list_each(passages, struct passage, passage) {
		buf_printf(&buf, "%s%s%s: %s\n\n", passage->title,
		    text_is_empty(passage->heading) ? "" : " > ",
		    passage->heading == NULL ? "" : passage->heading,
		    text_prefix(
			task->arena, passage->text, PASSAGE_CHARACTERS_MAX));
	}
	engine->passages = knowledge_passages_json(engine->arena, passages);
	return buf_text(&buf);
}

static const struct prompt_template *
template_of(struct arena *arena, const struct engine *engine,
    const struct prompt_set *set)
{
	const struct engine_question *question = &engine->question;
	struct prompt_template *tried;

	if (question->template == NULL || engine->asked != question->agent)
		return prompt_set_template(
		    set, arena, engine->asked, question->caller.language);
	tried = arena_new(arena, struct prompt_template);
	tried->text = question->template;
	tried->version = prompt_version(arena, question->template);
	return tried;
}

bool
engine_prompt_read(
    struct task *task, struct engine *engine, struct engine_prompt *prompt)
{
	const struct tool_caller *caller = &engine->question.caller;
	struct prompt_facts facts = {
		.studio = caller->studio,
		.language = caller->language,
	};
	const struct prompt_set *set = prompt_set_load(task);
	const struct prompt_template *template;

	*prompt = (struct engine_prompt){ 0 };
	if (set == NULL)
		return false;
	template = template_of(task->arena, engine, set);
	facts.now = prompt_set_now(set, task->arena, caller->language);
	if (engine->asked != &router_agent &&
	    !read_member(task, caller->member_id, &facts))
		return false;
	if (engine->needs_knowledge) {
		facts.knowledge = read_knowledge(task, engine);
		if (facts.knowledge == NULL)
			return false;
	}
	prompt->system =
	    agent_prompt(task->arena, engine->asked, template, &facts);
	prompt->version = template->version;
	prompt->knowledge = facts.knowledge;
	return true;
}
