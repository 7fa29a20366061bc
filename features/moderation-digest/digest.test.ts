import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { comments, moderationDigests, screeningVerdicts } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { decideOrThrow } from "#features/moderation/decisions/testing.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { lastDigest } from "#features/notifications/mails/rules.ts";
import { storeMailSettings } from "#features/notifications/settings/mutations.ts";
import { readMailSettings } from "#features/notifications/settings/queries.ts";
import { stopMails } from "#features/notifications/stop/mutations.ts";
import { findStopRequest } from "#features/notifications/stop/queries.ts";
import { reportComment } from "#features/reports/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { env } from "#lib/env.ts";
import { startDyingSmtp, startSmtp } from "#lib/mail/smtp-testing.ts";
import { sendModerationDigests } from "./mails/send.ts";
import { claimDigest } from "./mutations.ts";
import { readDigestFigures } from "./queries.ts";
import { type DigestWeek, findDueWeek } from "./rules.ts";

const { db, sql, clear, queries } = testDatabase();
const zone = "Europe/Paris";
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let people: { ada: number; modo: number; jeanne: number; malik: number };
let article = 0;
/** Decisions and reports are made now, so the digest is that of the week that has just begun, eight days from now. */
let now: Date;
let week: DigestWeek;

beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(() => smtp.stop());

beforeEach(async () => {
  await clear();
  await setSetting(db, "site.zone", zone);
  now = new Date(
    lastDigest("weekly", new Date(Date.now() + 7 * 86_400_000 + 7 * 3_600_000), zone).at.getTime() + 60_000,
  );
  const due = findDueWeek(now, zone);
  if (!due) throw new Error("No digest is due.");
  week = due;
  const member = (handle: string, role: "reader" | "moderator" | "admin") =>
    aMember(db, handle, { role, email: `${handle}@exemple.test`, confirmedAt: new Date() });
  people = {
    ada: await member("ada", "admin"),
    modo: await member("modo", "moderator"),
    jeanne: await member("jeanne", "reader"),
    malik: await member("malik", "reader"),
  };
  article = await anArticle(db, "un", { title: "Une faille" });
  env().SMTP_URL = smtp.url;
  smtp.received.length = 0;
});

const inWeek = () => new Date(Math.max(week.from.getTime() + 1_000, Date.now() - 60_000));
const post = (text: string, more: Partial<Parameters<typeof aComment>[2]> = {}) =>
  aComment(db, article, {
    memberId: people.jeanne,
    bodySource: text,
    bodyHtml: `<p>${text}</p>`,
    createdAt: inWeek(),
    ...more,
  });
const decideAs = (id: number, action: "approve" | "reject" | "spam", actor = people.modo) =>
  decideOrThrow(db, { actor: { id: actor }, subject: { kind: "comment", id }, action, reason: "respect" });
const caughtBy = (commentId: number, ...reasons: string[]) =>
  db
    .insert(screeningVerdicts)
    .values(reasons.map((reason, position) => ({ commentId, position, reason, action: "hold" as const })));

/** Quoted-printable, decoded. */
function decode(source: string): string {
  const bytes = source
    .replace(/=\r?\n/g, "")
    .replace(/((?:=[0-9A-F]{2})+)/g, (codes) => Buffer.from(codes.replaceAll("=", ""), "hex").toString("utf8"));
  return bytes.replace(/[\u00a0\u202f]/g, " ");
}
const mails = () =>
  smtp.received.map(({ recipients, source }) => ({ to: recipients[0], source: decode(source), raw: source }));

test("reads the figures of the week, without what came before it", async () => {
  await post("Bien", { status: "visible" });
  const refusedId = await post("Mal", { status: "pending" });
  const fineId = await post("Fin", { status: "pending" });
  await post("Attend", { status: "pending" });
  await post("Ancien", { status: "visible", createdAt: new Date(week.from.getTime() - 1_000) });
  await caughtBy(refusedId, "verdict.toneInsult", "verdict.suspectWords", "verdict.bannedWords");
  await caughtBy(fineId, "verdict.toneHate", "verdict.newcomer", "verdict.hiddenLink", "verdict.youngPace");
  await decideAs(refusedId, "reject");
  await decideAs(fineId, "approve");
  const figures = await readDigestFigures(db, week);
  expect(figures.received).toEqual({ all: 4, published: 2, waiting: 1, refused: 1 });
  expect(figures.decisions).toEqual({ byPeople: 2, byRules: 0 });
  expect(figures.waits.week).toMatchObject({ decided: 2, median: expect.any(Number), p90: expect.any(Number) });
  expect(figures.waits.before).toEqual({ decided: 0, median: null, p90: null });
  expect(figures.groups).toEqual([
    { group: "lists", caught: 1, agreed: 1, disagreed: 0 },
    { group: "tone", caught: 2, agreed: 1, disagreed: 1 },
    { group: "spam", caught: 1, agreed: 0, disagreed: 1 },
    { group: "account", caught: 1, agreed: 0, disagreed: 1 },
  ]);
  expect(figures.longest).toHaveLength(1);
});

test("a decision that was undone counts as undone, and not as agreement", async () => {
  const id = await post("Mal", { status: "pending" });
  await caughtBy(id, "verdict.spam");
  await decideAs(id, "reject");
  await undoDecision(db, { id: people.modo });
  const figures = await readDigestFigures(db, week);
  expect(figures.undone).toBe(1);
  expect(figures.groups).toEqual([{ group: "spam", caught: 1, agreed: 0, disagreed: 0 }]);
});

test("lists the best comments: featured ones, then those with most marks", async () => {
  const [some, most, featured, none] = [
    await post("Un"),
    await post("Deux"),
    await post("Trois"),
    await post("Quatre"),
  ];
  await sql`update comments set reaction_count = case id when ${some} then 2 when ${most} then 5 else 0 end, featured_at = case id when ${featured} then now() end`;
  await post("Refusé", { status: "rejected", reactionCount: 9 } as never);
  const { best } = await readDigestFigures(db, week);
  expect(best.map(({ id }) => id)).toEqual([featured, most, some]);
  expect(best.map(({ id }) => id)).not.toContain(none);
});

test("mails each moderator and administrator once, in both parts, with a link that stops it", async () => {
  const secret = "Texte à ne pas répéter";
  const reported = await post(secret, { status: "visible" });
  await reportComment(db, people.malik, reported, { reason: "insult", note: "" });
  await decideAs(reported, "reject");
  const best = await post("Un très bon avis", { status: "visible" });
  await db.update(comments).set({ reactionCount: 4 }).where(eq(comments.id, best));
  expect(await sendModerationDigests(db, now)).toBe(2);
  expect(mails().map(({ to }) => to)).toEqual(["ada@exemple.test", "modo@exemple.test"]);
  const [mail] = mails();
  expect(mail?.source).toContain("text/plain");
  expect(mail?.source).toContain("text/html");
  expect(mail?.source).toContain("2 commentaires reçus.");
  expect(mail?.source).toContain("1 signalement, refusé – Une faille");
  expect(mail?.source.match(/Un très bon avis/g)?.length).toBeGreaterThan(1);
  expect(mail?.source).toContain(`/admin/moderation?comment=${best}`);
  expect(mail?.source).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(mail?.source).not.toContain(secret);
  expect(mail?.source).not.toMatch(/jeanne@|malik@/);
  expect(await sendModerationDigests(db, now)).toBe(0);
  expect(smtp.received).toHaveLength(2);

  const [, about, key] = /about=([\w-]+)&key=([\w-]+)/.exec((mail?.raw ?? "").replace(/\r\n[ \t]+/g, "")) ?? [];
  const request = await findStopRequest(db, about, key);
  expect(request).toMatchObject({ memberId: people.ada, subject: { kind: "topic", topic: "moderationDigest" } });
  if (request) await stopMails(db, request);
  expect(await readMailSettings(db, people.ada)).toMatchObject({ moderationDigest: false, staff: "now" });
  await db.delete(moderationDigests);
  expect(await sendModerationDigests(db, now)).toBe(1);
  expect(mails().at(-1)?.to).toBe("modo@exemple.test");
});

test("several workers at once send each digest once", async () => {
  await post("Un avis");
  const sent = await Promise.all([1, 2, 3, 4].map(() => sendModerationDigests(db, now)));
  expect(sent.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(
    mails()
      .map(({ to }) => to)
      .sort(),
  ).toEqual(["ada@exemple.test", "modo@exemple.test"]);
});

test("a process that ends between claim and sending sends nothing twice", async () => {
  await post("Un avis");
  expect(await claimDigest(db, week.monday, people.ada)).toBe(true);
  expect(await sendModerationDigests(db, now)).toBe(1);
  expect(mails().map(({ to }) => to)).toEqual(["modo@exemple.test"]);
  expect(await db.select().from(moderationDigests)).toHaveLength(2);
});

test("a mail server that says no for now gets it again; one that may have it does not", async () => {
  await post("Un avis");
  env().SMTP_URL = "smtp://127.0.0.1:1";
  expect(await sendModerationDigests(db, now)).toBe(0);
  expect(await db.select().from(moderationDigests)).toEqual([]);
  env().SMTP_URL = smtp.url;
  expect(await sendModerationDigests(db, now)).toBe(2);

  await db.delete(moderationDigests);
  const dying = await startDyingSmtp((socket) => socket.destroy());
  env().SMTP_URL = dying.url;
  expect(await sendModerationDigests(db, now)).toBe(0);
  env().SMTP_URL = smtp.url;
  smtp.received.length = 0;
  expect(await sendModerationDigests(db, now)).toBe(0);
  expect(smtp.received).toEqual([]);
  await dying.stop();
});

test("sends nothing if nothing happened, if the setting is off, to others, and after two days", async () => {
  expect(await sendModerationDigests(db, now)).toBe(0);
  expect(await db.select({ sentAt: moderationDigests.sentAt }).from(moderationDigests)).toEqual([
    { sentAt: null },
    { sentAt: null },
  ]);
  await db.delete(moderationDigests);
  await post("Un avis");
  await setSetting(db, "moderation.digest", 0);
  expect(await sendModerationDigests(db, now)).toBe(0);
  await setSetting(db, "moderation.digest", 1);
  expect(await sendModerationDigests(db, new Date(now.getTime() + 49 * 3_600_000))).toBe(0);
  await storeMailSettings(db, people.ada, { staff: "never" });
  await storeMailSettings(db, people.modo, { moderationDigest: false });
  expect(await sendModerationDigests(db, now)).toBe(1);
  expect(mails().map(({ to }) => to)).toEqual(["ada@exemple.test"]);
});

test("looks with two statements once everybody has it", async () => {
  await post("Un avis");
  await sendModerationDigests(db, now);
  const { statements } = await queries(() => sendModerationDigests(db, now));
  expect(statements.length).toBeLessThanOrEqual(2);
});
