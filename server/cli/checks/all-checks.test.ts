import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { createDraft, emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { rebuildRelated, refreshRelated } from "#features/related/mutations.ts";
import { createArticleFromItem } from "#features/syndication/publication/mutations.ts";
import { addTestFeed, addTestItem } from "#features/syndication/publication/testing.ts";
import { startProgress } from "../progress.ts";
import { insertCorpus } from "../synthetic-corpus/insert-corpus.ts";
import { allChecks } from "./all-checks.ts";

const { db, sql } = testDatabase();
const dataDir = mkdtempSync(path.join(tmpdir(), "vigie-checks-"));
process.env.DATA_DIR = dataDir;

const picture = "0123456789abcdef01234567";
const file = path.join(dataDir, "media", masterKey(picture, "png"));

async function findings(): Promise<string[]> {
  return sql.begin("isolation level repeatable read read only", async (tx) => {
    const lines: string[] = [];
    for (const check of allChecks) {
      for await (const line of check.find({ sql: tx, startProgress })) lines.push(`${check.name}: ${line}`);
    }
    return lines;
  });
}

/** The findings after the fault was planted; the fault is repaired afterwards. */
async function after(plant: string, repair: string): Promise<string[]> {
  await sql.unsafe(plant);
  try {
    return await findings();
  } finally {
    await sql.unsafe(repair);
  }
}

beforeAll(async () => {
  const { mediaStorage } = await import("#lib/storage/media-storage.ts");
  await mediaStorage().put(masterKey(picture, "png"), Buffer.alloc(100));
  await sql`insert into media (id, format, width, height, bytes) values (${picture}, 'png', 10, 10, 100)`;
  await sql`insert into library_pictures (media_id, content_hash, search) values (${picture}, ${picture}, '')`;
  await insertCorpus({ db, sql }, { articles: 30, comments: 80, members: 12, ratings: 40, seed: 1 });
  await rebuildRelated(db);
  const body = `<figure><img src="/media/${picture}" alt="" width="10" height="10"></figure>`;
  const given = { lead: "", bodyHtml: body, publishedAt: new Date(), status: "published" } as const;
  const { id } = await upsertArticle(db, { ...given, slug: "un", title: "Un" });
  const card = `<p data-card="${id}"><a href="/articles/un">Un</a></p>`;
  const gone = await upsertArticle(db, { ...given, slug: "deux", title: "Deux", bodyHtml: card });
  await setArticleStatus(db, [gone.id], "withdrawn");
  await refreshRelated(db, [id, gone.id]);
  const said = { status: "visible", bodySource: "Oui", bodyHtml: "<p>Oui</p>", createdAt: new Date() } as const;
  await addComments(db, id, [
    { ...said, key: "a" },
    { ...said, key: "b", parent: { key: "a" } },
  ]);
  await rateArticle(db, id, 1, 4);
  const [moderator] = await sql<{ id: number }[]>`
    insert into members (name, handle, role) values ('Modo', 'modo', 'moderator') returning id`;
  const feed = await addTestFeed(db);
  const [first, merged] = [await addTestItem(db, feed), await addTestItem(db, feed, { title: "Deux", url: "" })];
  const made = await createArticleFromItem(db, first, { memberId: null, as: "draft" });
  const articleId = made.ok ? made.value.articleId : 0;
  await sql`update feed_items set state = 'merged', duplicate_of_id = ${first}, article_id = ${articleId} where id = ${merged}`;
  const judged = await addComments(db, id, [
    { ...said, key: "c", memberId: 1 },
    { ...said, key: "d", memberId: 2 },
  ]);
  const actor = { id: moderator?.id ?? 0 };
  await sql`update members set role = 'reader' where id in (1, 2)`;
  for (const decision of [
    { subject: { kind: "comment", id: judged.get("c") ?? 0 }, action: "reject", reason: "respect" },
    { subject: { kind: "member", id: 2 }, action: "ban", reason: "respect", comments: "remove" },
    { subject: { kind: "member", id: 3 }, action: "premoderate" },
    { subject: { kind: "article", id }, action: "slow", minutes: 30 },
    { subject: { kind: "member", id: 3 }, action: "lift" },
  ] as const) {
    expect(await decide(db, { actor, ...decision })).toMatchObject({ ok: true });
  }
  expect(await undoDecision(db, actor)).toMatchObject({ ok: true });
  // Its decision comes a moment after the comment: both must agree since when it waits.
  const newcomer = { article: "un", body: "Je sauvegarde le dimanche soir.", key: randomUUID() };
  expect(await postCommentAs(db, { id: 3, role: "reader" }, newcomer)).toMatchObject({ value: { status: "pending" } });
  const draft = { ...(await emptyContent(db, actor.id)), title: "En cours", lead: "Un chapeau de cinq mots." };
  await createDraft(db, { id: actor.id, role: "editor" }, draft);
  await addRedirect(db, "/ancien", { articleId: id });
  await addRedirect(db, "/plus-ancien", { toPath: "/ancien" });
  await addRedirect(db, "/accueil", { toPath: "/" });
  await sql`insert into settings (key, value) values ('site.name', '"Essai"'), ('start.first', '"2026-11-24"'), ('cluster.shared', '{}')`;
  await sql`insert into imported_items (blog_url, kind, foreign_id, local_id, fingerprint)
    values ('https://blog.example', 'article', '901', ${String(id)}, 'x'), ('https://blog.example', 'step', 's', 'done', '')`;
});

test("a sound site has no finding", async () => {
  expect(await findings()).toEqual([]);
});

describe("finds each planted fault and nothing else", () => {
  const cases: [name: string, plant: string, mend: string, found: RegExp][] = [
    [
      "a comment count too high",
      "update articles set comment_count = 7 where slug = 'un'",
      "update articles set comment_count = 2 where slug = 'un'",
      /^comment-count: article \d+ \(un\) says 7, has 2$/,
    ],
    [
      "a vote that is not in the sum",
      "update articles set rating_sum = 5 where slug = 'un'",
      "update articles set rating_sum = 4 where slug = 'un'",
      /^rating-figures: .* says 1 votes, 5 stars; has 1 votes, 4 stars$/,
    ],
    [
      "a reaction that is not counted",
      "update comments set reaction_count = reaction_count + 1 where id = (select min(id) from comments)",
      "update comments set reaction_count = reaction_count - 1 where id = (select min(id) from comments)",
      /^reaction-count: comment \d+ says 1 reactions, has 0$/,
    ],
    [
      "a subscription without a consent",
      "insert into newsletter_subscribers (address, rhythm, state, link_key) values ('x@example.org', 'monthly', 'ended', '')",
      "delete from newsletter_subscribers",
      /^newsletter-subscriptions: subscriber \d+ is ended, its last consent says nothing$/,
    ],
    [
      "a sign-up that is kept for too long",
      "insert into newsletter_signups (address, topic_ids, rhythm, alerts, page, consent_text, state, link_key, expires_at) values ('x@example.org', '{}', 'monthly', false, '/', '', 'sent', '', now() - interval '60 days')",
      "delete from newsletter_signups",
      /^newsletter-signups: sign-up \d+ expired at .* and is still there$/,
    ],
    [
      "a thread that is ranked twice",
      "insert into thread_ranks (article_id, rank, thread) select id, n, 1 from articles, generate_series(1, 2) n where slug = 'un'",
      "delete from thread_ranks",
      /^reaction-count: article \d+ ranks 1 threads, from 1 to 1, on 2 places$/,
    ],
    [
      "a withdrawn article that is still listed",
      "insert into categories (slug, name) values ('x', 'X'); insert into article_categories (article_id, category_id, listed_at) select a.id, c.id, now() from articles a, categories c where a.slug = 'deux' and c.slug = 'x'",
      "delete from categories where slug = 'x'",
      /^listing: category \d+ of article \d+ \(deux, withdrawn\) has .*, should have no date$/,
    ],
    [
      "a withdrawn article that is still listed in its series",
      "insert into stories (slug, title, kind) values ('x', 'X', 'series'); insert into story_articles (article_id, story_id, position, listed_at) select a.id, s.id, 1, now() from articles a, stories s where a.slug = 'deux' and s.slug = 'x'",
      "delete from stories where slug = 'x'",
      /^listing: story \d+ of article \d+ \(deux, withdrawn\) has .*, should have no date$/,
    ],
    [
      "a mail that was claimed and perhaps not sent",
      `insert into notification_mails (member_id, subject, created_at) select min(id), 'decisions', now() - interval '2 hours' from members`,
      "delete from notification_mails",
      /^notification-mails: mail \d+ to member \d+ about decisions was claimed/,
    ],
    [
      "a sent issue that counts recipients without deliveries",
      `insert into newsletter_issues (slug, kind, subject, status, recipients, snapshot) values ('x', 'alert', 'X', 'sent', 2, '{}')`,
      "delete from newsletter_issues",
      /^newsletter-deliveries: issue \d+ counts 2 recipients, its ledger 0$/,
    ],
    [
      "an article that is scheduled for no time",
      "update articles set status = 'scheduled' where slug = 'deux'",
      "update articles set status = 'withdrawn' where slug = 'deux'",
      /^schedules: article \d+ is scheduled, for no time$/,
    ],
    [
      "a published article without its date in a tag's list",
      "create table kept as select * from article_tags order by article_id, tag_id limit 1; update article_tags j set listed_at = null from kept k where (j.article_id, j.tag_id) = (k.article_id, k.tag_id)",
      "update article_tags j set listed_at = k.listed_at from kept k where (j.article_id, j.tag_id) = (k.article_id, k.tag_id); drop table kept",
      /^listing: tag \d+ of article \d+ .* has no date, should have /,
    ],
    [
      "a reply one too deep",
      "update comments set depth = 2 where body_source = 'Oui' and parent_id is not null",
      "update comments set depth = 1 where body_source = 'Oui' and parent_id is not null",
      /^comment-threads: comment \d+ .* depth 2\) answers comment/,
    ],
    [
      "a comment that is not what was decided",
      "update comments set status = 'spam' where id = (select subject_id from moderation_decisions where action = 'reject')",
      "update comments set status = 'rejected' where id = (select subject_id from moderation_decisions where action = 'reject')",
      /^decided-comments: comment \d+ is spam, its decisions say rejected$/,
    ],
    [
      "a comment that did not go with its author's ban",
      "update comments set status = 'pending' where id = (select max(subject_id) from moderation_decisions where part_of is not null)",
      "update comments set status = 'removed' where id = (select max(subject_id) from moderation_decisions where part_of is not null)",
      /^decided-comments: comment \d+ is pending, its decisions say removed$/,
    ],
    [
      "a text that is kept of a comment that is not deleted",
      "insert into deleted_comment_texts select min(id), 'visible', 'x', 'x', now() from comments where status = 'visible'",
      "delete from deleted_comment_texts",
      /^deleted-texts: a text is kept of comment \d+, which is not deleted$/,
    ],
    [
      "a deleted comment that has its text",
      "update comments set status = 'removed', deleted_at = now() where id = (select subject_id from moderation_decisions where action = 'reject')",
      "update comments set status = 'rejected', deleted_at = null where id = (select subject_id from moderation_decisions where action = 'reject')",
      /^deleted-texts: comment \d+ was deleted by its author and still has its text$/,
    ],
    [
      "the text of a deleted comment that nobody erased",
      "create table kept as select * from comments where status = 'rejected'; update comments set status = 'removed', deleted_at = now(), body_source = '', body_html = '' where status = 'rejected'; insert into deleted_comment_texts select min(id), 'rejected', 'x', 'x', now() - interval '2 days' from kept",
      "delete from deleted_comment_texts; update comments c set status = 'rejected', deleted_at = null, body_source = k.body_source, body_html = k.body_html from kept k where k.id = c.id; drop table kept",
      /^deleted-texts: the text of the deleted comment \d+ should have been erased at /,
    ],
    [
      "a comment that is featured by nobody",
      "insert into moderation_decisions (subject, subject_id, rule, action, before, after) select 'comment', max(id), 'x', 'unfeature', '{\"featuredAt\": null}', '{\"featuredAt\": null}' from comments; update comments set featured_at = now() where id = (select max(id) from comments)",
      "update comments set featured_at = null",
      /^decided-comments: comment \d+ is featured, its decisions say otherwise$/,
    ],
    [
      "a comment that waits, and stands in no queue",
      "insert into screening_verdicts (comment_id, position, reason, action) select max(id), 0, 'verdict.suspectWords', 'flag' from comments where status = 'visible'; delete from moderation_queue where flagged",
      "delete from screening_verdicts where action = 'flag'",
      /^moderation-queue: comment \d+ should be in the queue$/,
    ],
    [
      "a comment that waits since another moment than its rule said",
      "update moderation_queue set queued_at = queued_at - interval '1 day'",
      "update moderation_queue set queued_at = queued_at + interval '1 day'",
      /^moderation-queue: comment \d+ waits since .*, should since .*$/,
    ],
    [
      "a ban that nobody decided",
      "insert into member_standings (member_id, banned_at) values (4, '2026-01-01T00:00Z')",
      "delete from member_standings where member_id = 4",
      /^(member-standings: member 4 has bannedAt 2026-01-01 .*, the decisions say none|counted-votes: the vote of member 4 on article \d+ counts, and should not)$/,
    ],
    [
      "a ban that does not hold",
      "create table kept as select * from member_standings; update member_standings set banned_at = null",
      "update member_standings s set banned_at = k.banned_at from kept k where k.member_id = s.member_id; drop table kept",
      /^(member-standings: member 2 has bannedAt none, the decisions say 20|counted-votes: the vote of member 2 on article \d+ does not count, and should)/,
    ],
    [
      "a held vote that nobody decided on",
      "insert into watched_votes (article_id, member_id, is_young_account, state, reason, held_at) select article_id, member_id, true, 'held', 'young', now() from ratings where member_id = 4 limit 1",
      "delete from watched_votes",
      /^counted-votes: (vote \d+ \(article \d+\) is held, its decisions say nothing|the vote of member 4 on article \d+ counts, and should not)$/,
    ],
    [
      "a notice that is decided, and nobody decided it",
      "insert into dsa_notices (reference, ground, explanation, article_id, address, content_hash, state, outcome, decided_at) values ('V-2026-00000000', 'hate', 'x', 1, '/', 'x', 'decided', 'none', now()); insert into dsa_notice_events (notice_id, kind) select id, 'received' from dsa_notices",
      "set session_replication_role = replica; delete from dsa_notice_events; delete from dsa_notices; set session_replication_role = default",
      /^notice-states: notice V-2026-00000000 is decided \(none\), its events say received \(open\)$/,
    ],
    [
      "a member who should write under review",
      "update member_standings set premoderated = false where member_id = 3",
      "update member_standings set premoderated = true where member_id = 3",
      /^member-standings: member 3 is not premoderated, the decisions say otherwise$/,
    ],
    [
      "a slow mode that does not hold",
      "update articles set slow_mode_minutes = 0 where slug = 'un'",
      "update articles set slow_mode_minutes = 30 where slug = 'un'",
      /^slow-modes: article \d+ is in slow mode of 0 min, its decisions say 30$/,
    ],
    [
      "an item that was separated halfway",
      "update feed_items set state = 'waiting' where id = 2",
      "update feed_items set state = 'merged' where id = 2",
      /^feed items: item 2 is waiting, but still names item 1 as the first one$/,
    ],
    [
      "a merged item without the article",
      "update feed_items set article_id = null where id = 2",
      "update feed_items set article_id = (select article_id from feed_items where id = 1) where id = 2",
      /^feed items: item 2 is merged into item 1, but has article none instead of \d+$/,
    ],
    [
      "an article made of two items",
      "update feed_items set state = 'drafted', duplicate_of_id = null where id = 2",
      "update feed_items set state = 'merged', duplicate_of_id = 1 where id = 2",
      /^feed items: article \d+ was made of 2 items: 1, 2$/,
    ],
    [
      "a withdrawn article in a selection",
      "insert into related_articles (article_id, related_id, rank, score) select a.id, b.id, 1, 1 from articles a, articles b where a.slug = 'un' and b.slug = 'deux' and not exists (select from related_articles r where r.article_id = a.id)",
      "delete from related_articles where related_id = (select id from articles where slug = 'deux')",
      /^related: article \d+ \(published\) shows article \d+ \(withdrawn\)$/,
    ],
    [
      "a selection with an article that editors excluded",
      "insert into related_choices (article_id, related_id, kind) select article_id, related_id, 'exclude' from related_articles order by article_id, rank limit 1",
      "delete from related_choices",
      /^related: article \d+ shows article \d+, which editors excluded$/,
    ],
    [
      "a selection with an article to which the text links",
      `create table kept as select a.id, a.body_html, r.related_id from articles a join related_articles r on r.article_id = a.id and r.rank = 1 order by a.id limit 1; update articles a set body_html = regexp_replace(a.body_html, '<p>([[:alpha:]]+) ', '<p><a href="/articles/' || o.slug || '#bas">\\1</a> ') from kept k join articles o on o.id = k.related_id where k.id = a.id`,
      "update articles a set body_html = k.body_html from kept k where k.id = a.id; drop table kept",
      /^related: article \d+ shows article \d+, to which its text links$/,
    ],
    [
      "an article with outdated words in the search index",
      "create table kept as select * from search_articles order by article_id limit 1; update search_articles d set words = d.head || 'autrefois:9C' from kept k where k.article_id = d.article_id",
      "update search_articles d set words = k.words from kept k where k.article_id = d.article_id; drop table kept",
      /^search index words: article \d+ has outdated words in the search index$/,
    ],
    [
      "a comment with outdated words in the search index",
      "create table kept as select * from search_comments order by comment_id limit 1; update search_comments d set words = 'autrefois:9' from kept k where k.comment_id = d.comment_id",
      "update search_comments d set words = k.words from kept k where k.comment_id = d.comment_id; drop table kept",
      /^search index words: comment \d+ has outdated words in the search index$/,
    ],
    [
      "an article that search does not find",
      "create table kept as select * from search_articles order by article_id limit 1; delete from search_articles d using kept k where k.article_id = d.article_id",
      "insert into search_articles select * from kept; drop table kept",
      /^search of articles: article \d+ is not in the search index$/,
    ],
    [
      "an article that search finds by an older title",
      "create table kept as select * from search_articles order by article_id limit 1; update search_articles d set head = 'autrefois:1A' from kept k where k.article_id = d.article_id",
      "update search_articles d set head = k.head from kept k where k.article_id = d.article_id; drop table kept",
      /^search of articles: article \d+ is in the search index with an older title or lead$/,
    ],
    [
      "an article with another tag's facet",
      "create table kept as select * from search_articles order by article_id limit 1; update search_articles d set facets = d.facets || 't:0'::text from kept k where k.article_id = d.article_id",
      "update search_articles d set facets = k.facets from kept k where k.article_id = d.article_id; drop table kept",
      /^search of articles: article \d+ is in the search index with another date or other facets$/,
    ],
    [
      "a comment that search finds and readers cannot see",
      "create table kept as select * from search_comments order by comment_id limit 1; insert into search_comments select c.id, c.article_id, c.created_at, '', '{}' from comments c where c.status <> 'visible' order by c.id limit 1",
      "delete from search_comments d using comments c where c.id = d.comment_id and c.status <> 'visible'; drop table kept",
      /^search of comments: comment \d+ is in the search index, and readers cannot see it$/,
    ],
    [
      "a headline as it was",
      "update article_headlines set title = 'Autrefois' where article_id = (select min(article_id) from article_headlines)",
      "update article_headlines h set title = a.title from articles a where a.id = h.article_id",
      /^headlines: the headline of article \d+ is in the list as it was$/,
    ],
    [
      "an address that a mail library would read as two",
      "create table kept as select id, email from members where id = 1; update members set email = 'x,victime@exemple.test' where id = 1",
      "update members m set email = k.email from kept k where m.id = k.id; drop table kept",
      /^addresses: member 1 has an email address that is not one mailbox's: ask the member /,
    ],
    [
      "an address whose domain nobody looks up so",
      "create table kept as select id, email from members where id = 1; update members set email = 'ada@exämple.org' where id = 1",
      "update members m set email = k.email from kept k where m.id = k.id; drop table kept",
      /^addresses: member 1 has an email address in another spelling than ada@xn--exmple-cua\.org/,
    ],
    [
      "redirects in a circle",
      "insert into redirects (from_path, to_path) values ('/a', '/b'), ('/b', '/a')",
      "delete from redirects where from_path in ('/a', '/b')",
      /^redirects: \/[ab] is more than 5 hops from its end, or goes round$/,
    ],
    [
      "a redirect to an article that is not there",
      "insert into redirects (from_path, to_path) values ('/a', '/articles/nulle-part')",
      "delete from redirects where from_path = '/a'",
      /^redirects: \/a leads to \/articles\/nulle-part, which is not there$/,
    ],
    [
      "a redirect to another site",
      "insert into redirects (from_path, to_path) values ('/a', '//evil.example/')",
      "delete from redirects where from_path = '/a'",
      /^redirects: \/a leads to another site: \/\/evil\.example\/$/,
    ],
    [
      "a redirect that hides an article",
      "insert into redirects (from_path, to_path) values ('/articles/un', '/')",
      "delete from redirects where from_path = '/articles/un'",
      /^redirects: \/articles\/un is the address of a published article$/,
    ],
    [
      "an imported article that is gone",
      "insert into imported_items (blog_url, kind, foreign_id, local_id, fingerprint) values ('https://blog.example', 'comment', '5', '999999', '')",
      "delete from imported_items where local_id = '999999'",
      /^imports: comment 5 of https:\/\/blog\.example was stored as 999999, which is gone$/,
    ],
    [
      "a picture in a text that is not noted",
      "delete from article_media",
      `insert into article_media select id, '${picture}' from articles where slug = 'un'`,
      /^picture-uses: article \d+ shows picture [0-9a-f]+, which is not noted$/,
    ],
    [
      "a picture that the library does not list",
      "create table kept as select * from library_pictures; delete from library_pictures",
      "insert into library_pictures select * from kept; drop table kept",
      /^picture-library: picture [0-9a-f]+ is not in the library$/,
    ],
    [
      "a picture that is found by old words",
      "update library_pictures set search = to_tsvector('fr', 'phare')",
      "update library_pictures set search = ''",
      /^picture-library: picture [0-9a-f]+ is found by other words than its own$/,
    ],
    [
      "a picture that was replaced and whose new file is lost",
      "update media set revision = 1",
      "update media set revision = 0",
      /^picture-(files: the file of picture [0-9a-f]+ is missing \(.*\/r1\/master\.png\)|strays: .*master\.png are of revision 0 of picture [0-9a-f]+, which is at 1)$/,
    ],
    [
      "a noted picture that the text does not show",
      `insert into article_media select id, '${picture}' from articles where slug = 'deux'`,
      "delete from article_media where article_id = (select id from articles where slug = 'deux')",
      /^picture-uses: article \d+ is noted to show picture [0-9a-f]+, but does not$/,
    ],
    [
      "an unknown setting",
      `insert into settings (key, value) values ('site.colour', '"red"')`,
      "delete from settings where key = 'site.colour'",
      /^settings: site\.colour is not a setting of this version$/,
    ],
    [
      "a setting with a wrong value",
      `update settings set value = '12' where key = 'site.name'`,
      `update settings set value = '"Essai"' where key = 'site.name'`,
      /^settings: site\.name has a value that does not fit/,
    ],
    [
      "a script in a comment",
      "update comments set body_html = '<p>Oui<script>alert(1)</script></p>' where body_source = 'Oui' and parent_id is null",
      "update comments set body_html = '<p>Oui</p>' where body_source = 'Oui' and parent_id is null",
      /^comment-bodies: comment \d+ has a text that is not canonical allowlisted HTML$/,
    ],
    [
      "a wrong number of words",
      "update articles set word_count = 99 where slug = 'deux'",
      "update articles set word_count = 1 where slug = 'deux'",
      /^article-bodies: article \d+ \(deux\) says 99 words, has 1$/,
    ],
  ];
  test.each(cases)("%s", async (_, plant, repair, found) => {
    const lines = await after(plant, repair);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(found);
    expect(await findings()).toEqual([]);
  });
});

test("finds an article's hostile text, wrong plain text and a card to nowhere", async () => {
  const hostile = `<p onclick="x()">Un</p>\n<p data-card="424242"><a href="/articles/rien">Rien</a></p>`;
  await sql`update articles set body_html = ${hostile} where slug = 'deux'`;
  const lines = await findings();
  expect(lines.map((line) => line.replace(/article \d+/, "article N")).sort()).toEqual([
    "article-bodies: article N (deux) has a plain text that is not its text's",
    "article-bodies: article N (deux) has a text that is not canonical allowlisted HTML",
    "article-bodies: article N (deux) says 1 words, has 2",
    "cards: article N shows a card of article 424242, which does not exist",
  ]);
  await sql`update articles set body_html = '<p>Deux</p>', body_text = 'Deux', word_count = 1 where slug = 'deux'`;
});

test("finds image files without a row, and files that belong to no image", async () => {
  const { mediaStorage } = await import("#lib/storage/media-storage.ts");
  const gone = "fedcba9876543210fedcba98";
  const keys = [
    masterKey(gone, "png"),
    `${masterKey(gone, "png").slice(0, -"master.png".length)}160.webp`,
    "xy/other.txt",
  ];
  for (const key of keys) await mediaStorage().put(key, Buffer.from("x"));
  expect((await findings()).sort()).toEqual([
    expect.stringMatching(
      /^picture-strays: 2 files such as fe\/fedcba9876543210fedcba98\/.* belong to picture fedcba9876543210fedcba98, which has no row$/,
    ),
    "picture-strays: xy/other.txt is no picture's file",
  ]);
  for (const key of keys) await mediaStorage().delete(key);
});

test("finds an image file that is truncated, then missing", async () => {
  await truncate(file, 40);
  expect(await findings()).toEqual([`picture-files: the file of picture ${picture} has 40 bytes instead of 100`]);
  await rm(file);
  expect(await findings()).toEqual([
    `picture-files: the file of picture ${picture} is missing (${masterKey(picture, "png")})`,
  ]);
});
