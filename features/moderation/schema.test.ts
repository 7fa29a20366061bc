import { expect, test } from "vitest";
import { decisionForm } from "./schema.ts";

const back = (path: string) =>
  decisionForm.safeParse({ kind: "comment", id: "7", action: "approve", back: path }).success;

test.each([
  "/admin",
  "/admin/moderation?view=spam&q=a%2Fb#item-7",
  "/admin/moderation/members/12",
  "/admin/./moderation",
])("one comes back to %s", (path) => expect(back(path)).toBe(true));

test.each([
  "/admin/..//evil.example/x",
  "/admin/%2e%2e//evil.example",
  "/admin/.%2E/login",
  "/admin//evil.example",
  "/admin/..",
  "/admin\\evil.example",
  "//evil.example",
  "https://evil.example",
  "/administrator",
])("never to %s", (path) => expect(back(path)).toBe(false));
