import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { accountMail } from "#features/auth/mail/jobs.ts";
import { startSession } from "#features/auth/sessions/mutations.ts";
import { issueToken } from "#features/auth/tokens.ts";
import { storeThreadRanks, threadRankingJob } from "#features/comments/jobs.ts";
import { addComments } from "#features/comments/mutations.ts";
import { createMember } from "#features/members/mutations.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { openJobs, openQueue, runNextJob } from "#lib/jobs.ts";
import { allChecks } from "#server/cli/checks/all-checks.ts";
import { startProgress } from "#server/cli/progress.ts";
import { setAvatar } from "../avatar.ts";
import { memberDeletion } from "./jobs.ts";
import { cancelDeletion, executeDeletion, requestDeletion, requeueOverdueDeletions } from "./mutations.ts";
import { countMemberContent, findPendingDeletion } from "./queries.ts";

const { db, sql, clear, recordedChanges } = testDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), "vigie-deletion-"));
process.env.DATA_DIR = dataDir;
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

let ada = 0;
let eve = 0;
let article = 0;

async function aMember(name: string, role: "reader" | "admin" = "reader"): Promise<number> {
  const made = await createMember(db, {
    email: `${name.toLowerCase()}@example.org`,
    name,
    role,
    password: "quatre tuiles sur un phare",
  });
  if (!made.ok) throw new Error(made.code);
  return made.value.id;
}

async function subscribe(address: string) {
  await sql`insert into newsletter_topics (slug, name) values ('failles', 'Failles') on conflict do nothing`;
  const [row] =
    await sql`insert into newsletter_subscribers (address, rhythm, link_key) values (${address}, 'monthly', '') returning id`;
  await sql`insert into newsletter_subscriber_topics select ${row?.id}, id from newsletter_topics`;
  await sql`insert into newsletter_consents (subscriber_id, event, via, topics, rhythm, alerts) values (${row?.id}, 'subscribed', 'confirmation', '{Failles}', 'monthly', false)`;
}

/** One article; a comment by Ada with Eve's reply, another by Ada, a pending one by Ada; votes and reactions both ways. */
beforeEach(async () => {
  await clear();
  const boss = await openJobs();
  await openQueue(boss, accountMail);
  await openQueue(boss, memberDeletion);
  await sql`delete from pgboss.job`;
  ada = await aMember("Ada");
  eve = await aMember("Eve");
  const given = { slug: "un", title: "Un", lead: "", bodyHtml: "<p>Un</p>", status: "published" } as const;
  article = (await upsertArticle(db, { ...given, publishedAt: new Date() })).id;
  const said = (body: string, key: string, memberId: number, status: "visible" | "pending" = "visible") => ({
    key,
    memberId,
    status,
    bodySource: body,
    bodyHtml: `<p>${body}</p>`,
    createdAt: new Date(),
  });
  const ids = await addComments(db, article, [
    said("Premier", "a", ada),
    { ...said("Réponse", "b", eve), parent: { key: "a" } },
    said("Seul", "c", ada),
    said("Attend", "d", ada, "pending"),
  ]);
  await rateArticle(db, article, ada, 5);
  await rateArticle(db, article, eve, 2);
  await sql`insert into comment_reactions (comment_id, member_id) values (${ids.get("b") ?? 0}, ${ada}), (${ids.get("a") ?? 0}, ${eve})`;
  await sql`update comments set reaction_count = 1 where id in (${ids.get("a") ?? 0}, ${ids.get("b") ?? 0})`;
  await sql`insert into notifications (member_id, kind, comment_id, actor_id) values (${ada}, 'reply', ${ids.get("b") ?? 0}, ${eve})`;
  await sql`insert into mutes (member_id, muted_id) values (${ada}, ${eve}), (${eve}, ${ada})`;
  await sql`insert into comment_reports (comment_id, member_id, reason, note) values (${ids.get("b") ?? 0}, ${ada}, 'spam', 'Moi, Ada')`;
  await sql`insert into member_identities (provider, subject, member_id) values ('github', '1', ${ada})`;
  await sql`insert into redirects (from_path, to_path) values ('/members/ada-avant', '/members/ada')`;
  await sql`update members set biography = 'Comtesse', mail_locale = 'en' where id = ${ada}`;
  await sql`insert into staff_invitations (email, name, role, expires_at) select upper(email), 'Ada', 'editor', now() from members where id = ${ada}`;
  await sql`insert into follows (member_id, article_id) select ${ada}, id from articles limit 1`;
  await sql`insert into notification_settings (member_id, link_key) values (${ada}, 'x')`;
  await sql`insert into muted_discussions (member_id, article_id) select ${ada}, id from articles limit 1`;
  await sql`insert into member_feeds (member_id, link_key) values (${ada}, 'x')`;
  await sql`insert into notification_mails (member_id, subject) values (${ada}, 'decisions')`;
  await startSession(db, ada, "password", "Firefox");
  await issueToken(db, "reset", ada);
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#123456" } })
    .png()
    .toBuffer();
  await setAvatar(db, ada, bytes);
});

/** Requests a deletion that was due a second ago: a timestamp is rounded to the millisecond and could be just ahead. */
async function due(keepsComments: boolean): Promise<number> {
  expect(await requestDeletion(db, ada, keepsComments)).toMatchObject({ ok: true });
  const [row] = await sql<
    { id: number }[]
  >`update member_deletions set due_at = now() - interval '1 second' returning id`;
  return row?.id ?? 0;
}

async function findings(): Promise<string[]> {
  return sql.begin("isolation level repeatable read read only", async (tx) => {
    const lines: string[] = [];
    for (const check of allChecks)
      for await (const line of check.find({ sql: tx, startProgress })) lines.push(`${check.name}: ${line}`);
    return lines;
  });
}

const texts = async () =>
  (await sql<{ t: string }[]>`select body_source as t from comments order by id`).map((row) => row.t);
const figures = async () =>
  (await sql`select comment_count as comments, rating_count as votes, rating_sum as stars from articles`)[0];

test("a deletion outdates the best rated articles, which lose its votes", async () => {
  const id = await due(true);
  const changes = await recordedChanges(() => executeDeletion(db, id));
  // Votes are removed: readers must not see them again.
  expect(changes).toContainEqual(
    expect.objectContaining({ tags: expect.arrayContaining([articleCacheTags.votes]), urgency: "now" }),
  );
});

test("counts first what a deletion would remove", async () => {
  expect(await countMemberContent(db, ada)).toEqual({
    visible: 2,
    answered: 1,
    unseen: 1,
    ratings: 1,
    reactions: 1,
    bylines: 0,
  });
});

test("keeps comments without the name, removes everything else, and keeps every count exact", async () => {
  const id = await due(true);
  await sql`update members set confirmed_at = now() where id = ${ada}`;
  await subscribe("ADA@example.org");
  await subscribe("other@example.org");
  expect(await executeDeletion(db, id)).toBe(true);
  expect(await sql`select 1 from staff_invitations`).toHaveLength(0);
  expect(
    await sql`select member_id from follows union all select member_id from notification_settings union all
      select member_id from muted_discussions union all select member_id from member_feeds union all
      select member_id from notification_mails`,
  ).toHaveLength(0);
  expect((await texts()).sort()).toEqual(["", "Premier", "Réponse", "Seul"]);
  expect(await figures()).toEqual({ comments: 3, votes: 1, stars: 2 });
  const [row] =
    await sql`select name, handle, email, password_hash, biography, mail_locale from members where id = ${ada}`;
  expect(row).toEqual({
    name: "Membre supprimé",
    handle: `deleted-${ada}`,
    email: null,
    password_hash: null,
    biography: "",
    mail_locale: null,
  });
  expect(await sql`select note from comment_reports`).toEqual([{ note: "" }]);
  expect(await sql`select 1 from media`).toHaveLength(0);
  expect(await sql`select 1 from redirects`).toHaveLength(0);
  expect(await sql`select state, address from newsletter_subscribers order by id`).toEqual([
    { state: "ended", address: null },
    { state: "active", address: "other@example.org" },
  ]);
  expect(await findings()).toEqual([]);
});

test("removes the texts, keeps the place of an answered comment, and keeps every count exact", async () => {
  const id = await due(false);
  expect(await executeDeletion(db, id)).toBe(true);
  expect((await texts()).sort()).toEqual(["", "", "", "Réponse"]);
  expect(await figures()).toEqual({ comments: 1, votes: 1, stars: 2 });
  expect(await findings()).toEqual([]);
});

test("executes a deletion once, even when run twice or concurrently", async () => {
  const id = await due(false);
  const done = await Promise.all([executeDeletion(db, id), executeDeletion(db, id)]);
  expect(done.sort()).toEqual([false, true]);
  expect(await executeDeletion(db, id)).toBe(false);
  const letters = await sql`select data->>'letter' as letter from pgboss.job where name = 'account-mail'`;
  expect(letters.map((row) => row.letter).sort()).toEqual(["deletionAsked", "deletionDone"]);
});

test("ranks the threads again where the member's comments and reactions were removed", async () => {
  await openQueue(await openJobs(), threadRankingJob);
  await storeThreadRanks(db, article);
  expect(await sql`select thread from thread_ranks`).toHaveLength(1);
  const id = await due(false);
  expect(await executeDeletion(db, id)).toBe(true);
  expect(
    await runNextJob(await openJobs(), db, threadRankingJob, (tx, { article }) => storeThreadRanks(tx, article)),
  ).toBe(true);
  expect(await sql`select thread from thread_ranks`).toHaveLength(0);
});

test("queues a deletion again a day later, once, if its job was lost", async () => {
  const id = await due(true);
  await sql`delete from pgboss.job`;
  expect(await requeueOverdueDeletions(db)).toBe(0);
  await sql`update member_deletions set due_at = now() - interval '25 hours'`;
  expect(await requeueOverdueDeletions(db)).toBe(1);
  expect(await requeueOverdueDeletions(db)).toBe(1);
  expect(
    await runNextJob(await openJobs(), db, memberDeletion, (tx, { deletion }) => executeDeletion(tx, deletion)),
  ).toBe(true);
  expect(
    await runNextJob(await openJobs(), db, memberDeletion, (tx, { deletion }) => executeDeletion(tx, deletion)),
  ).toBeUndefined();
  expect(await sql`select 1 from member_deletions where id = ${id} and done_at is not null`).toHaveLength(1);
  expect(await requeueOverdueDeletions(db)).toBe(0);
});

describe("a pending deletion", () => {
  test("changes nothing, and can be cancelled and requested again", async () => {
    expect(await requestDeletion(db, ada, true)).toMatchObject({ ok: true });
    expect(await requestDeletion(db, ada, true)).toMatchObject({ code: "deletion.asked" });
    const waiting = await findPendingDeletion(db, ada);
    expect(await executeDeletion(db, waiting?.id ?? 0)).toBe(false);
    const [job] =
      await sql`select start_after > now() + interval '13 days' as waits from pgboss.job where name = 'member-deletion'`;
    expect(job).toEqual({ waits: true });
    expect(await cancelDeletion(db, ada)).toMatchObject({ ok: true });
    expect(await cancelDeletion(db, ada)).toMatchObject({ code: "deletion.none" });
    await sql`update member_deletions set due_at = now() - interval '1 second'`;
    expect(await executeDeletion(db, waiting?.id ?? 0)).toBe(false);
    expect(await requestDeletion(db, ada, false)).toMatchObject({ ok: true });
  });
});

describe("administrators", () => {
  test("keep the last one, also when two are deleted at once", async () => {
    await sql`update members set role = 'admin' where id = ${ada}`;
    expect(await requestDeletion(db, ada, true)).toMatchObject({ code: "deletion.lastAdmin" });
    await sql`update members set role = 'admin' where id = ${eve}`;
    await requestDeletion(db, ada, true);
    await requestDeletion(db, eve, true);
    const due = await sql<
      { id: number }[]
    >`update member_deletions set due_at = now() - interval '1 second' returning id`;
    const done = await Promise.all(due.map(({ id }) => executeDeletion(db, id)));
    expect(done.sort()).toEqual([false, true]);
    expect(await sql`select 1 from members where role = 'admin' and deleted_at is null`).toHaveLength(1);
    expect(await findings()).toEqual([]);
  });
});

test("reports a half-deleted member", async () => {
  await sql`update members set deleted_at = now() where id = ${ada}`;
  const found = (await findings()).filter((line) => line.startsWith("deleted-members"));
  for (const what of ["an address", "a session", "a mailed link", "a picture", "a vote", "a reaction", "a mute"])
    expect(found.join("\n")).toContain(what);
  expect(found.join("\n")).not.toContain(`member ${eve}`);
});
