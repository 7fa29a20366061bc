import { database } from "#db/client.ts";
import { countUnread, listNotifications } from "./queries.ts";
import { groupNotifications, notificationsPerPage } from "./rules.ts";
import { notificationIdSchema } from "./schema.ts";

/** A page of a member's notifications, grouped; `before` as the address says it (anything that is no id: the first page). */
export async function loadNotifications(memberId: number, before: string | undefined) {
  const db = database();
  const cursor = notificationIdSchema.safeParse(before).data;
  const [rows, unread] = await Promise.all([listNotifications(db, memberId, cursor), countUnread(db, memberId)]);
  const here = rows.slice(0, notificationsPerPage);
  return {
    groups: groupNotifications(here),
    unread,
    first: cursor === undefined,
    /** The newest one shown: up to it all is marked as read. */
    newest: here[0]?.id,
    /** Where the next page begins, undefined at the end. */
    older: rows.length > here.length ? here.at(-1)?.id : undefined,
  };
}
