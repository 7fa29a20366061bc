import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articles, comments, members, mutes, notifications, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { readSettings } from "#features/settings/queries.ts";
import { postCommentAs } from "../testing.ts";
import { postComment } from "./post.ts";

const { db, clear, queries } = testDatabase();
let articleId = 0;
const people: Record<string, { id: number; role: "reader" | "editor" }> = {};
let keys = 0;

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "fil", { title: "Fil" });
  for (const [handle, role] of [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["redac", "editor"],
  ] as const) {
    const [row] = await db.insert(members).values({ name: handle, handle, role }).returning({ id: members.id });
    people[handle] = { id: row?.id ?? 0, role };
  }
  await db.insert(settings).values([
    { key: "comments.newcomer", value: 0 },
    // The members of these tests have just joined.
    { key: "moderation.youngDays", value: 0 },
  ]);
});

const who = (name: string) => people[name] ?? { id: 0, role: "reader" };
const key = () => `key-${keys++}-long-enough`;
const post = (name: string, body: string, more: { parent?: number; key?: string; article?: string } = {}) =>
  postCommentAs(db, who(name), { article: "fil", key: key(), ...more, body });

/** Posts a comment with settings that were read before, as the action does, and lists the statements. */
async function postAndListStatements(name: string, body: string, more: { parent?: number } = {}) {
  const current = await readSettings(db);
  return queries(() => postComment(db, who(name), { article: "fil", key: key(), ...more, body }, current));
}

async function posted(name: string, body: string, parent?: number) {
  const result = await post(name, body, { parent });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}
const listNotified = () =>
  db
    .select({ to: members.handle, kind: notifications.kind, comment: notifications.commentId })
    .from(notifications)
    .innerJoin(members, eq(members.id, notifications.memberId))
    .orderBy(notifications.id);

test("publishes a comment, counts it and places it in its thread", async () => {
  const first = await posted("jeanne", "Premier");
  const reply = await posted("malik", "Réponse", first.id);
  expect(reply).toMatchObject({ status: "visible", slug: "fil", thread: first.thread });
  expect(await db.select({ n: articles.commentCount }).from(articles)).toEqual([{ n: 2 }]);
});

test("stores one comment for a double submit, even at the same moment", async () => {
  const same = { key: "the-same-key" };
  const results = await Promise.all([
    post("jeanne", "Une fois", same),
    post("jeanne", "Une fois", same),
    post("jeanne", "Une fois", same),
  ]);
  const ids = results.map((result) => (result.ok ? result.value.id : result.code));
  expect(new Set(ids).size).toBe(1);
  expect(await db.select({ n: articles.commentCount }).from(articles)).toEqual([{ n: 1 }]);
  expect((await post("malik", "Une autre personne", same)).ok).toBe(true);
});

test("stores no second comment when a form is sent again later, changed or for another article", async () => {
  const same = { key: "the-same-key" };
  const first = await post("jeanne", "Une fois", same);
  const input = { slug: "autre", status: "published", title: "Autre", lead: "", bodyHtml: "" } as const;
  await upsertArticle(db, { ...input, publishedAt: new Date() });
  const id = first.ok ? first.value.id : 0;
  // The change must not seem published: the author is led to the stored text.
  expect(await post("jeanne", "Autre texte", same)).toMatchObject({
    ok: false,
    code: "comment.sentBefore",
    helpLink: { href: `/comments/${id}` },
  });
  expect(await post("jeanne", "Une fois", { ...same, article: "autre" })).toMatchObject({ code: "form.stale" });
  await db.update(comments).set({ status: "removed" });
  expect(await post("jeanne", "Une fois", same)).toMatchObject({ ok: true, value: { status: "removed" } });
  expect(await db.$count(comments)).toBe(1);
});

test("stores nothing of a refused comment", async () => {
  for (const body of ["", "\u0301\u0301", "a".repeat(100_000), "\u0000", "https://a.test ".repeat(500)]) {
    expect((await post("jeanne", body)).ok, body.slice(0, 20)).toBe(false);
  }
  expect(await db.$count(comments)).toBe(0);
  expect(await db.select({ n: articles.commentCount }).from(articles)).toEqual([{ n: 0 }]);
});

test("stores the words of a verdict in letters outside the basic plane", async () => {
  const posted = await post("jeanne", "𝒸𝑜𝓃𝓃𝒶𝓇𝒹");
  expect(posted).toMatchObject({ ok: true });
});

test("holds a newcomer's first two comments, publishes the third, and never holds staff", async () => {
  await db.update(settings).set({ value: 2 }).where(eq(settings.key, "comments.newcomer"));
  expect(await posted("jeanne", "Un")).toMatchObject({ status: "pending" });
  expect(await db.select({ n: articles.commentCount }).from(articles)).toEqual([{ n: 0 }]);
  await posted("jeanne", "Deux");
  await db.update(comments).set({ status: "visible" });
  expect(await posted("jeanne", "Trois")).toMatchObject({ status: "visible" });
  expect(await posted("redac", "Merci")).toMatchObject({ status: "visible" });
});

test("counts three hundred comments of a hundred members who post at once, each in a thread of its own", async () => {
  // These texts differ by a number only.
  await db.insert(settings).values({ key: "moderation.repeatHours", value: 0 });
  const many = await db
    .insert(members)
    .values(Array.from({ length: 100 }, (_, n) => ({ name: `m${n}`, handle: `m${n}`, role: "reader" as const })))
    .returning({ id: members.id, role: members.role });
  const results = await Promise.all(
    many.flatMap(({ id }) =>
      Array.from({ length: 3 }, (_, n) =>
        postCommentAs(db, { id, role: "reader" }, { article: "fil", key: key(), body: `Texte ${n} de ${id}` }),
      ),
    ),
  );
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(await db.select({ n: articles.commentCount }).from(articles)).toEqual([{ n: 300 }]);
  const threads = await db.select({ thread: comments.thread }).from(comments).orderBy(comments.id);
  // In the order of their ids: a page that has a comment has all earlier ones too.
  expect(threads.map(({ thread }) => thread)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
}, 120_000);

test("requires a visible parent on the same article", async () => {
  const input = {
    slug: "autre",
    status: "published",
    title: "Autre",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(),
  } as const;
  await upsertArticle(db, input);
  const here = await posted("jeanne", "Ici");
  expect(await post("malik", "Réponse", { article: "autre", parent: here.id })).toMatchObject({
    code: "comment.parentGone",
  });
  expect(await post("malik", "Réponse", { parent: 4242 })).toMatchObject({ code: "comment.parentGone" });
  await db.update(comments).set({ status: "removed" });
  expect(await post("malik", "Réponse", { parent: here.id })).toMatchObject({ code: "comment.parentGone" });
});

test("refuses comments on threads closed manually or by age, and on missing articles", async () => {
  await db.update(articles).set({ commentPolicy: "closed" });
  expect(await post("jeanne", "Trop tard")).toMatchObject({ code: "comment.closed" });
  await db.update(articles).set({ commentPolicy: "open", publishedAt: new Date(Date.now() - 31 * 86_400_000) });
  await db.insert(settings).values({ key: "comments.closeAfterDays", value: 30 });
  expect(await post("jeanne", "Trop tard")).toMatchObject({ code: "comment.closed" });
  await setArticleStatus(db, [articleId], "withdrawn");
  expect(await post("jeanne", "Trop tard")).toMatchObject({ code: "comment.articleGone" });
  expect(await db.select().from(comments)).toEqual([]);
});

test("notifies members answered or mentioned once, never authors themselves or members who muted the author", async () => {
  const first = await posted("jeanne", "Bonjour @jeanne et @malik");
  const reply = await posted("malik", "Merci @jeanne", first.id);
  expect(await listNotified()).toEqual([
    { to: "malik", kind: "mention", comment: first.id },
    { to: "jeanne", kind: "reply", comment: reply.id },
  ]);
  await db.insert(mutes).values({ memberId: who("jeanne").id, mutedId: who("malik").id });
  await posted("malik", "Encore moi @jeanne", first.id);
  expect(await listNotified()).toHaveLength(2);
});

test("notifies nobody of a pending comment", async () => {
  const first = await posted("redac", "Ouvert");
  await db.update(settings).set({ value: 5 }).where(eq(settings.key, "comments.newcomer"));
  await posted("malik", "Réponse @jeanne", first.id);
  expect(await listNotified()).toEqual([]);
});

test("runs the same number of statements on a long thread", async () => {
  const short = await queries(() => post("jeanne", "court"));
  for (let n = 0; n < 30; n += 1) await posted("malik", `n ${n}`);
  const long = await queries(() => post("jeanne", "long"));
  expect(long.statements.length).toBe(short.statements.length);
});

/** Long enough to be compared with earlier texts. */
const paragraph = (n: number) => Array.from({ length: 40 }, (_, word) => `mot${n * word}`).join(" ");

test("stores a screened comment in eight statements, and a reply with a mention and a link in eleven", async () => {
  const alone = await postAndListStatements("jeanne", paragraph(1));
  expect(alone.result).toMatchObject({ ok: true, value: { status: "visible" } });
  expect(alone.statements, alone.statements.join("\n")).toHaveLength(8);
  const parent = alone.result.ok ? alone.result.value.id : 0;
  const body = `${paragraph(2)} @redac https://exemple.test/`;
  const reply = await postAndListStatements("malik", body, { parent });
  expect(reply.result).toMatchObject({ ok: true, value: { status: "visible" } });
  expect(reply.statements, reply.statements.join("\n")).toHaveLength(11);
});

test("locks the article last, for its counters only", async () => {
  const { statements } = await postAndListStatements("jeanne", paragraph(3));
  const locking = statements.findIndex((text) => text.includes("add_posted_comment"));
  // The fingerprint and the announcement.
  expect(statements.length - locking - 1).toBe(2);
});

test("delays a reader's next comment on an article in slow mode, and nobody else's", async () => {
  await db.update(articles).set({ slowModeMinutes: 10 });
  const first = await posted("jeanne", "Un premier commentaire.");
  const resent = key();
  expect(await post("jeanne", "Un deuxième commentaire.", { parent: first.id, key: resent })).toMatchObject({
    code: "comment.slowMode",
    values: { minutes: 10, wait: 10 },
  });
  expect(await post("malik", "Un autre avis.")).toMatchObject({ ok: true });
  const staff = [await post("redac", "Réponse de la rédaction."), await post("redac", "Et une précision.")];
  expect(staff).toMatchObject([{ ok: true }, { ok: true }]);
  await anArticle(db, "autre", { title: "Autre" });
  await db.update(articles).set({ slowModeMinutes: 10 });
  expect(await post("jeanne", "Ailleurs, aussitôt.", { article: "autre" })).toMatchObject({ ok: true });
  await db.update(comments).set({ createdAt: new Date(Date.now() - 601_000) });
  expect(await post("jeanne", "Un deuxième commentaire.", { parent: first.id, key: resent })).toMatchObject({
    ok: true,
  });
});

test("accepts one of two comments sent at once in slow mode, and the same one sent twice", async () => {
  await db.update(articles).set({ slowModeMinutes: 2 });
  const sent = await Promise.all([post("jeanne", "Le premier des deux."), post("jeanne", "Le second des deux.")]);
  expect(sent.map((result) => result.ok).sort()).toEqual([false, true]);
  const same = key();
  await db.update(comments).set({ createdAt: new Date(Date.now() - 121_000) });
  for (let n = 0; n < 2; n += 1)
    expect(await post("jeanne", "Encore un, deux fois.", { key: same })).toMatchObject({ ok: true });
});

test("reads the slow mode in the statements of any comment", async () => {
  const without = (await postAndListStatements("jeanne", "Sans mode ralenti.")).statements.length;
  await db.update(articles).set({ slowModeMinutes: 10 });
  expect((await postAndListStatements("malik", "Avec le mode ralenti.")).statements).toHaveLength(without);
});
