import { beforeEach, expect, test } from "vitest";
import { newsletterSubscribers } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { composeDueDrafts } from "./due-drafts.ts";
import { deleteIssue } from "./mutations.ts";
import { findIssue, listIssues } from "./queries.ts";
import { aTopic } from "./testing.ts";

const { db, clear } = testDatabase();

beforeEach(async () => {
  await clear();
  await aTopic(db, "tout");
  await anArticle(db, "un", { publishedAt: new Date("2026-11-24T12:00:00Z") });
});

const subscribe = (address: string, rhythm: "monthly" | "weekly" | "never") =>
  db.insert(newsletterSubscribers).values({ address, rhythm, linkKey: new Uint8Array(32) });

test("drafts the month on the 1st and the week on Monday, by the site's clock", async () => {
  await subscribe("ada@example.org", "monthly");
  await subscribe("eve@example.org", "weekly");
  // Monday 30 November, 00:00 in Paris.
  expect(await composeDueDrafts(db, new Date("2026-11-29T22:59:59Z"))).toEqual([]);
  const [weekly = 0] = await composeDueDrafts(db, new Date("2026-11-29T23:00:00Z"));
  expect(await findIssue(db, weekly)).toMatchObject({ slug: "2026-s48", createdBy: null, status: "draft" });
  const [monthly = 0] = await composeDueDrafts(db, new Date("2026-11-30T23:00:00Z"));
  expect(await findIssue(db, monthly)).toMatchObject({ slug: "2026-11" });
  expect(await composeDueDrafts(db, new Date("2026-12-01T08:00:00Z"))).toEqual([]);
});

test("drafts nothing for a rhythm without a subscriber, and nothing long after the period", async () => {
  await subscribe("ada@example.org", "never");
  expect(await composeDueDrafts(db, new Date("2026-12-01T08:00:00Z"))).toEqual([]);
  await subscribe("eve@example.org", "monthly");
  expect(await composeDueDrafts(db, new Date("2026-12-10T08:00:00Z"))).toEqual([]);
});

test("does not draft again what an editor deleted", async () => {
  await subscribe("ada@example.org", "monthly");
  const now = new Date("2026-12-01T08:00:00Z");
  const [id = 0] = await composeDueDrafts(db, now);
  expect(await deleteIssue(db, id)).toMatchObject({ ok: true });
  expect(await composeDueDrafts(db, now)).toEqual([]);
  expect(await listIssues(db)).toEqual([]);
  expect(await findIssue(db, id)).toBeUndefined();
});
