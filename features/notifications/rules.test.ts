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

test("groups new comments per discussion and new articles per followed subject", () => {
  const one = (id: number, kind: "comment" | "article", article: number, because: string[] = []) => ({
    id,
    kind,
    parentId: null,
    readAt: null,
    article: { id: article },
    because: because.map((name) => ({ name })),
  });
  const groups = groupNotifications([
    one(9, "comment", 1),
    one(8, "article", 5, ["Rançongiciel"]),
    one(7, "comment", 2),
    one(6, "comment", 1),
    one(5, "article", 6, ["Rançongiciel"]),
    one(4, "article", 7, []),
    one(3, "article", 8, []),
  ]);
  expect(groups.map((group) => group.map(({ id }) => id))).toEqual([[9, 6], [8, 5], [7], [4], [3]]);
});
