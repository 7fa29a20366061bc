import { beforeEach, expect, test } from "vitest";
import { members, spamTraining, spamWords } from "#db/schema.ts";
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
      const status = n % 2 === 0 ? "visible" : n % 3 === 0 ? "spam" : "rejected";
      return { key: `${n}`, status, bodySource: body, bodyHtml: `<p>${body}</p>`, createdAt: new Date(n) } as const;
    }),
  );
  const [member] = await db.insert(members).values({ name: "Jeanne", handle: "jeanne" }).returning({ id: members.id });
  await setSetting(db, "comments.newcomer", 0);
  return { id: member?.id ?? 0, role: "reader" as const };
}
const post = (author: Awaited<ReturnType<typeof aSite>>, body: string) =>
  postCommentAs(db, author, { article: "fil", key: `key-${keys++}-long-enough`, body });

test("gives no score without training or with too few examples, and names the words once trained", async () => {
  const author = await aSite(60);
  const body = "Gagnez au CASINO grâce à la loterie";
  expect(await post(author, body)).toMatchObject({ ok: true, value: { status: "visible" } });
  await clear();
  const again = await aSite(60);
  const trained = await trainSpam(db);
  expect(trained).toMatchObject({ examples: { approved: 60, refused: 60 }, precision: 1, recall: 1 });
  const warned = await post(again, body);
  expect(warned).toMatchObject({ ok: false, code: "verdict.spam", isWarning: true, helpLink: { href: "/rules#spam" } });
  const named = warned.ok ? "" : String(warned.values?.words);
  expect(named.split(", ").sort()).toEqual(["casino", "gagnez", "loterie"]);
  expect(await post(again, "Le correctif du serveur règle la faille")).toMatchObject({ value: { status: "visible" } });
  await setSetting(db, "moderation.spamExamples", 61);
  expect(await post(again, body)).toMatchObject({ ok: true, value: { status: "visible" } });
});

test("replaces the model when trained again, and trains without error on an empty site", async () => {
  await aSite(30);
  await trainSpam(db);
  const words = await db.$count(spamWords);
  expect(words).toBeGreaterThan(10);
  await trainSpam(db);
  expect(await db.$count(spamWords)).toBe(words);
  expect(await db.select().from(spamTraining)).toMatchObject([{ approved: 30, refused: 30 }]);
  await clear();
  expect(await trainSpam(db)).toMatchObject({ words: 0, examples: { approved: 0, refused: 0 }, precision: null });
});

test("stores nothing when evaluating", async () => {
  await aSite(30);
  expect(await evaluateSpam(db)).toMatchObject({ tested: { approved: 6, refused: 6 } });
  expect(await db.$count(spamTraining)).toBe(0);
});
