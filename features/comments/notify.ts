import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { LiveMessage } from "#db/invalidation.ts";
import { commentPath, liveTopic } from "./rules.ts";

/** The most members that one comment notifies by mention: more is spam. */
const maxMentions = 10;

interface PublishedComment {
  id: number;
  /** Handles, lower case. */
  mentions: string[];
}

/**
 * Notifies the authors of the parents and the members mentioned by @handle of comments that became visible, in one statement. Never
 * notifies members of their own comments, twice of the same one, or of comments by members they have muted. A member both answered and
 * mentioned is notified of the reply. The same statement notes the comments in followed discussions, whose followers a job notifies.
 */
export async function notifyOfComments(tx: Executor, ...comments: PublishedComment[]): Promise<void> {
  if (comments.length === 0) return;
  const calls = comments.flatMap(({ id, mentions }) =>
    mentions.slice(0, maxMentions).map((handle) => ({ id, handle })),
  );
  await tx.execute(sql`
    with followed as (
      insert into pending_followed_comments (comment_id)
      select c.id from comments as c
      where c.id = any(${toIdArray(comments.map(({ id }) => id))})
        and exists (select from follows where follows.article_id = c.article_id)
      on conflict do nothing
    )
    insert into notifications (member_id, kind, comment_id, actor_id)
    select wanted.member_id, case when bool_or(wanted.answered) then 'reply' else 'mention' end::notification_kind, c.id, c.member_id
    from (
      select answer.id, parent.member_id, true as answered
      from comments as answer join comments as parent on parent.id = answer.parent_id
      where answer.id = any(${toIdArray(comments.map(({ id }) => id))})
      union all
      select call.id, called.id, false
      from jsonb_to_recordset(${JSON.stringify(calls)}::jsonb) as call (id bigint, handle text)
      join members as called on lower(called.handle) = call.handle
    ) as wanted
    join comments as c on c.id = wanted.id
    join members as m on m.id = wanted.member_id
    where m.deleted_at is null and m.id <> c.member_id
      and not exists (select from mutes where mutes.member_id = m.id and mutes.muted_id = c.member_id)
    group by c.id, wanted.member_id
    order by c.id, wanted.member_id
    on conflict do nothing`);
}

interface LiveComment {
  id: number;
  articleId: number;
  slug: string;
  thread: number;
  hasSeparatePage: boolean;
}

/** Makes the messages that tell open pages of new visible comments, oldest first. */
export function toLiveMessages(comments: LiveComment[]): LiveMessage[] {
  return comments
    .map(({ id, articleId, slug, thread, hasSeparatePage }) => ({
      topic: liveTopic(articleId),
      id,
      data: { id, address: commentPath(slug, thread, id, hasSeparatePage) },
    }))
    .sort((a, b) => a.id - b.id);
}
