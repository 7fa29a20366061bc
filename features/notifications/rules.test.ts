import { expect, test } from "vitest";
import { formatUnreadCount, groupNotifications } from "./rules.ts";

test.each([
  [1, "1"],
  [99, "99"],
  [100, "99+"],
])("formats %i unread as %s", (unread, badge) => {
  expect(formatUnreadCount(unread)).toBe(badge);
});

test("groups replies to one comment, read and unread apart, and leaves mentions and decisions single", () => {
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
