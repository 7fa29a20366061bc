import { expect, test } from "vitest";
import { findNavItem, navigationForRole } from "./navigation.ts";

const places = [
  { href: "/admin/moderation", name: "queue", group: "moderation", roles: ["moderator", "admin"] },
  { href: "/admin/moderation/members", name: "members", group: "moderation", roles: ["moderator", "admin"] },
  { href: "/admin/articles", name: "articles", group: "newsroom", roles: ["contributor", "editor", "admin"] },
] as const;

test("a role sees the groups with pages for it, in order", () => {
  expect(navigationForRole("moderator", places).map(({ group }) => group)).toEqual(["moderation"]);
  expect(navigationForRole("editor", places).flatMap((one) => one.items.map(({ name }) => name))).toEqual(["articles"]);
  expect(navigationForRole("admin", places).map(({ group }) => group)).toEqual(["moderation", "newsroom"]);
  expect(navigationForRole("reader", places)).toEqual([]);
});

test("an address belongs to the longest entry that is a prefix of it, by whole segments", () => {
  expect(findNavItem("/admin/moderation/members/7", places)?.name).toBe("members");
  expect(findNavItem("/admin/moderation", places)?.name).toBe("queue");
  expect(findNavItem("/admin/moderation-x", places)).toBeUndefined();
});
