import { expect, test } from "vitest";
import { appealOutcomes, appeals, corrections, moderationDecisions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { someComments } from "#features/comments/testing.ts";
import { countMonthlyFigures } from "./queries.ts";

const { db, queries } = testDatabase();
/** 1 December, 0:30 in Paris, and still November in UTC. */
const now = new Date("2026-11-30T23:30:00Z");
const before = new Date("2026-11-30T22:59:59Z");

test("counts the month and the day of the site's zone, in one statement", async () => {
  const { id } = await upsertArticle(db, {
    slug: "un",
    status: "published",
    title: "Un",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date("2026-11-01"),
  });
  const withdrawn = await upsertArticle(db, {
    slug: "deux",
    status: "withdrawn",
    title: "Deux",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date("2026-11-01"),
  });
  await someComments(db, id, [
    { key: "hier", createdAt: before },
    { key: "un", createdAt: now },
    { key: "deux", createdAt: now },
    { key: "attend", createdAt: now, status: "pending" },
  ]);
  const decision = { subject: "comment", subjectId: 1, articleId: id, actorId: 1, createdAt: now } as const;
  const decided = await db
    .insert(moderationDecisions)
    .values([
      { ...decision, action: "reject", reason: "spam" },
      { ...decision, action: "remove", reason: "hate" },
      // The public log does not list an approval.
      { ...decision, action: "approve" },
      { ...decision, action: "reject", reason: "spam", createdAt: before },
    ])
    .returning({ id: moderationDecisions.id });
  const contested = await db
    .insert(appeals)
    .values(decided.slice(0, 2).map(({ id: decisionId }) => ({ decisionId, memberId: 1, createdAt: before })))
    .returning({ id: appeals.id });
  const outcomes = ["overturned", "upheld"] as const;
  await db
    .insert(appealOutcomes)
    .values(outcomes.map((outcome, n) => ({ appealId: contested[n]?.id ?? 0, outcome, actorId: 2, createdAt: now })));
  const correction = { articleId: id, kind: "correction", note: "x", createdAt: now } as const;
  await db
    .insert(corrections)
    .values([
      correction,
      { ...correction, credit: "Malik B." },
      { ...correction, kind: "update" },
      { ...correction, createdAt: before },
      { ...correction, articleId: withdrawn.id },
    ]);
  const { result, statements } = await queries(() => countMonthlyFigures(db, "Europe/Paris", now));
  expect(statements).toHaveLength(1);
  expect(result).toEqual({
    decisions: 2,
    appealsAccepted: 1,
    corrections: 2,
    correctionsByReaders: 1,
    commentsToday: 2,
  });
  expect(await countMonthlyFigures(db, "UTC", now)).toEqual({
    decisions: 3,
    appealsAccepted: 1,
    corrections: 3,
    correctionsByReaders: 1,
    commentsToday: 3,
  });
});
