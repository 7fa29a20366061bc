import { expect, test } from "vitest";
import { type Circumstances, firstStatus } from "./first-status.ts";

const usual: Circumstances = { role: "reader", approved: 2, links: 0, newcomer: 2, policy: "open" };

test.each<[string, Partial<Circumstances>, string]>([
  ["a known member", {}, "visible"],
  ["a newcomer's second comment", { approved: 1 }, "newcomer"],
  ["a newcomer where the wait is off", { approved: 0, newcomer: 0 }, "visible"],
  ["two links", { links: 2 }, "visible"],
  ["three links", { links: 3 }, "links"],
  ["an article with premoderation", { policy: "premoderated" }, "article"],
  [
    "a contributor with everything against them",
    { role: "contributor", approved: 0, links: 9, policy: "premoderated" },
    "visible",
  ],
  ["a moderator", { role: "moderator", approved: 0 }, "visible"],
])("%s", (_who, change, expected) => {
  const verdict = firstStatus({ ...usual, ...change });
  expect(verdict.status === "pending" ? verdict.why : verdict.status).toBe(expected);
});
