import { database } from "#db/client.ts";
import { countUnread, listNotices } from "./queries.ts";
import { groupNotices, noticesPerPage } from "./rules.ts";
import { noticeId } from "./schema.ts";

/** A page of a member's notifications, grouped; `before` as the address says it (anything that is no id: the first page). */
export async function loadNotices(memberId: number, before: string | undefined) {
  const db = database();
  const cursor = noticeId.safeParse(before).data;
  const [rows, unread] = await Promise.all([listNotices(db, memberId, cursor), countUnread(db, memberId)]);
  const here = rows.slice(0, noticesPerPage);
  return {
    groups: groupNotices(here),
    unread,
    first: cursor === undefined,
    /** The newest one shown: up to it all is marked as read. */
    newest: here[0]?.id,
    /** Where the next page begins, undefined at the end. */
    older: rows.length > here.length ? here.at(-1)?.id : undefined,
  };
}
