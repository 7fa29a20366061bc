import { expect, test } from "vitest";
import { commentReportForm } from "#features/reports/schema.ts";
import { appealForm, decideAppealForm } from "./appeals/schema.ts";
import { bulkDecisionForm, decisionForm } from "./schema.ts";

const back = (path: string) =>
  decisionForm.safeParse({ kind: "comment", id: "7", action: "approve", back: path }).success;

test.each([
  "/admin",
  "/admin/moderation?view=spam&q=a%2Fb#item-7",
  "/admin/moderation/members/12",
  "/admin/./moderation",
])("accepts %s as return path", (path) => expect(back(path)).toBe(true));

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
])("refuses %s as return path", (path) => expect(back(path)).toBe(false));

// PostgreSQL refuses U+0000. A direction override makes an address in a note look like another one.
test("removes null characters and direction overrides from texts for members and moderators", () => {
  const odd = "Lisez\0 \u202emoc.elpmaxe\u202c\r\nici, \ud800 s’il vous plaît.";
  const plain = "Lisez moc.elpmaxe\nici,  s’il vous plaît.";
  const ids = { kind: "comment", id: "7", action: "approve" };
  expect(decisionForm.parse({ ...ids, note: odd }).note).toBe(plain);
  expect(bulkDecisionForm.parse({ action: "approve", items: "7:1", note: odd }).note).toBe(plain);
  expect(bulkDecisionForm.parse({ decision: "reject:spam", items: "7:1", message: odd }).message).toBe(plain);
  expect(appealForm.parse({ decision: "7", body: odd.repeat(3) }).body).toBe(plain.repeat(3));
  expect(decideAppealForm.parse({ appeal: "7", verdict: "upheld", note: odd }).note).toBe(plain);
  expect(commentReportForm.parse({ comment: "7", reason: "spam", note: odd }).note).toBe(plain);
  expect(decideAppealForm.safeParse({ appeal: "7", verdict: "upheld", note: "\0\0" }).success).toBe(false);
});

test("refuses more than a hundred comments in a request", () => {
  const items = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}:1`).join(",");
  const accepts = (count: number) => bulkDecisionForm.safeParse({ action: "approve", items: items(count) }).success;
  expect([1, 100, 101, 5_000].map(accepts)).toEqual([true, true, false, false]);
});

test.each(["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"])(
  "refuses a suspension until %s, which PostgreSQL cannot store",
  (until) => {
    const suspension = { kind: "member", id: "7", action: "suspend", reason: "spam" };
    expect(decisionForm.safeParse({ ...suspension, until: "2027-01-01T00:00:00Z" }).success).toBe(true);
    expect(decisionForm.safeParse({ ...suspension, until }).error?.issues[0]?.message).toBe("moderation.untilPast");
  },
);
