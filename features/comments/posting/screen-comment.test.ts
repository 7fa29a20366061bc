import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import {
  articles,
  commentDomains,
  commentFingerprints,
  comments,
  memberStandings,
  members,
  moderationDecisions,
  screeningVerdicts,
  settings,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { postCommentAs } from "../testing.ts";
import { deleteComment } from "./delete.ts";
import { editComment } from "./edit.ts";

const { db, clear, queries } = testDatabase();
const people: Record<string, number> = {};
let keys = 0;
const long = "Le correctif publié hier ne suffit pas si le module reste chargé au démarrage du serveur";

beforeEach(async () => {
  await clear();
  const input = { status: "published", title: "Fil", lead: "", bodyHtml: "", publishedAt: new Date() } as const;
  await upsertArticle(db, { ...input, slug: "fil" });
  await upsertArticle(db, { ...input, slug: "autre" });
  for (const handle of ["jeanne", "malik"]) {
    const [row] = await db.insert(members).values({ name: handle, handle }).returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
  await db.insert(settings).values([
    { key: "comments.newcomer", value: 0 },
    // The members of these tests have just joined.
    { key: "moderation.youngDays", value: 0 },
  ]);
});

const author = (name: string, role: "reader" | "contributor" = "reader") => ({ id: people[name] ?? 0, role });
const post = (name: string, body: string, more: { warned?: boolean; article?: string; parent?: number } = {}) =>
  postCommentAs(db, author(name), { article: "fil", key: `key-${keys++}-long-enough`, ...more, body });
const waits = (because: string) => ({
  ok: true,
  value: { status: "pending", holdReason: { sentence: expect.stringContaining(because) } },
});
const seen = { ok: true, value: { status: "visible" } };
async function idOf(result: ReturnType<typeof post>): Promise<number> {
  const posted = await result;
  if (!posted.ok) throw new Error(posted.code);
  return posted.value.id;
}

test("holds a new member's first two comments with the reason and publishes the third after approval", async () => {
  await db.delete(settings);
  expect(await post("jeanne", "Une première fois")).toMatchObject(waits("nouveau membre"));
  expect(await post("jeanne", "Une deuxième fois")).toMatchObject(waits("nouveau membre"));
  await db.update(comments).set({ status: "visible" });
  expect(await post("jeanne", "Une troisième fois")).toMatchObject(seen);
  expect(
    await postCommentAs(db, author("malik", "contributor"), { article: "fil", key: "key-of-malik", body: "Moi" }),
  ).toMatchObject(seen);
  expect(await db.select().from(moderationDecisions)).toMatchObject([
    { action: "hold", rule: "newcomer", actorId: null, after: { status: "pending" } },
    { action: "hold", rule: "newcomer" },
  ]);
});

test("warns once about a repeated or similar text, then holds it, and ignores short texts", async () => {
  const first = await idOf(post("jeanne", long));
  const again = await post("jeanne", `${long.toUpperCase()} !`, { article: "autre" });
  expect(again).toMatchObject({
    ok: false,
    code: "verdict.repeatOwn",
    isWarning: true,
    helpLink: { href: "/rules#spam" },
  });
  expect(await db.$count(comments)).toBe(1);
  expect(await post("malik", `${long} vraiment`)).toMatchObject({
    code: "verdict.repeatOthers",
    fields: { body: "verdict.repeatOthers" },
  });
  expect(await post("malik", `${long} vraiment`, { warned: true })).toMatchObject(waits("quelqu’un d’autre"));
  expect(await post("jeanne", "Merci beaucoup")).toMatchObject(seen);
  expect(await post("malik", "Merci beaucoup !")).toMatchObject(seen);
  expect(await post("malik", "Merci beaucoup")).toMatchObject(seen);
  expect(await post("malik", "Voir https://vente.test/a")).toMatchObject(seen);
  expect(await post("malik", "voir https://vente.test/a")).toMatchObject({ code: "verdict.repeatOwn" });
  // A correction does not count as a repeat of the comment itself, nor of a deleted one.
  expect((await editComment(db, author("jeanne"), first, `${long} voilà`)).ok).toBe(true);
  await db.delete(comments).where(eq(comments.memberId, people.malik ?? 0));
  await deleteComment(db, people.jeanne ?? 0, first);
  expect(await post("jeanne", long)).toMatchObject(seen);
});

test("warns once about personal data, publishes the text without them, and stores no number in the verdict", async () => {
  const body = "Appelez-le au 06 39 98 41 27";
  expect(await post("jeanne", body)).toMatchObject({
    ok: false,
    code: "verdict.personalData",
    isWarning: true,
    values: { passages: "06 39…27" },
    helpLink: { href: "/rules#privacy" },
  });
  expect(await post("jeanne", "Appelez-le")).toMatchObject(seen);
  expect(await post("jeanne", body, { warned: true })).toMatchObject(waits("06 39…27"));
  expect(await db.select().from(moderationDecisions)).toMatchObject([{ rule: "personalData", reason: "privacy" }]);
  const [verdict] = await db.select().from(screeningVerdicts);
  expect(JSON.stringify(verdict)).not.toContain("98");
});

test("finds a repeat below many later comments, and nothing else", async () => {
  await post("jeanne", long);
  const words = ["serveur", "noyau", "paquet", "module", "journal", "disque", "réseau"];
  for (let n = 0; n < 25; n += 1)
    await post("malik", Array.from({ length: 12 }, (_, k) => `${words[(n * 3 + k * k) % 7]}${n}x${k}`).join(" "));
  expect(await post("malik", `${long} encore`)).toMatchObject({ code: "verdict.repeatOthers" });
  expect(await db.$count(comments)).toBe(26);
});

test("ignores repeats after the configured hours and deletes old fingerprints", async () => {
  await post("jeanne", long);
  await db.update(commentFingerprints).set({ createdAt: new Date(Date.now() - 25 * 3_600_000) });
  expect(await post("jeanne", long)).toMatchObject(seen);
  expect(await db.$count(commentFingerprints)).toBe(1);
});

test("refuses banned words beside the text by name, and publishes suspect ones with a flag for moderators", async () => {
  await setSetting(db, "moderation.bannedAction", "refuse");
  await setSetting(db, "moderation.bannedWords", "viagra");
  await setSetting(db, "moderation.suspectWords", "bitcoin\ncrypto");
  expect(await post("jeanne", "du **vi**\u200b[ag](https://a.test)r\u0301a", { warned: true })).toMatchObject({
    code: "verdict.bannedWords",
    fields: { body: "verdict.bannedWords" },
    values: { words: "viagra" },
    helpLink: { href: "/rules#respect", label: expect.stringContaining("Respectez les personnes") },
  });
  const id = await idOf(post("jeanne", "du B1tc0in"));
  expect(await db.select().from(screeningVerdicts)).toMatchObject([
    { commentId: id, action: "flag", reason: "verdict.suspectWords", values: { words: "bitcoin" } },
  ]);
  expect(await editComment(db, author("jeanne"), id, "du v.i.a.g.r.a")).toMatchObject({ code: "verdict.bannedWords" });
  expect((await editComment(db, author("jeanne"), id, "rien")).ok).toBe(true);
  expect(await db.$count(screeningVerdicts)).toBe(0);
});

test("holds banned words, as a decision that names the rule", async () => {
  await setSetting(db, "moderation.bannedWords", "viagra");
  expect(await post("jeanne", "du viagra")).toMatchObject({ ok: true, value: { status: "pending" } });
  expect(await db.select().from(screeningVerdicts)).toMatchObject([
    { action: "hold", reason: "verdict.heldWords", values: { words: "viagra" } },
  ]);
  expect(await db.select().from(moderationDecisions)).toMatchObject([{ rule: "heldWords", reason: "respect" }]);
});

test("warns the author of a clear insult once, then holds it", async () => {
  expect(await post("jeanne", "Quelle bande de connards")).toMatchObject({ ok: false, isWarning: true });
  expect(await db.$count(comments)).toBe(0);
});

test("flags an insult of the built-in lists, and nothing that a victim quotes", async () => {
  await setSetting(db, "moderation.toneHold", 0);
  await setSetting(db, "moderation.toneInsult", 0);
  await post("jeanne", "Quelle bande de connards");
  await post("jeanne", "Il m’a traitée de « salope » devant tout le monde.");
  expect(await db.select().from(screeningVerdicts)).toMatchObject([
    { action: "flag", reason: "verdict.suspectWords", values: { words: "bande de connards" } },
  ]);
});

test("hides a visible comment whose edit adds links, with the reason and a decision", async () => {
  const id = await idOf(post("jeanne", "Bonjour à tous"));
  const links = "voir https://a.test https://b.test https://c.test";
  expect(await editComment(db, author("jeanne"), id, links)).toMatchObject({ value: { status: "pending" } });
  expect(await db.select().from(moderationDecisions)).toMatchObject([
    { rule: "links", reason: "spam", subjectId: id, before: { status: "visible" }, after: { status: "pending" } },
  ]);
  expect(await db.select({ version: comments.version }).from(comments)).toEqual([{ version: 1 }]);
});

test("rates a domain by this site's decisions about comments that link to it", async () => {
  for (const n of [1, 2, 3]) {
    await post("malik", `Numéro ${n} chez https://www.vente.test/${n}`);
  }
  expect(await post("jeanne", "Aussi chez https://vente.test/x")).toMatchObject(seen);
  await db
    .update(comments)
    .set({ status: "spam" })
    .where(eq(comments.memberId, people.malik ?? 0));
  // Subdomains are rated separately.
  expect(await post("jeanne", "Ailleurs, chez https://propre.test/x")).toMatchObject(seen);
  const more = "Encore un autre lien : https://vente.test/y https://propre.test/y";
  expect(await post("jeanne", more)).toMatchObject({
    code: "verdict.domains",
    isWarning: true,
    values: { domains: "vente.test" },
  });
  expect(await post("jeanne", more, { warned: true })).toMatchObject(waits("vente.test"));
  expect(await post("malik", "Sans lien cette fois")).toMatchObject(waits("3 de vos commentaires"));
});

test("ignores a domain until it has the configured number of decisions", async () => {
  await db.insert(settings).values({ key: "moderation.domainDecisions", value: 150 });
  const [{ articleId } = { articleId: 0 }] = await db.select({ articleId: articles.id }).from(articles);
  const rows = Array.from({ length: 150 }, (_, thread) => ({
    articleId,
    thread: thread + 1,
    status: "spam" as const,
    bodySource: "x",
    bodyHtml: "<p>x</p>",
  }));
  const made = await db.insert(comments).values(rows).returning({ id: comments.id });
  const linked = made.map(({ id }) => ({ commentId: id, domain: "vente.test" }));
  await db.insert(commentDomains).values(linked.slice(1));
  expect(await post("jeanne", "Chez https://vente.test/1")).toMatchObject(seen);
  await db.insert(commentDomains).values(linked.slice(0, 1));
  expect(await post("jeanne", "Chez https://vente.test/2")).toMatchObject({ code: "verdict.domains" });
});

test.each([
  [{ bannedAt: new Date() }, "verdict.banned"],
  [{ suspensionEndsAt: new Date(Date.now() + 60_000) }, "verdict.suspended"],
  [{ warnedAt: new Date() }, "verdict.warned"],
])("refuses new comments and edits by a member with %j", async (standing, code) => {
  const id = await idOf(post("jeanne", "Avant"));
  await db.insert(memberStandings).values({ memberId: people.jeanne ?? 0, ...standing });
  expect(await post("jeanne", "Après")).toMatchObject({ ok: false, code });
  expect(await editComment(db, author("jeanne"), id, "Changé")).toMatchObject({ ok: false, code });
  expect(await db.$count(comments)).toBe(1);
});

test("holds nothing after a warning was acknowledged, and holds every comment of premoderated members", async () => {
  const [warnedAt, acknowledgedAt] = [new Date(Date.now() - 60_000), new Date()];
  await db.insert(memberStandings).values({ memberId: people.jeanne ?? 0, warnedAt, acknowledgedAt });
  expect(await post("jeanne", "Lu")).toMatchObject(seen);
  await db.update(memberStandings).set({ premoderated: true });
  expect(await post("jeanne", "Encore")).toMatchObject(waits("chacun de vos commentaires"));
});

test("links to the whole rules page when the site's own rules lack the anchor", async () => {
  await setSetting(db, "pages.rules", "## Soyez bons {#bons}");
  await post("jeanne", long);
  expect(await post("jeanne", long)).toMatchObject({ helpLink: { href: "/rules" } });
});

test("runs the same number of statements however much content there is", async () => {
  const few = await queries(() => post("jeanne", "Un lien https://a.test"));
  for (let n = 0; n < 30; n += 1)
    await post("malik", `Numéro ${n} de ${keys} avec https://a.test/${n} et https://b.test`);
  const many = await queries(() => post("jeanne", "Deux liens https://a.test et https://b.test"));
  expect(many.statements.length).toBe(few.statements.length);
});
