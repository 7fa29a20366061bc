import { eq, ne } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { articleTags, comments, follows, members, notifications, settings, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { announceArticle, notifyFollowersOfComments } from "#features/follows/announcements/mutations.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { muteMember } from "#features/mutes/mutations.ts";
import { describeNotifications, notificationPath } from "./describe-notification.ts";
import { markReadUntil } from "./mutations.ts";
import { countUnread, listNotifications } from "./queries.ts";
import { groupNotifications, maxUnreadCount, notificationsPerPage } from "./rules.ts";

const { db, clear, queries } = testDatabase();
let articleId = 0;
let keys = 0;
const ids: Record<string, number> = {};

beforeEach(async () => {
  await clear();
  const input = { slug: "fil", status: "published", title: "Fil", lead: "", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
  for (const handle of ["ada", "bruno", "cleo"]) {
    const [row] = await db.insert(members).values({ name: handle, handle }).returning({ id: members.id });
    ids[handle] = row?.id ?? 0;
  }
  await db.insert(settings).values({ key: "comments.newcomer", value: 0 });
});

const idOf = (name: string) => ids[name] ?? 0;
async function say(name: string, body: string, parent?: number) {
  const input = { article: "fil", key: `key-${keys++}-long`, body, ...(parent === undefined ? {} : { parent }) };
  const posted = await postCommentAs(db, { id: idOf(name), role: "editor" }, input);
  if (!posted.ok) throw new Error(posted.code);
  return posted.value.id;
}
const seen = async (name: string) =>
  (await listNotifications(db, idOf(name))).map(({ kind, actor }) => `${kind} ${actor}`);

test("lists the member's own replies and mentions, newest first, in one statement", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Bonsoir", first);
  await say("cleo", "Et @ada qu’en dit-elle ?");
  const { result, statements } = await queries(() => listNotifications(db, idOf("ada")));
  expect(statements).toHaveLength(1);
  expect(result).toMatchObject([
    { kind: "mention", actor: "cleo", readAt: null },
    { kind: "reply", actor: "bruno", parentId: first, article: { slug: "fil" }, comment: { status: "visible" } },
  ]);
  expect(await countUnread(db, idOf("ada"))).toBe(2);
  expect(await seen("bruno")).toEqual([]);
});

test("hides notifications whose comment is no longer visible", async () => {
  const first = await say("ada", "Bonjour");
  const reply = await say("bruno", "Bonsoir", first);
  await say("cleo", "Oui", first);
  await deleteComment(db, idOf("bruno"), reply);
  expect(await seen("ada")).toEqual(["reply cleo"]);
  expect(await countUnread(db, idOf("ada"))).toBe(1);
  await setArticleStatus(db, [articleId], "withdrawn");
  expect(await seen("ada")).toEqual([]);
});

test("hides replies and mentions of muted members at any time, but not decisions", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Bonsoir", first);
  await muteMember(db, idOf("ada"), "bruno");
  await say("bruno", "Encore", first);
  const decision = { memberId: idOf("ada"), kind: "decision", commentId: first, status: "removed" } as const;
  await db.insert(notifications).values({ ...decision, actorId: idOf("bruno") });
  await db.update(comments).set({ status: "removed" }).where(eq(comments.id, first));
  expect(await seen("ada")).toEqual(["decision bruno"]);
  expect(await countUnread(db, idOf("ada"))).toBe(1);
});

test("marks as read up to the newest one shown, and only the member's own", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un @cleo", first);
  const [shown] = await listNotifications(db, idOf("ada"));
  await say("cleo", "Deux", first);
  expect(await markReadUntil(db, idOf("ada"), shown?.id ?? 0)).toBe(1);
  expect(await markReadUntil(db, idOf("ada"), shown?.id ?? 0)).toBe(0);
  expect((await listNotifications(db, idOf("ada"))).map(({ readAt }) => readAt !== null)).toEqual([false, true]);
  expect([await countUnread(db, idOf("ada")), await countUnread(db, idOf("cleo"))]).toEqual([1, 1]);
});

test("pages by cursor and counts no further than the badge", async () => {
  const first = await say("ada", "Bonjour");
  const many = Array.from({ length: maxUnreadCount + 20 }, () => ({
    memberId: idOf("ada"),
    kind: "decision" as const,
    commentId: first,
    status: "visible" as const,
  }));
  await db.insert(notifications).values(many);
  expect(await countUnread(db, idOf("ada"))).toBe(maxUnreadCount);
  const page = await listNotifications(db, idOf("ada"));
  expect(page).toHaveLength(notificationsPerPage + 1);
  const last = page[notificationsPerPage - 1]?.id ?? 0;
  expect((await listNotifications(db, idOf("ada"), last))[0]?.id).toBe(last - 1);
});

test("describes new articles and comments, grouped, with what the member follows, until they are gone", async () => {
  const [tag] = await db.insert(tags).values({ slug: "r", name: "Rançongiciel" }).returning();
  await db.insert(articleTags).values({ articleId, tagId: tag?.id ?? 0 });
  await db.insert(follows).values([
    { memberId: idOf("ada"), tagId: tag?.id ?? 0 },
    { memberId: idOf("ada"), articleId },
  ]);
  await announceArticle(db, articleId);
  await say("bruno", "Un");
  await say("cleo", "Deux");
  await notifyFollowersOfComments(db);
  await db.insert(notifications).values({ memberId: idOf("ada"), kind: "alert", alert: "jobs" });
  const { result, statements } = await queries(() => listNotifications(db, idOf("ada")));
  expect(statements).toHaveLength(1);
  const wording = { locale: "fr", zone: "Europe/Paris" } as const;
  const texts = groupNotifications(result).map((group) =>
    describeNotifications(group, wording).replace(/\u202f/g, " "),
  );
  expect(texts.map((text) => text.replace(/\u00a0/g, " "))).toEqual([
    "Les tâches de fond du site sont à l’arrêt",
    "2 nouveaux commentaires sur « Fil »",
    "Nouvel article : « Fil » – vous suivez Rançongiciel",
  ]);
  expect(result.map(notificationPath)).toContain("/articles/fil");
  expect(await countUnread(db, idOf("ada"))).toBe(4);
  await setArticleStatus(db, [articleId], "draft");
  expect(await seen("ada")).toEqual(["alert null"]);
});

test("welcomes the author of a first approved comment, once, unless one was published before without review", async () => {
  const [modo] = await db
    .insert(members)
    .values({ name: "Modo", handle: "modo", role: "moderator" })
    .returning({ id: members.id });
  const before = await say("bruno", "Paru aussitôt");
  const held = await say("bruno", "Avec des liens");
  const pending = await say("cleo", "Un premier avis");
  const later = await say("cleo", "Un deuxième avis");
  await db.update(comments).set({ status: "pending" }).where(ne(comments.id, before));
  for (const id of [later, pending, held])
    await decide(db, { actor: { id: modo?.id ?? 0 }, subject: { kind: "comment", id }, action: "approve" });
  const wording = { locale: "fr", zone: "Europe/Paris" } as const;
  const textsOf = async (name: string) =>
    (await listNotifications(db, idOf(name))).map((one) =>
      describeNotifications([one], wording).replaceAll(/\s/g, " "),
    );
  expect(await textsOf("bruno")).toEqual(["Votre commentaire sur « Fil » est publié"]);
  expect(await textsOf("cleo")).toEqual([
    "Votre commentaire sur « Fil » est publié",
    "Bienvenue dans la discussion : votre premier commentaire, sur « Fil », est publié",
  ]);
});
