import type { NotificationKind } from "#db/schema/notifications.ts";

/** The notifications on one page. */
export const notificationsPerPage = 30;

/** The limit of counting: above it the badge says "99+". */
export const maxUnreadCount = 100;

/** Formats the number in the header's badge. */
export function formatUnreadCount(unread: number): string {
  return unread >= maxUnreadCount ? `${maxUnreadCount - 1}+` : String(unread);
}

interface GroupableNotification {
  id: number;
  kind: NotificationKind;
  /** The parent of the reply. */
  parentId: number | null;
  readAt: Date | null;
}

/** Groups the replies to one comment into one entry at the position of the newest, read and unread apart; everything else stays single. */
export function groupNotifications<T extends GroupableNotification>(notices: T[]): T[][] {
  const groups = Map.groupBy(notices, ({ id, kind, parentId, readAt }) =>
    kind === "reply" && parentId !== null ? `${parentId} ${readAt === null}` : `alone ${id}`,
  );
  return [...groups.values()];
}
