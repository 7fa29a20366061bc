/** Notifications on one page. */
export const notificationsPerPage = 30;

/** Beyond it the badge says "99+": nobody counts further, and the database need not either. */
export const maxUnreadCount = 100;

/** The number in the header's badge. */
export function formatUnreadCount(unread: number): string {
  return unread >= maxUnreadCount ? `${maxUnreadCount - 1}+` : String(unread);
}

interface GroupableNotification {
  id: number;
  kind: "reply" | "mention" | "decision" | "report" | "appeal" | "schedule";
  /** The comment that was answered. */
  parentId: number | null;
  readAt: Date | null;
}

/** Replies to one comment of mine become one entry at the place of the newest, read and unread apart; everything else stays alone. */
export function groupNotifications<T extends GroupableNotification>(notices: T[]): T[][] {
  const groups = Map.groupBy(notices, ({ id, kind, parentId, readAt }) =>
    kind === "reply" && parentId !== null ? `${parentId} ${readAt === null}` : `alone ${id}`,
  );
  return [...groups.values()];
}
