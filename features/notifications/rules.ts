/** Notifications on one page. */
export const noticesPerPage = 30;

/** Beyond it the badge says "99+": nobody counts further, and the database need not either. */
export const mostCounted = 100;

/** The number in the header's badge. */
export function badgeOf(unread: number): string {
  return unread >= mostCounted ? `${mostCounted - 1}+` : String(unread);
}

interface Grouped {
  id: number;
  kind: "reply" | "mention" | "decision" | "report" | "appeal" | "schedule";
  /** The comment that was answered. */
  parentId: number | null;
  readAt: Date | null;
}

/** Replies to one comment of mine become one entry at the place of the newest, read and unread apart; everything else stays alone. */
export function groupNotices<T extends Grouped>(notices: T[]): T[][] {
  const groups = Map.groupBy(notices, ({ id, kind, parentId, readAt }) =>
    kind === "reply" && parentId !== null ? `${parentId} ${readAt === null}` : `alone ${id}`,
  );
  return [...groups.values()];
}
