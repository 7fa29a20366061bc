import { database } from "#db/client.ts";
import { countUnread, listNotifications } from "./queries.ts";
import { groupNotifications, notificationsPerPage } from "./rules.ts";
import { notificationIdSchema } from "./schema.ts";

/**
 * Loads a page of a member's notifications, grouped.
 * @param before the cursor from the URL; anything but an id means the first page
 */
export async function loadNotifications(memberId: number, before: string | undefined) {
  const db = database();
  const cursor = notificationIdSchema.safeParse(before).data;
  const [rows, unread] = await Promise.all([listNotifications(db, memberId, cursor), countUnread(db, memberId)]);
  const shown = rows.slice(0, notificationsPerPage);
  return {
    groups: groupNotifications(shown),
    unread,
    first: cursor === undefined,
    /** The newest one shown: all up to it are marked as read. */
    newest: shown[0]?.id,
    /** The cursor of the next page; undefined at the end. */
    older: rows.length > shown.length ? shown.at(-1)?.id : undefined,
  };
}
