import { expect, test } from "vitest";
import { roles } from "../rules.ts";
import { hasAdminLeft, isSelf, mayModerate, mayModerateMember } from "./policy.ts";

test("lets moderators and administrators moderate, but not editors", () => {
  expect(roles.filter((role) => mayModerate({ role }))).toEqual(["moderator", "admin"]);
});

test.each(roles)("limits who may decide about a %s", (role) => {
  const judges = roles.filter((actor) => mayModerateMember({ role: actor }, { role }));
  expect(judges).toEqual(role === "moderator" || role === "admin" ? ["admin"] : ["moderator", "admin"]);
});

test("recognises oneself and the last administrator", () => {
  expect(isSelf({ id: 1 }, 1)).toBe(true);
  expect(isSelf({ id: 1 }, null)).toBe(false);
  expect(hasAdminLeft({ role: "admin" }, 0)).toBe(false);
  expect(hasAdminLeft({ role: "admin" }, 1)).toBe(true);
  expect(hasAdminLeft({ role: "moderator" }, 0)).toBe(true);
});
