import { eq, inArray } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { comments, members, moderationDecisions, spamTraining, spamWords } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { evaluateSpam, trainSpam } from "./mutations.ts";

const { db, clear } = testDatabase();
let keys = 0;
beforeEach(clear);

/** Creates a site with a number of comments of each kind, which differ in subject and share some words. */
async function aSite(each: number) {
  const input = { slug: "fil", status: "published", title: "Fil", lead: "", bodyHtml: "" } as const;
  const { id } = await upsertArticle(db, { ...input, publishedAt: new Date() });
  const good = ["correctif", "serveur", "faille", "version", "module", "noyau"];
  const bad = ["casino", "gagnez", "crédit", "gratuit", "héritage", "loterie"];
  const text = (from: string[], n: number) =>
    `Bonjour, voici ${from[n % 6]} puis ${from[(n * 5 + 1) % 6]} avec ${from[(n * 7 + 2) % 6]}`;
  await addComments(
    db,
    id,
    Array.from({ length: each * 2 }, (_, n) => {
      const body = text(n % 2 === 0 ? good : bad, n >> 1);
      const status = n % 2 === 0 ? "visible" : "spam";
      return {
        key: `${n}`,
        authorName: `Auteur ${n}`,
        status,
        bodySource: body,
        bodyHtml: `<p>${body}</p>`,
        createdAt: new Date(n),
      } as const;
    }),
  );
  const [member] = await db.insert(members).values({ name: "Jeanne", handle: "jeanne" }).returning({ id: members.id });
  await setSetting(db, "comments.newcomer", 0);
  // So few decisions outweigh the built-in model only with this.
  await setSetting(db, "moderation.spamExamples", 10);
  return { id: member?.id ?? 0, role: "reader" as const };
}
const post = (author: Awaited<ReturnType<typeof aSite>>, body: string) =>
  postCommentAs(db, author, { article: "fil", key: `key-${keys++}-long-enough`, body });

test("learns from decisions: holds what resembles spam, and names its words", async () => {
  const again = await aSite(60);
  const body = "Gagnez au CASINO grâce à la loterie";
  expect(await trainSpam(db)).toMatchObject({ examples: { approved: 60, refused: 60 }, precision: 1, recall: 1 });
  await setSetting(db, "moderation.spamPatterns", 0);
  const warned = await post(again, body);
  expect(warned).toMatchObject({ ok: false, code: "verdict.spam", isWarning: true, helpLink: { href: "/rules#spam" } });
  const named = warned.ok ? "" : String(warned.values?.words).split(", ");
  expect(named).toEqual(expect.arrayContaining(["casino", "gagnez", "loterie"]));
  expect(await post(again, "Le correctif du serveur règle la faille")).toMatchObject({ value: { status: "visible" } });
});

test("learns nothing about spam from refusals for another rule, and learns from those for the rule `spam`", async () => {
  await aSite(30);
  const insults = await db.select({ id: comments.id }).from(comments).where(eq(comments.status, "spam")).limit(10);
  const ids = insults.map(({ id }) => id);
  await db.update(comments).set({ status: "rejected" }).where(inArray(comments.id, ids));
  const decide = (reason: string, some: number[]) =>
    db.insert(moderationDecisions).values(
      some.map((id) => ({
        subject: "comment" as const,
        subjectId: id,
        rule: "test",
        action: "reject" as const,
        reason,
      })),
    );
  await decide("respect", ids);
  expect(await trainSpam(db)).toMatchObject({ examples: { approved: 30, refused: 20 } });
  await decide("spam", ids.slice(0, 4));
  expect(await trainSpam(db)).toMatchObject({ examples: { approved: 30, refused: 24 } });
});

test("replaces the model when trained again, and trains without error on an empty site", async () => {
  await aSite(30);
  await trainSpam(db);
  const words = await db.$count(spamWords);
  expect(words).toBeGreaterThan(10);
  await trainSpam(db);
  expect(await db.$count(spamWords)).toBe(words);
  expect(await db.select().from(spamTraining)).toMatchObject([
    { approved: 30, refused: 30, thresholds: expect.arrayContaining([{ percent: 75, called: 6, correct: 6 }]) },
  ]);
  await clear();
  expect(await trainSpam(db)).toMatchObject({ words: 0, examples: { approved: 0, refused: 0 }, precision: null });
});

test("stores nothing when evaluating", async () => {
  await aSite(30);
  expect(await evaluateSpam(db)).toMatchObject({ tested: { approved: 6, refused: 6 } });
  expect(await db.$count(spamTraining)).toBe(0);
});
