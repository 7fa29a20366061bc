import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { everythingTag } from "#db/invalidation.ts";
import {
  appeals,
  dsaNoticeEvents,
  dsaNotices,
  expertiseGrants,
  members,
  moderationDecisions,
  mutes,
  notifications,
  replyTemplates,
} from "#db/schema.ts";
import { startSession } from "#features/auth/sessions/mutations.ts";
import { readEnv } from "#lib/env.ts";
import { openDatabase } from "#server/postgres/database.ts";
import { superuserUrl } from "#server/testing/temporary-postgres.ts";
import { expect, newestArticlePath, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, aPageWithComments, findMemberRow, signIn } from "./test-data.ts";

// PostgreSQL counts the site's own statements while one page is rendered again. Other requests would be counted too, so these tests run after the
// other journeys (project "alone"). The worker's polling of its queue (schema pgboss) is excluded.

/**
 * Maximum number of statements for a page, regardless of its amount of content. An article with its surroundings, header and footer included, needs
 * the most. Four of them (settings, categories, added pages, the month's figures) are kept, and read again only after an invalidation of everything.
 */
const maxStatements = 12;
/** A search is one transaction of up to 12 (features/search/queries.test.ts), beside the page around it. */
const maxSearchStatements = 20;
/** A page of the admin area also checks the role and counts the waiting items of its navigation. */
const maxStaffStatements = 16;

/**
 * Maximum number of statements of the most requested private pages. The first request after an invalidation of
 * everything also reads the settings and, on pages with the site's header, the categories, the added pages and the month's figures.
 * The queue also reads the reply templates and what rules decided about discussions.
 */
const maxStatementsOf = { account: 6, notifications: 7, queue: 14, editor: 14 };

/** Creates a member with thirty replies to their comments, thirty muted members, thirty devices. */
async function anActiveMember() {
  const member = await aMember("reader");
  await withSiteDatabase(async (db) => {
    const [me] = await db.select({ id: members.id }).from(members).where(eq(members.email, member.email));
    const tag = randomUUID().slice(0, 8);
    const crowd = await db
      .insert(members)
      .values(Array.from({ length: 30 }, (_, n) => ({ name: `Foule ${n}`, handle: `foule-${tag}-${n}` })))
      .returning({ id: members.id });
    const { comments } = await anArticleWithComments(
      crowd.flatMap(({ id }, n) => [
        { key: `dit-${n}`, memberId: me?.id ?? 0 },
        { key: `répond-${n}`, memberId: id, parent: { key: `dit-${n}` } },
      ]),
    );
    const told = crowd.map(({ id }, n) => ({ actorId: id, commentId: comments.get(`répond-${n}`) ?? 0 }));
    const memberId = me?.id ?? 0;
    await db.insert(notifications).values(told.map((one) => ({ ...one, memberId, kind: "reply" as const })));
    await db.insert(mutes).values(crowd.slice(15).map(({ id }) => ({ memberId, mutedId: id })));
    // Each is notified and appealed.
    const warnings = await db
      .insert(moderationDecisions)
      .values(
        Array.from({ length: 10 }, () => ({
          subject: "member" as const,
          subjectId: memberId,
          memberId,
          rule: "command-line",
          action: "warn" as const,
        })),
      )
      .returning({ id: moderationDecisions.id });
    await db.insert(appeals).values(warnings.map(({ id }) => ({ decisionId: id, memberId })));
    for (let n = 0; n < 30; n += 1) await startSession(db, memberId, "password", `Firefox ${n}`);
  });
  return member;
}

/**
 * Whether it is the settings of a search page: the render thread reads them for the page and for its headers, and the
 * main thread, which writes the results into it, for their dates.
 */
const isReadByEachThread = (path: string, query: string) =>
  path.startsWith("/search") && query === 'select "key", "value" from "settings"';

const cookieOf = async (page: Page) =>
  (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");

/** Creates thirty notices of illegal content about one comment; returns the id of one. */
async function aPageOfNotices(articleId: number, commentId: number): Promise<number> {
  return withSiteDatabase(async (db) => {
    const explanation = "Ce passage appelle à la violence contre un groupe.";
    const rows = await db
      .insert(dsaNotices)
      .values(
        Array.from({ length: 30 }, () => ({
          articleId,
          commentId,
          explanation,
          ground: "hate" as const,
          address: `/comments/${commentId}`,
          reference: randomUUID(),
          contentHash: randomUUID(),
        })),
      )
      .returning({ id: dsaNotices.id });
    await db.insert(dsaNoticeEvents).values(rows.map(({ id }) => ({ noticeId: id, kind: "received" as const })));
    return rows[0]?.id ?? 0;
  });
}

/** Creates ten reply templates, of which a site has fifty at most, and thirty experts. */
async function manyTemplatesAndExperts(): Promise<void> {
  const tag = randomUUID().slice(0, 8);
  const thirty = Array.from({ length: 30 }, (_, n) => `${tag}-${n}`);
  await withSiteDatabase(async (db) => {
    await db.insert(replyTemplates).values(thirty.slice(0, 10).map((title) => ({ title, body: "Merci, {membre} !" })));
    const experts = await db
      .insert(members)
      .values(thirty.map((handle) => ({ name: handle, handle, expertise: "Chercheuse" })))
      .returning({ id: members.id });
    const [first] = experts;
    await db
      .insert(expertiseGrants)
      .values(experts.map(({ id }) => ({ memberId: id, grantedBy: first?.id ?? 0, expertise: "Chercheuse" })));
  });
}

test("no page asks the database once per row @alone", async ({ page, baseURL }) => {
  test.slow();
  const article = await newestArticlePath(page);
  await page.goto(article);
  const found = await page.locator("main a, nav a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const kinds = [
    "/",
    article,
    `${article}/comments`,
    "/rules",
    "/corrections",
    "/moderation-log",
    "/moderation-log/feed.xml",
    "/transparency",
    "/search?q=s%C3%A9curit%C3%A9",
    "/search?q=s%C3%A9curit%C3%A9&kind=article&period=year",
    "/feed.xml",
    "/sitemap.xml",
    "/sitemaps/articles-0.xml",
    "/news-sitemap.xml",
  ];
  for (const kind of ["/categories/", "/tags/", "/authors/", "/sources/", "/members/"]) {
    const href = found.find((path) => path?.startsWith(kind));
    if (href) kinds.push(href);
  }
  // A discussion with many comments, in each order, and the replies below one comment.
  const replies = Array.from({ length: 200 }, (_, n) => ({ key: `r${n}`, parent: { key: `fil-${n % 30}` } }));
  const many = await anArticleWithComments([
    ...Array.from({ length: 30 }, (_, n) => ({ key: `fil-${n}` })),
    ...replies,
  ]);
  const discussion = `${many.path}/comments`;
  kinds.push(
    many.path,
    discussion,
    `${discussion}?page=2`,
    `${discussion}?sort=newest`,
    `${discussion}?sort=best&page=2`,
  );
  kinds.push(`${discussion}/${many.comments.get("fil-0")}`, `/search?q=fil&discussion=${many.slug}`);
  const { path: ownPage, comments: onPage } = await aPageWithComments([
    ...Array.from({ length: 30 }, (_, n) => ({ key: `fil-${n}` })),
    ...replies,
  ]);
  kinds.push(ownPage, `${ownPage}/comments?sort=newest`, `${ownPage}/comments/${onPage.get("fil-0")}`);
  const member = await anActiveMember();
  await signIn(page, member);
  const cookie = await cookieOf(page);
  const own = [
    "/account",
    "/account/mail",
    "/account/security",
    "/login/code",
    "/account/mutes",
    "/account/following",
    "/account/notifications",
    "/account/data",
    "/account/decisions",
    "/notifications",
  ];
  own.push(`/comments/${many.comments.get("fil-0")}`, `/api/me?article=${many.slug}`);
  own.push(`/report?comment=${many.comments.get("fil-0")}`);
  // The pages of moderators, each with several items.
  const waiting = await anArticleWithComments(
    Array.from({ length: 40 }, (_, n) => ({ key: `attend-${n}`, status: "pending" as const })),
  );
  await page.context().clearCookies();
  await signIn(page, await aMember("moderator"));
  const staffCookie = await cookieOf(page);
  const ofStaff = ["/admin/moderation", `/admin/moderation?view=all&article=${waiting.id}`];
  const notice = await aPageOfNotices(many.id, many.comments.get("fil-0") ?? 0);
  const person = `/admin/moderation/members/${(await findMemberRow(member)).id}`;
  ofStaff.push("/admin/moderation/members", person, `${person}/summary`, "/admin/moderation/ratings");
  await manyTemplatesAndExperts();
  ofStaff.push("/admin/moderation/templates");
  ofStaff.push("/admin/appeals", "/admin/notices", `/admin/notices/${notice}`);
  // An article with a draft, opened by an editor.
  await page.context().clearCookies();
  await signIn(page, await aMember("editor"));
  const editorCookie = await cookieOf(page);
  const editor = `/admin/articles/${many.id}`;
  const related = `${editor}/related`;
  const ofEditors = [editor, related, "/admin/experts"];
  await page.context().clearCookies();
  await signIn(page, await aMember("admin"));
  const adminCookie = await cookieOf(page);
  // The trial of the screening reads the last hundred comments.
  const ofAdmins = ["/admin/settings/protection"];
  const cookies = [
    [own, cookie],
    [ofStaff, staffCookie],
    [ofEditors, editorCookie],
    [ofAdmins, adminCookie],
  ] as const;
  const most: Record<string, number> = {
    ...Object.fromEntries(
      kinds.filter((path) => path.startsWith("/search")).map((path) => [path, maxSearchStatements]),
    ),
    "/account": maxStatementsOf.account,
    "/notifications": maxStatementsOf.notifications,
    "/admin/moderation": maxStatementsOf.queue,
    [editor]: maxStatementsOf.editor,
  };
  await page.goto("about:blank");

  const settings = readEnv();
  const database = await openDatabase(settings);
  // Statement statistics need a superuser.
  const { sql, close } = connect(superuserUrl(settings.DATA_DIR, database.url, "vigie"), { max: 1 });
  // Excludes the process's own statements: the worker's queue and whether it exists, its check each second for scheduled articles, its other schedules, the newsletter's sender, and the database probe (`select 1`).
  const counted = () => sql<{ query: string; calls: number }[]>`
    select query, calls::int as calls from pg_stat_statements join pg_database on dbid = oid
    where datname = current_database() and query ~* '^\\s*(select|with)'
      and query !~* 'pg_|set_config|current_|pgboss\\.|article_schedules|schedule_runs|pending_(followed_comments|notification_mails)|newsletter_deliveries|feed_states|search_(changes|progress|terms)|to_regclass|^select (1|\\$1)$'`;
  const total = async () => (await counted()).reduce((sum, { calls }) => sum + calls, 0);
  try {
    await sql`create extension if not exists pg_stat_statements`;
    // With pending mails, a schedule of the worker would read the settings meanwhile.
    await sql`delete from pending_notification_mails`;
    // So would the newsletter's sender, which stays awake for half a minute after its last mail, or as long as an issue of an earlier journey is open.
    await sql`update newsletter_issues set status = 'paused' where status = 'sending'`;
    const countSenders = async () => (await sql`select from newsletter_senders`).length;
    await expect.poll(countSenders, { message: "the newsletter's sender ends", timeout: 90_000 }).toBe(0);
    // The feeds that earlier journeys followed would be fetched meanwhile.
    await sql`update feeds set status = 'paused' where status = 'active'`;
    const countFetches = async () =>
      (await sql`select from feed_states where claim is not null and next_at > now()`).length;
    await expect.poll(countFetches, { message: "feeds are fetched to the end", timeout: 90_000 }).toBe(0);
    // The worker reads the articles that journeys published, to count their words.
    const countChanges = async () => (await sql`select from search_changes`).length;
    await expect.poll(countChanges, { message: "the words of new articles are counted", timeout: 90_000 }).toBe(0);
    for (const path of [...kinds, ...cookies.flatMap(([paths]) => paths)]) {
      const sent = cookies.find(([paths]) => paths.includes(path))?.[1];
      const headers = sent === undefined ? undefined : { cookie: sent };
      const measure = async () => {
        await sql`select pg_stat_statements_reset()`;
        await sql`insert into changes (tags, urgency) values (array[${everythingTag}], 'now')`;
        const ask = async () => {
          expect((await fetch(`${baseURL}${path}`, headers && { headers })).status, path).toBe(200);
          return total();
        };
        await expect.poll(ask, { message: `${path} is made anew`, intervals: [50, 100, 250] }).toBeGreaterThan(0);
        // Waits until background requests have ended.
        let before = -1;
        await expect(async () => {
          const now = await total();
          const still = now === before;
          before = now;
          expect(still).toBe(true);
        }).toPass({ intervals: [300] });
        const statements = await counted();
        const repeated = statements.filter(({ calls, query }) => calls > (isReadByEachThread(path, query) ? 3 : 2));
        return { statements, sum: before, repeated };
      };
      const isStaffPage = [...ofStaff, ...ofEditors, ...ofAdmins].includes(path);
      const limit = most[path] ?? (isStaffPage ? maxStaffStatements : maxStatements);
      let { statements, sum, repeated } = await measure();
      // A page that is being made when the invalidation reaches it reads the settings once more, and a schedule of the worker may run meanwhile. A page's own statements are there each time.
      for (let again = 0; again < 3 && (repeated.length > 0 || sum > limit); again += 1)
        ({ statements, sum, repeated } = await measure());
      expect(repeated, `${path}: the same statement again and again`).toEqual([]);
      const all = statements.map(({ query, calls }) => `${calls} × ${query.replace(/\s+/g, " ")}`).join("\n");
      expect(sum, `${path}: statements\n${all}`).toBeLessThanOrEqual(limit);
    }
  } finally {
    await close();
    await database.release();
  }
});
