import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { moderationDecisions } from "#db/schema.ts";
import { translator } from "#i18n/translator.ts";
import { ok, type Result } from "#lib/result.ts";
import { insideQuotes } from "#lib/typography.ts";
import { findPlaceholderValues, findTemplateBody } from "../reply-templates/queries.ts";
import { fillTemplate, hasPlaceholder } from "../reply-templates/rules.ts";

/**
 * Stores the note of a decision as a message to the member concerned, as a part of the decision: the member reads both at
 * once, and an undo takes both back. It has no notification of its own. Nothing is stored for a comment without a member.
 */
export async function recordMessage(tx: Executor, decision: number): Promise<void> {
  await tx.execute(sql`
    insert into ${moderationDecisions} (subject, subject_id, member_id, actor_id, rule, action, reason, note, part_of, before, after)
    select 'member', member_id, member_id, actor_id, rule, 'message', reason, note, id, '{}', '{}'
    from ${moderationDecisions} where id = ${decision} and member_id is not null`);
}

/**
 * Stores a text for the authors of refused comments, as parts of the selection: one message for each author, however
 * many of their comments are selected, also if the selection takes several requests. Runs a fixed number of statements.
 * @param decisions the new decisions of the selection whose first one is `head`
 * @param text a text with placeholders, as a reply template has them
 */
export async function recordMessagesToAuthors(
  tx: Executor,
  { head, decisions, text }: { head: number; decisions: number[]; text: string },
): Promise<void> {
  const authors = await tx.execute<{ id: string; name: string; article: string | null }>(sql`
    select d.member_id as id, m.name, case when count(distinct d.article_id) = 1 then min(a.title) end as article
    from moderation_decisions as d
    join members as m on m.id = d.member_id left join articles as a on a.id = d.article_id
    where d.id = any(${toIdArray(decisions)}) and not exists (
      select from moderation_decisions as sent
      where sent.part_of = ${head} and sent.action = 'message' and sent.member_id = d.member_id)
    group by d.member_id, m.name order by d.member_id`);
  if (authors.length === 0) return;
  const texts = authors.map(({ id, name, article }) => ({
    id,
    note: fillPlaceholders(text, { member: name, article }),
  }));
  await tx.execute(sql`
    insert into moderation_decisions (subject, subject_id, member_id, actor_id, rule, action, reason, note, part_of, before, after)
    select 'member', message.id, message.id, d.actor_id, d.rule, 'message', d.reason, message.note, d.id, '{}', '{}'
    from moderation_decisions as d
    cross join jsonb_to_recordset(${JSON.stringify(texts)}::jsonb) as message (id bigint, note text)
    where d.id = ${head} order by message.id`);
}

/**
 * The note of a decision: the moderator's, else the text of the chosen template, as a form without JavaScript sends it. Placeholders are filled
 * also where the moderator typed them: the text may be sent to the member. Refused with `replyTemplates.gone`.
 */
export async function writeNote(
  db: Executor,
  {
    note,
    template,
    subject: { kind, id },
  }: { note: string; template?: number | undefined; subject: { kind: string; id: number } },
): Promise<Result<string>> {
  if (kind !== "comment" && kind !== "member") return ok(note);
  const text = note === "" && template ? await findTemplateBody(db, template) : ok(note);
  if (!text.ok || !hasPlaceholder(text.value)) return text;
  return ok(fillPlaceholders(text.value, await findPlaceholderValues(db, { kind, id })));
}

/** Fills the placeholders of a text for one member. `article` is null if there is none, or several: "one of our articles". */
function fillPlaceholders(
  text: string,
  { member, article }: { member: string | null; article: string | null },
): string {
  const t = translator();
  return fillTemplate(text, {
    member: member || t("comments.anonymous"),
    article:
      article === null
        ? t("moderation.memberRecord.actions.anArticle")
        : t.typesetAround("moderation.memberRecord.actions.quotedArticle", { title: insideQuotes(article) }),
  });
}
