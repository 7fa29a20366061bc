import { eq } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  comments,
  follows,
  memberStandings,
  members,
  notificationMails,
  notifications,
  pendingNotificationMails,
  settings,
  tags,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { aComment, postCommentAs } from "#features/comments/testing.ts";
import { announceArticle, notifyFollowersOfComments } from "#features/follows/announcements/mutations.ts";
import { readBounceToken } from "#features/mail/bounces/bounce-token.ts";
import { suppress } from "#features/mail/suppressions/mutations.ts";
import { isSuppressed } from "#features/mail/suppressions/queries.ts";
import { env } from "#lib/env.ts";
import { startDyingSmtp, startSmtp } from "#lib/mail/smtp-testing.ts";
import { markReadUntil } from "../mutations.ts";
import { storeMailSettings } from "../settings/mutations.ts";
import { stopMails } from "../stop/mutations.ts";
import { findStopRequest } from "../stop/queries.ts";
import { claimMemberMails } from "./mutations.ts";
import { lastDigest, maxMailsPerHour } from "./rules.ts";
import { sendNotificationMails } from "./send.ts";

const { db, sql, clear, queries } = testDatabase();
let smtp: Awaited<ReturnType<typeof startSmtp>>;
const ids: Record<string, number> = {};
let articleId = 0;
let keys = 0;

beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(() => smtp.stop());

beforeEach(async () => {
  await clear();
  for (const handle of ["ada", "bruno", "cleo"]) {
    const [row] = await db
      .insert(members)
      .values({ name: handle, handle, email: `${handle}@example.org`, confirmedAt: new Date() })
      .returning({ id: members.id });
    ids[handle] = row?.id ?? 0;
  }
  const article = { slug: "fil", status: "published", title: "Le fil", lead: "Un chapeau.", bodyHtml: "" } as const;
  articleId = (await upsertArticle(db, { ...article, publishedAt: new Date() })).id;
  await db.insert(settings).values([
    { key: "comments.newcomer", value: 0 },
    { key: "site.zone", value: "Europe/Paris" },
  ]);
  env().SMTP_URL = smtp.url;
  smtp.received.length = 0;
});

const idOf = (name: string) => ids[name] ?? 0;
async function say(name: string, body: string, parent?: number) {
  const input = { article: "fil", key: `key-${keys++}-long`, body, ...(parent === undefined ? {} : { parent }) };
  const posted = await postCommentAs(db, { id: idOf(name), role: "editor" }, input);
  if (!posted.ok) throw new Error(posted.code);
  return posted.value.id;
}
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
/** What the mailer sends at a time, in minutes from now. */
async function mailedAt(minute: number) {
  smtp.received.length = 0;
  await sendNotificationMails(db, minutes(minute));
  return smtp.received.map(({ recipients, source }) => ({ to: recipients[0], source: decode(source), raw: source }));
}
/** Decodes quoted-printable lines and the subject. */
function decode(source: string): string {
  const plain = source.replace(/=\r?\n/g, "");
  const bytes = plain.replace(/((?:=[0-9A-F]{2})+)/g, (codes) =>
    Buffer.from(codes.replaceAll("=", ""), "hex").toString("utf8"),
  );
  return bytes.replace(/[\u00a0\u202f]/g, " ");
}
const stopLinkOf = (source = "") => {
  const [, about, key] =
    /List-Unsubscribe: ?<[^>]*?about=([\w-]+)&key=([\w-]+)>/.exec(source.replace(/\r\n[ \t]+/g, "")) ?? [];
  return { about, key };
};

test("takes one statement while nothing is pending", async () => {
  const { statements } = await queries(() => sendNotificationMails(db));
  expect(statements).toEqual([expect.stringContaining("from pending_notification_mails")]);
});

test("mails a reply once, after two minutes, in both parts, with a link that stops it", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Une réponse à vous", first);
  expect(await mailedAt(1)).toEqual([]);
  const [mail, ...others] = await mailedAt(3);
  expect(others).toEqual([]);
  expect(mail?.to).toBe("ada@example.org");
  expect(mail?.source).toContain("Bonjour ada,");
  expect(mail?.source).toContain("text/html");
  expect(mail?.source).toContain("text/plain");
  expect(mail?.source.match(/Une réponse à vous/g)?.length).toBeGreaterThan(1);
  expect(mail?.source).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(mail?.raw).toMatch(/\r\nReferences: <[\w-]+@/);
  expect(await mailedAt(4)).toEqual([]);
  const { about, key } = stopLinkOf(mail?.raw);
  expect(about).toBe(`discussion-${articleId}`);
  const request = await findStopRequest(db, about, key);
  expect(request).toMatchObject({ memberId: idOf("ada") });
  for (const wrong of ["discussion-999", "topic-replies", "digest-daily", ""])
    expect(await findStopRequest(db, wrong, key)).toBeUndefined();
  if (request) await Promise.all([stopMails(db, request), stopMails(db, request)]);
  await say("cleo", "Encore", first);
  expect(await mailedAt(200)).toEqual([]);
});

test("sends at most one mail per discussion and hour, with everything that came meanwhile", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un", first);
  expect(await mailedAt(3)).toHaveLength(1);
  await say("bruno", "Deux", first);
  await say("cleo", "Trois, @ada", first);
  expect(await mailedAt(30)).toEqual([]);
  expect(await mailedAt(62)).toEqual([]);
  const [mail, ...others] = await mailedAt(64);
  expect(others).toEqual([]);
  expect(mail?.source).toContain("Deux");
  expect(mail?.source).toContain("Trois");
  expect(mail?.source.indexOf("Deux")).toBeLessThan(mail?.source.indexOf("Trois") ?? 0);
  expect(await db.$count(pendingNotificationMails)).toBe(0);
});

test("counts no comment that was removed meanwhile", async () => {
  const first = await say("ada", "Bonjour");
  const removed = await say("cleo", "Du spam", first);
  await say("bruno", "Un", first);
  await db.update(comments).set({ status: "removed" }).where(eq(comments.id, removed));
  const [mail] = await mailedAt(3);
  expect(mail?.source).toMatch(/^Subject: \S*bruno_a_répondu/m);
  expect(mail?.source).not.toContain("Du spam");
  expect(mail?.source).not.toMatch(/notifications? vous attend/);
});

test("two mailers at once send each mail once", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un @cleo", first);
  await Promise.all([1, 2, 3, 4].map(() => sendNotificationMails(db, minutes(3))));
  expect(smtp.received.map(({ recipients }) => recipients[0]).sort()).toEqual(["ada@example.org", "cleo@example.org"]);
});

test("a process that ends between claim and sending has sent nothing twice, and the ledger names it", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un", first);
  const now = minutes(3);
  const due = { now, daily: lastDigest("daily", now, "UTC"), weekly: lastDigest("weekly", now, "UTC") };
  expect((await claimMemberMails(db, idOf("ada"), due))?.mails).toHaveLength(1);
  expect(await mailedAt(5)).toEqual([]);
  expect(await mailedAt(500)).toEqual([]);
  expect(await db.select({ sentAt: notificationMails.sentAt }).from(notificationMails)).toEqual([{ sentAt: null }]);
});

test.each([
  ["read meanwhile", async () => markReadUntil(db, idOf("ada"), Number.MAX_SAFE_INTEGER)],
  ["removed meanwhile", async () => db.update(comments).set({ status: "removed" })],
  [
    "to a banned member",
    async () => db.insert(memberStandings).values({ memberId: idOf("ada"), bannedAt: new Date() }),
  ],
  ["to an unconfirmed address", async () => db.update(members).set({ confirmedAt: null })],
  ["to a deleted member", async () => db.update(members).set({ deletedAt: new Date() })],
  ["to a suppressed mailbox", async () => suppress(db, "ADA@example.org", "bounce")],
  ["that the member does not want", async () => storeMailSettings(db, idOf("ada"), { replies: "never" })],
])("sends nothing %s, and drops the pending mail", async (_, change) => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un", first);
  await change();
  expect(await mailedAt(3)).toEqual([]);
  expect(await db.$count(pendingNotificationMails)).toBe(0);
  expect(await db.$count(notificationMails)).toBe(0);
});

test("follows come in one digest at seven, with each subject's own link, and never twice a day", async () => {
  const [tag] = await db.insert(tags).values({ slug: "r", name: "Rançongiciel" }).returning();
  const tagId = tag?.id ?? 0;
  await sql`insert into article_tags (article_id, tag_id) values (${articleId}, ${tagId})`;
  await db.insert(follows).values([
    { memberId: idOf("ada"), tagId },
    { memberId: idOf("ada"), articleId },
    { memberId: idOf("cleo"), tagId, mailed: false },
  ]);
  await announceArticle(db, articleId);
  await say("bruno", "Un");
  await say("cleo", "Deux");
  await notifyFollowersOfComments(db);
  await db.update(pendingNotificationMails).set({ createdAt: new Date("2027-01-04T10:00:00Z") });
  const at = async (time: string) => {
    smtp.received.length = 0;
    await sendNotificationMails(db, new Date(time));
    return smtp.received.map(({ recipients, source }) => ({ to: recipients[0], source: decode(source), raw: source }));
  };
  expect(await at("2027-01-04T12:00:00Z")).toEqual([]);
  expect(await at("2027-01-05T05:59:00Z")).toEqual([]);
  const [mail, ...others] = await at("2027-01-05T06:01:00Z");
  expect(others).toEqual([]);
  expect(mail?.to).toBe("ada@example.org");
  expect(mail?.source).toContain("2 nouveaux commentaires sur « Le fil »");
  expect(mail?.source).toContain("Rançongiciel");
  expect(stopLinkOf(mail?.raw).about).toBe("topic-follows");
  for (const subject of [`tag-${tagId}`, `discussion-${articleId}`])
    expect(mail?.source).toContain(`/notifications/stop?about=${subject}&key=`);
  await db.insert(notifications).values({ memberId: idOf("ada"), kind: "article", articleId });
  await db.update(pendingNotificationMails).set({ createdAt: new Date("2027-01-04T10:00:00Z") });
  expect(await at("2027-01-05T09:00:00Z")).toEqual([]);
  expect(await at("2027-01-06T06:01:00Z")).toHaveLength(1);
});

test("a followed article is mailed at once to those who chose so, and its link stops that subject only", async () => {
  const [tag] = await db.insert(tags).values({ slug: "r", name: "Rançongiciel" }).returning();
  await sql`insert into article_tags (article_id, tag_id) values (${articleId}, ${tag?.id ?? 0})`;
  await db.insert(follows).values({ memberId: idOf("ada"), tagId: tag?.id ?? 0 });
  await storeMailSettings(db, idOf("ada"), { follows: "now" });
  await announceArticle(db, articleId);
  const [mail] = await mailedAt(3);
  expect(mail?.source).toContain("vous suivez Rançongiciel");
  expect(mail?.source.replace(/\s+/g, " ").split("vous suivez"), "says once in each part why it came").toHaveLength(3);
  expect(mail?.source).toMatch(/<h1[^>]*>Le fil<\/h1>/);
  const { about, key } = stopLinkOf(mail?.raw);
  expect(about).toBe(`tag-${tag?.id}`);
  const request = await findStopRequest(db, about, key);
  if (request) await stopMails(db, request);
  expect(await db.select({ mailed: follows.mailed }).from(follows)).toEqual([{ mailed: false }]);
});

test("a decision with a mail of its own is not mailed again; one without is", async () => {
  const id = await say("ada", "Bonjour");
  const [decision] = await sql<{ id: string }[]>`
    insert into moderation_decisions (subject, subject_id, member_id, article_id, action, rule, before, after)
    values ('comment', ${id}, ${idOf("ada")}, ${articleId}, 'remove', 'command-line', '{}', '{}') returning id`;
  const decisionId = Number(decision?.id);
  await sql`insert into decision_mails (decision_id, member_id, due_at) values (${decisionId}, ${idOf("ada")}, now())`;
  const common = { memberId: idOf("ada"), kind: "decision", commentId: id } as const;
  await db.insert(notifications).values({ ...common, decisionId, status: "removed" });
  expect(await mailedAt(3)).toEqual([]);
  await db.insert(notifications).values({ ...common, status: "visible" });
  const [mail] = await mailedAt(6);
  expect(mail?.source).toContain("Votre commentaire sur « Le fil » est publié");
  expect(mail?.source).toMatch(new RegExp(`Voir le commentaire :\\s+http\\S+#comment-${id}\\s`));
  expect(stopLinkOf(mail?.raw).about).toBe("topic-decisions");
});

test("a mail server that cannot be reached loses nothing, and ends the run", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un @cleo", first);
  env().SMTP_URL = "smtp://127.0.0.1:1";
  expect(await sendNotificationMails(db, minutes(3))).toMatchObject({ sent: 0, released: 2, uncertain: 0 });
  expect([await db.$count(notificationMails), await db.$count(pendingNotificationMails)]).toEqual([0, 2]);
  env().SMTP_URL = smtp.url;
  expect(await mailedAt(15)).toHaveLength(2);
});

test("somebody who is mentioned in many discussions gets a limited number of mails an hour, and the others later", async () => {
  const count = maxMailsPerHour + 2;
  for (let n = 0; n < count; n += 1) {
    const article = { slug: `fil-${n}`, status: "published", title: `Fil ${n}`, lead: "", bodyHtml: "" } as const;
    const { id } = await upsertArticle(db, { ...article, publishedAt: new Date() });
    const commentId = await aComment(db, id, { memberId: idOf("bruno") });
    await db
      .insert(notifications)
      .values({ memberId: idOf("ada"), kind: "mention", commentId, actorId: idOf("bruno") });
  }
  expect(await mailedAt(3)).toHaveLength(maxMailsPerHour);
  expect(await mailedAt(40)).toEqual([]);
  expect(await mailedAt(70)).toHaveLength(2);
  expect(await db.$count(pendingNotificationMails)).toBe(0);
});

test("what was written before the clock was set back by a day is mailed, and holds nothing", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un", first);
  expect(await mailedAt(3)).toHaveLength(1);
  await db.update(notificationMails).set({ createdAt: minutes(24 * 60) });
  await say("bruno", "Deux @cleo", first);
  await storeMailSettings(db, idOf("cleo"), { mentions: "daily" });
  await db.update(pendingNotificationMails).set({ createdAt: minutes(24 * 60) });
  expect((await mailedAt(5)).map(({ to }) => to).sort()).toEqual(["ada@example.org", "cleo@example.org"]);
  expect(await mailedAt(7)).toEqual([]);
});

test("a mail that a server took without an answer is not sent again", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un", first);
  const dying = await startDyingSmtp((socket) => socket.destroy());
  env().SMTP_URL = dying.url;
  expect(await sendNotificationMails(db, minutes(3))).toMatchObject({ sent: 0, released: 0, uncertain: 1 });
  expect(await sendNotificationMails(db, minutes(15))).toMatchObject({ sent: 0, released: 0, uncertain: 0 });
  expect(dying.seen.mails).toBe(1);
  await dying.stop();
});

/** A mail server that refuses every recipient. */
async function startRefusing(responseCode: number, message: string) {
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error(message), { responseCode })),
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  env().SMTP_URL = `smtp://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  return () => new Promise<void>((resolve) => server.close(() => resolve()));
}

test.each([
  [450, "4.2.1 later", { released: 1, refused: 0 }, false],
  [550, "5.1.1 unknown", { released: 0, refused: 1 }, true],
  [554, "5.7.1 policy", { released: 0, refused: 1 }, false],
] as const)(
  "after %i %s the mail is %o, and the mailbox suppressed: %s",
  async (code, message, outcome, suppressed) => {
    const first = await say("ada", "Bonjour");
    await say("bruno", "Un", first);
    const stop = await startRefusing(code, message);
    expect(await sendNotificationMails(db, minutes(3))).toMatchObject({ sent: 0, uncertain: 0, ...outcome });
    await stop();
    expect(await isSuppressed(db, "ada@example.org")).toBe(suppressed);
    env().SMTP_URL = smtp.url;
    // A mail that was refused for now is tried again after ten minutes, and no earlier.
    expect(await mailedAt(5)).toHaveLength(0);
    expect(await mailedAt(14)).toHaveLength(outcome.released);
  },
);

test("returned mails come to an address that names the member", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un", first);
  env().MAIL_BOUNCE_ADDRESS = "bounces@example.net";
  await sendNotificationMails(db, minutes(3));
  env().MAIL_BOUNCE_ADDRESS = undefined;
  const [, token = ""] = /^bounces\+(\w+)@example\.net$/.exec(smtp.received[0]?.from ?? "") ?? [];
  expect(readBounceToken(token)).toMatchObject({ kind: "member", memberId: idOf("ada") });
});

test("a failure at one member stops no other", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un @cleo", first);
  await db
    .update(members)
    .set({ email: "not a mailbox" })
    .where(eq(members.id, idOf("ada")));
  expect((await mailedAt(3)).map(({ to }) => to)).toEqual(["cleo@example.org"]);
});

test("claims a member's mails in few statements, however many notifications they hold", async () => {
  const first = await say("ada", "Bonjour");
  for (let n = 0; n < 8; n += 1) await say("bruno", `Avis ${n}`, first);
  const now = minutes(3);
  const due = { now, daily: lastDigest("daily", now, "UTC"), weekly: lastDigest("weekly", now, "UTC") };
  const { result, statements } = await queries(() => claimMemberMails(db, idOf("ada"), due));
  expect(result?.mails).toHaveLength(1);
  expect(result?.mails[0]?.notifications).toHaveLength(8);
  // Settings (two), taking, recipient, suppression, the mails of the last hour, notifications, ledger.
  expect(statements.filter((text) => !/^(begin|commit)/i.test(text))).toHaveLength(8);
});

test("drops what nobody mailed for eight days", async () => {
  const first = await say("ada", "Bonjour");
  await say("bruno", "Un", first);
  await storeMailSettings(db, idOf("ada"), { replies: "weekly" });
  await sql`update pending_notification_mails set created_at = now() - interval '9 days'`;
  expect(await mailedAt(3)).toEqual([]);
  expect(await db.$count(pendingNotificationMails)).toBe(0);
});
