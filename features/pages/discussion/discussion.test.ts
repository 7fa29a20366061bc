import { beforeEach, expect, test } from "vitest";
import { members, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { readMemberData } from "#features/account/export/queries.ts";
import { findCardContent } from "#features/articles/headline-card/queries.ts";
import { findDiscussionId, getArticleContent } from "#features/articles/queries.ts";
import { discussionPath } from "#features/articles/rules.ts";
import { readFeedDiscussion } from "#features/comments/feed/queries.ts";
import { reactToComment } from "#features/comments/posting/react.ts";
import { listProfileComments } from "#features/comments/profile/queries.ts";
import { findComment, findCommentPlace } from "#features/comments/queries.ts";
import { listRecentDiscussions } from "#features/comments/recent/queries.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { findNoticeContent } from "#features/dsa-notices/notice-content.ts";
import { listFollows } from "#features/follows/queries.ts";
import { findFeaturedComment } from "#features/home/queries.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { countUnpublished, listArticlesPage } from "#features/newsroom/list/queries.ts";
import { selectVote } from "#features/ratings/queries.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { findMovedSlug, resolveRedirect } from "#features/redirects/queries.ts";
import { searchSite } from "#features/search/queries.ts";
import { parseSearchRequest } from "#features/search/request/address.ts";
import { listSitemapEntries } from "#features/sitemap/queries.ts";
import { lookUpAddress } from "#server/page-cache/known-addresses.ts";
import { pageVersion, savePage } from "../mutations.ts";
import { findPage, findPublishedPage } from "../queries.ts";
import type { PageInput } from "../schema.ts";

const { db, sql, clear, queries } = testDatabase();
let admin = 0;
let reader = 0;

beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(members)
    .values([
      { name: "Ada", handle: "ada", role: "admin" },
      { name: "Rita", handle: "rita", role: "reader" },
    ])
    .returning({ id: members.id });
  [admin, reader] = [rows[0]?.id ?? 0, rows[1]?.id ?? 0];
  await db.insert(settings).values([
    { key: "comments.newcomer", value: 0 },
    { key: "moderation.youngDays", value: 0 },
  ]);
});

const blank = {
  id: undefined,
  version: "",
  act: "publish",
  title: "Équipe",
  slug: "",
  body: "Nous.",
  seoTitle: "",
  seoDescription: "",
  discussion: "open",
} as const;

async function addPage(more: Partial<PageInput> = {}): Promise<number> {
  const saved = await savePage(db, admin, { ...blank, ...more });
  if (!saved.ok) throw new Error(saved.code);
  return saved.value.id;
}

async function changePage(id: number, more: Partial<PageInput>) {
  const page = await findPage(db, id);
  if (!page) throw new Error("It is gone.");
  const { title, slug, body, seoTitle, seoDescription, discussion } = page;
  const shown = { title, slug, body, seoTitle, seoDescription, discussion };
  return savePage(db, admin, { ...blank, act: "save", id, version: pageVersion(page), ...shown, ...more });
}

let keys = 0;
async function post(article = "pages/equipe", body = "Bonjour à toutes et à tous.") {
  keys += 1;
  return postCommentAs(db, { id: reader, role: "reader" }, { article, body, key: `key-${keys}-long-enough` });
}

async function posted() {
  const result = await post();
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

test("a page takes comments as an article does, and each place leads to the page", async () => {
  await addPage();
  const { id, articleId, slug } = await posted();
  expect(discussionPath(slug)).toBe("/pages/equipe");
  const place = `/pages/equipe#comment-${id}`;
  expect(await findCommentPlace(db, id)).toEqual({ path: place, isVisible: true });
  expect((await listRecentDiscussions(db))[0]?.article).toMatchObject({ slug: "pages/equipe", commentCount: 1 });
  expect((await listProfileComments(db, reader, 1))[0]?.article.slug).toBe("pages/equipe");
  expect((await readFeedDiscussion(db, "pages/equipe", 10))?.comments).toHaveLength(1);
  expect(await findNoticeContent(db, `/comments/${id}`, "http://vigie.test")).toMatchObject({
    value: { address: place, title: "Équipe" },
  });
  expect(await reactToComment(db, admin, id)).toMatchObject({ ok: true, value: { slug: "pages/equipe" } });
  expect(await findDiscussionId(db, "pages/equipe")).toBe(articleId);
  expect(await selectVote(db, "pages/equipe", reader)).toMatchObject([{ articleId, stars: null }]);
  expect((await findComment(db, id))?.article.isShown).toBe(true);
  expect(await findCardContent(db, "pages/equipe")).toEqual({ title: "Équipe", category: null });
  expect(await findFeaturedComment(db)).toBeUndefined();
  await sql`update comments set featured_at = now()`;
  expect(await findFeaturedComment(db)).toMatchObject({ id, article: { slug: "pages/equipe" } });
  await sql`insert into follows (member_id, article_id) values (${reader}, ${articleId})`;
  expect((await readMemberData(db, reader))?.follows).toMatchObject([
    { address: expect.stringMatching(/\/pages\/equipe$/) },
  ]);
  expect((await listFollows(db, reader, "discussion"))[0]?.path).toBe("/pages/equipe#comments");
  expect(await lookUpAddress(db, "/pages/equipe/comments")).toBe("known");
  expect(await lookUpAddress(db, `/pages/equipe/comments/${id}`)).toBe("known");
  expect(await lookUpAddress(db, "/pages/equipe/comments?page=2")).toBe("unknown");
  expect(await lookUpAddress(db, "/pages/autre/comments")).toBe("unknown");
});

test("a discussion of a page is no article", async () => {
  const { id: page } = { id: await addPage() };
  const { articleId } = await posted();
  expect(await getArticleContent(db, "pages/equipe")).toBeNull();
  expect((await listArticlesPage(db, {})).rows).toEqual([]);
  expect(await countUnpublished(db)).toEqual({});
  expect(await findDraft(db, articleId)).toBeUndefined();
  expect((await listSitemapEntries(db, { kind: "articles", number: 0 })).length).toBe(0);
  expect(await lookUpAddress(db, "/articles/equipe")).toBe("unknown");
  expect(await lookUpAddress(db, "/articles/pages/equipe")).toBe("unknown");
  const [row] = await sql`select count(*)::int as n from search_articles`;
  expect(row?.n).toBe(0);
  expect(page).toBeGreaterThan(0);
});

test("takes no comments while the page is a draft, withdrawn or closed", async () => {
  const id = await addPage({ act: "save" });
  expect(await post()).toMatchObject({ ok: false, code: "comment.articleGone" });
  await changePage(id, { act: "publish" });
  const comment = await posted();
  await changePage(id, { act: "withdraw" });
  expect(await post()).toMatchObject({ code: "comment.articleGone" });
  expect(await findCommentPlace(db, comment.id)).toMatchObject({ isVisible: false });
  expect(await listRecentDiscussions(db)).toEqual([]);
  await changePage(id, { act: "publish" });
  await changePage(id, { discussion: "closed" });
  expect(await post()).toMatchObject({ ok: false });
  expect(await findCommentPlace(db, comment.id)).toMatchObject({ isVisible: true });
});

test("keeps comments: a page that has some cannot lose its discussion, and its new address is theirs", async () => {
  const id = await addPage();
  const comment = await posted();
  expect(await changePage(id, { discussion: "none" })).toMatchObject({ fields: { discussion: "page.hasComments" } });
  await changePage(id, { slug: "redaction", title: "Rédaction" });
  expect(await findCommentPlace(db, comment.id)).toMatchObject({ path: `/pages/redaction#comment-${comment.id}` });
  expect((await listRecentDiscussions(db))[0]?.article.title).toBe("Rédaction");
});

test("opening a discussion again keeps the premoderation that moderators decided", async () => {
  const id = await addPage();
  await sql`update articles set comment_policy = 'premoderated' where slug = 'pages/equipe'`;
  await changePage(id, { body: "Autre." });
  expect((await sql`select comment_policy from articles`)[0]?.comment_policy).toBe("premoderated");
});

test("a page without a discussion has no row for it, and takes one statement", async () => {
  const id = await addPage({ discussion: "none" });
  expect(await sql`select 1 from articles`).toHaveLength(0);
  const { statements } = await queries(() => findPublishedPage(db, "equipe"));
  expect(statements).toHaveLength(1);
  await changePage(id, { discussion: "open" });
  await changePage(id, { discussion: "none" });
  expect(await sql`select 1 from articles`).toHaveLength(0);
});

test("the search finds comments on a page while readers see it, on the whole site and in its discussion", async () => {
  const id = await addPage();
  const comment = await posted();
  const find = async (query: string) => {
    const found = await searchSite(db, parseSearchRequest(new URLSearchParams(query)));
    if (!found.ok) throw new Error(found.code);
    return found.value;
  };
  const address = `/pages/equipe#comment-${comment.id}`;
  expect((await find("q=bonjour")).hits).toMatchObject([{ kind: "comment", path: address, articleTitle: "Équipe" }]);
  const inside = await find("q=bonjour&discussion=pages/equipe&author=rita");
  expect([inside.hits.length, inside.discussionTitle]).toEqual([1, "Équipe"]);
  const people = (await find("q=bonjour")).facets.author;
  expect(people.map(({ label, count }) => [label, count])).toEqual([["Rita", 1]]);
  expect((await find("q=bonjour&discussion=pages/autre")).hits).toEqual([]);
  expect((await find("q=bonjour&discussion=equipe")).hits).toEqual([]);
  await changePage(id, { act: "withdraw" });
  expect((await find("q=bonjour")).hits).toEqual([]);
  expect(await sql`select 1 from search_comments`).toHaveLength(0);
  // Written while nobody reads the page: indexed with it.
  await sql`update comments set body_html = '<p>Bonsoir.</p>'`;
  await changePage(id, { act: "publish" });
  expect((await find("q=bonsoir")).hits).toHaveLength(1);
  expect(await sql`select 1 from search_articles`).toHaveLength(0);
  await sql`update comments set status = 'removed'`;
  expect((await find("q=bonsoir")).hits).toEqual([]);
});

test("the addresses of a page's discussion follow the page, and its readers may still write", async () => {
  const id = await addPage();
  const comment = await posted();
  await changePage(id, { slug: "redaction" });
  for (const below of ["", "/comments", `/comments/${comment.id}`, "/comments/feed.xml"])
    expect(await resolveRedirect(db, `/pages/equipe${below}`)).toBe(`/pages/redaction${below}`);
  expect(await resolveRedirect(db, "/pages/equipe/comments/x")).toBeNull();
  expect(await resolveRedirect(db, "/pages/redaction/comments")).toBeNull();
  expect(await findMovedSlug(db, "pages/equipe")).toBe("pages/redaction");
  expect(await findMovedSlug(db, "pages/autre")).toBeUndefined();
  // WordPress's feed of a page's comments.
  await addRedirect(db, "/equipe", { toPath: "/pages/redaction" });
  expect(await resolveRedirect(db, "/equipe/feed")).toBe("/pages/redaction/comments/feed.xml");
  // A page that was withdrawn has no feed: its address says so.
  await changePage(id, { act: "withdraw" });
  expect(await resolveRedirect(db, "/equipe/feed")).toBe("/pages/redaction");
});
