import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationPresence } from "#db/schema.ts";

/** Seconds until a moderator's presence expires. An open page renews it before that. */
const presenceSeconds = 60;

/** Records which comment a moderator looks at: one per moderator. Does nothing if the comment no longer exists. */
export async function recordPresence(db: Executor, memberId: number, commentId: number): Promise<void> {
  const expires = sql`now() + make_interval(secs => ${presenceSeconds})`;
  await db.execute(sql`
    insert into ${moderationPresence} (member_id, comment_id, expires_at)
    select ${memberId}::bigint, id, ${expires} from comments where id = ${commentId}::bigint
    on conflict (member_id) do update set comment_id = excluded.comment_id, expires_at = excluded.expires_at`);
}
