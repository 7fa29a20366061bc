import { expect, test } from "vitest";
import { formatUnreadCount, groupNotifications } from "./rules.ts";

test.each([
  [1, "1"],
  [99, "99"],
  [100, "99+"],
])("%i unread: %s", (unread, badge) => {
  expect(formatUnreadCount(unread)).toBe(badge);
});

test("replies to one comment are one entry, read and unread apart; mentions and decisions stay alone", () => {
  const at = new Date();
  const one = (id: number, kind: "reply" | "mention" | "decision", parentId: number | null, readAt: Date | null) => ({
    id,
    kind,
    parentId,
    readAt,
  });
  const groups = groupNotifications([
    one(9, "reply", 1, null),
    one(8, "mention", 1, null),
    one(7, "reply", 1, null),
    one(6, "reply", 2, null),
    one(5, "decision", null, null),
    one(4, "mention", 1, null),
    one(3, "reply", 1, at),
  ]);
  expect(groups.map((group) => group.map(({ id }) => id))).toEqual([[9, 7], [8], [6], [5], [4], [3]]);
});
