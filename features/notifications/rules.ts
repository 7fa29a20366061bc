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
  article?: { id: number } | null;
  /** What the member follows of a new article. */
  because?: { name: string }[];
}

/**
 * Groups the replies to one comment, the new comments of one followed discussion, and the new articles under one followed subject into one
 * entry at the position of the newest, read and unread apart; everything else stays single.
 */
export function groupNotifications<T extends GroupableNotification>(notices: T[]): T[][] {
  const groups = Map.groupBy(notices, (notice) => `${groupKey(notice)} ${notice.readAt === null}`);
  return [...groups.values()];
}

function groupKey({ id, kind, parentId, article, because = [] }: GroupableNotification): string {
  if (kind === "reply" && parentId !== null) return `replies to ${parentId}`;
  if (kind === "comment" && article) return `comments on ${article.id}`;
  return kind === "article" && because.length > 0
    ? `articles of ${because.map(({ name }) => name).join(", ")}`
    : `alone ${id}`;
}

/** How long a notification is kept (days), read or not; the privacy page states it. */
export const notificationDays = 365;
