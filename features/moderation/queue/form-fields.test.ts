import { expect, test } from "vitest";
import { listCascadedItems, readSanctionFields } from "./form-fields.ts";
import type { QueueItem } from "./items/queue-item.ts";

const form = (fields: Record<string, string>) => {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  return made;
};
const sent = { kind: "member", id: "7", expectedVersion: "3", reason: "respect", note: "", back: "/admin" };

test("sends the comments' action with a ban, the duration with a suspension, and the seen version with both", () => {
  const both = { days: "7", comments: "spam" };
  const common = { kind: "member", id: "7", expectedVersion: "3", reason: "respect" };
  expect(readSanctionFields(form({ ...sent, ...both, action: "ban" }))).toEqual({
    ...common,
    action: "ban",
    comments: "spam",
  });
  expect(readSanctionFields(form({ ...sent, ...both, action: "suspend" }))).toEqual({
    ...common,
    action: "suspend",
    days: "7",
  });
  expect(readSanctionFields(form({ ...sent, comments: "", action: "ban" }))).toEqual({ ...common, action: "ban" });
});

const item = (id: number, member: number | null, status: string, deleted = false) =>
  ({ id, status, deleted, author: { id: member } }) as QueueItem;
const items = [
  item(1, 7, "pending"),
  item(2, 7, "visible"),
  item(3, 7, "spam"),
  item(4, 8, "pending"),
  item(5, null, "pending"),
  item(6, 7, "pending", true),
];

test.each([
  ["lists no items for a ban that keeps the comments", { action: "ban" }, []],
  ["lists no items for a suspension", { action: "suspend", comments: "remove" }, []],
  ["lists visible and pending items for a ban that removes comments", { action: "ban", comments: "remove" }, [1, 2]],
])("%s", (_, fields, taken) =>
  expect(listCascadedItems(items, { id: "7", ...fields }).map(({ id }) => id)).toEqual(taken),
);
