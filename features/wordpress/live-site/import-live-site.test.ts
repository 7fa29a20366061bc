import { join } from "node:path";
import { asc } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import { articles, comments } from "#db/schema.ts";
import type { SampleItem } from "../export/sample-testing.ts";
import { importFixtures } from "../testing.ts";
import { readLiveSite } from "./read-site.ts";
import { emptySite, type LiveSiteFixture, startTestSite } from "./server-testing.ts";

const { db, folder, run } = importFixtures();
/** A second site, which imports the file. */
const fromFile = importFixtures();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const date = "2020-01-02T10:00:00";
/** The same posts as an export holds them, and as a page shows them. */
const posts = [
  {
    id: 1,
    title: "L’été",
    slug: "l-ete",
    stored: "Un début.\n\n<!--more-->\n\nUne ligne,\nune autre [sic].\n\n<strong>Gras</strong>\n\n[gallery ids=9]",
    shown:
      "<p>Un début.</p>\n<p><!--more--></p>\n<p>Une ligne,<br />\nune autre [sic].</p>\n<p><strong>Gras</strong></p>\n<div id='gallery-1' class='gallery'></div>\n",
    excerpt: "<p>Un début.</p>\n",
  },
  {
    id: 2,
    title: "A story",
    slug: "a-story",
    stored:
      '<!-- wp:paragraph -->\n<p>See <a href="/l-ete/">this</a>.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:latest-posts /-->',
    shown: '\n<p>See <a href="/l-ete/">this</a>.</p>\n<ul class="wp-block-latest-posts"><li>A story</li></ul>',
    excerpt: "<p>See this.</p>",
  },
];
const texts = [
  {
    id: 11,
    post: 1,
    parent: 0,
    stored: "Oui\nhttps://a.example/?x=1&amp;y=2\n\nFin",
    shown:
      '<p>Oui<br />\n<a href="https://a.example/?x=1&#038;y=2" rel="nofollow ugc">https://a.example/?x=1&#038;y=2</a></p>\n<p>Fin</p>\n',
  },
  { id: 12, post: 1, parent: 11, stored: "Non", shown: "<p>Non</p>\n" },
];

async function startBlog() {
  const site: LiveSiteFixture = {
    ...emptySite(),
    users: [{ id: 1, name: "Anne Onyme", slug: "anne" }],
    categories: [{ id: 4, name: "une", slug: "une" }],
    posts: posts.map(({ id, title, slug, shown, excerpt }) => ({
      id,
      type: "post",
      title,
      slug,
      content: shown,
      excerpt,
      date,
      categories: [4],
    })),
    comments: texts.map(({ id, post, parent, shown }) => ({
      id,
      post,
      parent,
      author: "Invité",
      content: shown,
      date,
    })),
  };
  const running = await startTestSite(site);
  closers.push(running.close);
  const read = () =>
    readLiveSite(running.base, { folder: join(folder, "imports"), fetchOptions: { mayBePrivate: () => true } });
  return { site, read, base: running.base };
}

async function listImported(database: typeof db) {
  const rows = await database.select().from(articles).orderBy(asc(articles.id));
  const said = await database.select().from(comments).orderBy(asc(comments.id));
  return {
    articles: rows.map(({ title, slug, lead, bodyHtml, status, publishedAt, commentCount }) => ({
      title,
      slug,
      lead,
      bodyHtml,
      status,
      publishedAt,
      commentCount,
    })),
    comments: said.map(({ authorName, bodySource, bodyHtml, depth, createdAt }) => ({
      authorName,
      bodySource,
      bodyHtml,
      depth,
      createdAt,
    })),
  };
}

it("gives the same articles and comments as the blog's export", async () => {
  const { read, base } = await startBlog();
  const items: SampleItem[] = posts.map(({ id, title, slug, stored }) => ({
    id,
    title,
    name: slug,
    link: `${base}/${slug}/`,
    content: stored,
    date: date.replace("T", " "),
    categories: ["une"],
    comments: texts
      .filter(({ post }) => post === id)
      .map(({ id: comment, parent, stored: content }) => ({
        id: comment,
        parent,
        content,
        date: date.replace("T", " "),
      })),
  }));
  await fromFile.bring(items, {}, { blogUrl: base });
  const byFile = await listImported(fromFile.db);
  expect(byFile.articles.map(({ lead }) => lead)).toEqual(["Un début.", ""]);
  expect(byFile.comments).toHaveLength(2);
  await run((await read()).file);
  expect(await listImported(db)).toEqual(byFile);
});

it("changes nothing when nothing changed on the site", async () => {
  const { read } = await startBlog();
  expect((await run((await read()).file)).articles).toMatchObject({ new: 2, changed: 0 });
  expect((await run((await read()).file)).articles).toMatchObject({ new: 0, changed: 0, unchanged: 2 });
});

it("updates the article that was corrected there, and adds its new comment", async () => {
  const { site, read } = await startBlog();
  await run((await read()).file);
  const [first] = site.posts;
  if (first) Object.assign(first, { title: "L’hiver", modified: "2999-01-01T00:00:00" });
  site.comments.push({ id: 13, post: 1, author: "Zoé", content: "<p>Neuf</p>", date: "2999-01-01T00:00:00" });
  const report = await run((await read()).file);
  expect(report.articles).toMatchObject({ new: 0, changed: 1, unchanged: 1 });
  expect(report.comments).toMatchObject({ new: 1, unchanged: 2 });
});
