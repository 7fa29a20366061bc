import { expect, test } from "vitest";
import { placeOf, placesFor } from "./places.ts";

const places = [
  { href: "/admin/moderation", name: "queue", group: "moderation", roles: ["moderator", "admin"] },
  { href: "/admin/moderation/members", name: "members", group: "moderation", roles: ["moderator", "admin"] },
  { href: "/admin/articles", name: "articles", group: "newsroom", roles: ["contributor", "editor", "admin"] },
] as const;

test("a role sees the groups that hold something for it, in order", () => {
  expect(placesFor("moderator", places).map(({ group }) => group)).toEqual(["moderation"]);
  expect(placesFor("editor", places).flatMap((one) => one.places.map(({ name }) => name))).toEqual(["articles"]);
  expect(placesFor("admin", places).map(({ group }) => group)).toEqual(["moderation", "newsroom"]);
  expect(placesFor("reader", places)).toEqual([]);
});

test("an address belongs to the longest place that begins it, by whole parts", () => {
  expect(placeOf("/admin/moderation/members/7", places)?.name).toBe("members");
  expect(placeOf("/admin/moderation", places)?.name).toBe("queue");
  expect(placeOf("/admin/moderation-x", places)).toBeUndefined();
});
