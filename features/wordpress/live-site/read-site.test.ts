import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExportItem } from "../export/entries.ts";
import { readExport } from "../export/reader.ts";
import { readLiveSite } from "./read-site.ts";
import { emptySite, type LiveSiteFixture, startTestSite } from "./server-testing.ts";

const root = mkdtempSync(join(tmpdir(), "vigie-live-site-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
let site: LiveSiteFixture;
let running: Awaited<ReturnType<typeof startTestSite>>;
const waits: number[] = [];
let clock = Date.parse("2026-11-30T12:00:00Z");

beforeEach(async () => {
  folder = mkdtempSync(join(root, "copy-"));
  site = sampleSite();
  running = await startTestSite(site);
  waits.length = 0;
  clock = Date.parse("2026-11-30T12:00:00Z");
});
afterEach(() => running.close());

const read = (options: Partial<Parameters<typeof readLiveSite>[1]> = {}) =>
  readLiveSite(running.base, {
    folder,
    fetchOptions: { mayBePrivate: () => true },
    wait: async (ms) => waits.push(ms),
    now: () => new Date(clock),
    ...options,
  });

async function itemsOf(file: string): Promise<ExportItem[]> {
  const items: ExportItem[] = [];
  for await (const entry of readExport(file)) if (entry.kind === "item") items.push(entry.item);
  return items;
}
const postsOf = async (file: string) => (await itemsOf(file)).filter(({ type }) => type === "post");
const askedFor = (name: string) => running.asked.filter((path) => path.startsWith(`/wp-json/wp/v2/${name}?`));

/** 250 posts, every fifth in English, with comments, pictures and terms. */
function sampleSite(): LiveSiteFixture {
  const two = (number: number) => String(number).padStart(2, "0");
  const at = (number: number) => `2020-${two(1 + (number % 12))}-${two(1 + (number % 28))}T08:00:00`;
  return {
    ...emptySite(),
    users: [
      { id: 1, name: "Anne Onyme", slug: "anne" },
      { id: 2, name: "Jo King", slug: "jo" },
    ],
    categories: Array.from({ length: 130 }, (_, index) => ({
      id: index + 1,
      name: `Rubrique &amp; ${index + 1}`,
      slug: `rubrique-${index + 1}`,
      parent: index === 2 ? 1 : 0,
    })),
    tags: [{ id: 201, name: "Sécurité", slug: "securite" }],
    genres: [{ id: 301, name: "Enquête", slug: "enquete" }],
    media: [{ id: 5001, path: "2020/01/phare.jpg", alt: "Un phare", caption: "Le phare", post: 2 }],
    posts: [
      ...Array.from({ length: 250 }, (_, index) => ({
        id: 2 * index + 2,
        type: "post" as const,
        title: index % 5 === 0 ? `A story about &#8220;${index}&#8221;` : `L&rsquo;article n&deg;&nbsp;${index}`,
        slug: `article-${index}`,
        content: `<p>Texte ${index}<br />\nsuite</p>\n`,
        date: at(index),
        author: 1 + (index % 2),
        categories: [1 + (index % 130)],
        tags: index % 3 === 0 ? [201] : [],
        genre: index === 0 ? [301] : [],
        featuredMedia: index === 0 ? 5001 : 0,
        sticky: index === 0,
      })),
      { id: 900, type: "page", title: "À propos", slug: "a-propos", content: "<p>Nous</p>", date: at(1) },
    ],
    comments: Array.from({ length: 230 }, (_, index) => ({
      id: index + 1,
      post: 2 * (index % 250) + 2,
      author: `Lecteur ${index}`,
      content: `<p>Avis ${index}</p>\n`,
      date: at(index),
    })),
  };
}

describe("a live site", () => {
  it("becomes an export with everything that visitors may read", async () => {
    const { file, reading } = await read();
    const items = await itemsOf(file);
    expect(reading.items).toMatchObject({
      posts: 250,
      pages: 1,
      comments: 230,
      media: 1,
      users: 2,
      "terms-category": 130,
    });
    expect(reading).toMatchObject({ omitted: [], notPublic: [], otherTypes: [{ name: "event", count: 1 }] });
    const posts = items.filter(({ type }) => type === "post");
    expect(posts.filter(({ sticky }) => sticky === "1").map(({ id }) => id)).toEqual(["2"]);
    expect(posts.map(({ id }) => Number(id))).toEqual(site.posts.filter((p) => p.type === "post").map(({ id }) => id));
    expect(posts[0]).toMatchObject({
      creator: "anne",
      name: "article-0",
      link: `${running.base}/article-0/`,
      dateGmt: "2020-01-01 08:00:00",
      content: "<!-- wp:html -->\n<p>Texte 0<br />suite</p>\n<!-- /wp:html -->",
      terms: [
        { taxonomy: "category", nicename: "rubrique-1", name: "Rubrique &amp; 1" },
        { taxonomy: "post_tag", nicename: "securite", name: "Sécurité" },
        { taxonomy: "genre", nicename: "enquete", name: "Enquête" },
      ],
    });
    expect(posts[0]?.meta.get("_thumbnail_id")).toEqual(["5001"]);
    expect(posts[1]?.comments).toMatchObject([{ id: "2", author: "Lecteur 1", content: "Avis 1", approved: "1" }]);
    expect(items.find(({ type }) => type === "attachment")).toMatchObject({
      attachmentUrl: `${running.base}/wp-content/uploads/2020/01/phare.jpg`,
      excerpt: "Le phare",
    });
    // Nothing of a commenter but the name.
    expect(readFileSync(file, "utf8")).not.toMatch(/gravatar|lecteur\.example/);
    expect(askedFor("posts")).toHaveLength(3);
    expect(askedFor("categories")).toHaveLength(2);
  });

  it("is read at ?rest_route= without pretty permalinks", async () => {
    site.hasPlainPermalinks = true;
    const { file } = await read();
    expect(await postsOf(file)).toHaveLength(250);
    expect(running.asked.some((path) => path.startsWith("/wp-json/wp/v2"))).toBe(false);
  });

  it("gives the same bytes again", async () => {
    const first = readFileSync((await read()).file, "utf8");
    expect(readFileSync((await read()).file, "utf8")).toBe(first);
  });

  it("says which texts it may not read", async () => {
    const [first, second] = site.posts;
    if (first) first.protected = true;
    if (second) second.hidden = true;
    site.users = [];
    const { file, reading } = await read();
    expect(await postsOf(file)).toHaveLength(248);
    // The comment on the protected post is hidden too.
    expect(reading.items.comments).toBe(229);
    expect(reading.omitted).toEqual([
      { reason: "withoutAuthor", list: "posts", count: 248 },
      { reason: "password", list: "posts", count: 1 },
      { reason: "withoutAuthor", list: "pages", count: 1 },
      { reason: "withoutItem", list: "comments", count: 1 },
    ]);
  });
});

describe("a run that was interrupted", () => {
  it.each([4, 7, 8, 11, 13, 15])("continues after request %i without asking twice for what it has", async (stopAt) => {
    const complete = readFileSync((await read()).file, "utf8");
    const all = running.asked.length;
    rmSync(folder, { recursive: true });
    running.asked.length = 0;
    const abort = new AbortController();
    site.intercept = (_request, response) => {
      if (running.asked.length < stopAt) return false;
      abort.abort(new Error("killed"));
      response.destroy();
      return true;
    };
    await expect(read({ signal: abort.signal })).rejects.toThrow("killed");
    delete site.intercept;
    const { file, reading } = await read();
    expect(readFileSync(file, "utf8")).toBe(complete);
    expect(reading.isContinued).toBe(true);
    const pages = running.asked.filter((path) => path.includes("per_page=100"));
    // Only the page that was under way, and lists that were finished are not touched again.
    expect(new Set(pages).size).toBeGreaterThanOrEqual(pages.length - 2);
    expect(running.asked.length).toBeLessThanOrEqual(all + 8);
  });

  it("drops what was half written", async () => {
    const { file } = await read();
    const complete = readFileSync(file, "utf8");
    const [copy = ""] = readdirSync(folder);
    appendFileSync(join(folder, copy, "posts.jsonl"), '{"id":7,"ti');
    site.posts.push({ id: 9_000, type: "post", title: "Neuf", slug: "neuf", content: "", date: "2026-11-30T11:00:00" });
    const again = await read();
    expect((await postsOf(again.file)).map(({ id }) => id)).toContain("9000");
    expect(readFileSync(again.file, "utf8").length).toBeGreaterThan(complete.length);
  });
});

describe("a site that changes", () => {
  it("loses nothing when posts are deleted and published while it is read", async () => {
    let pages = 0;
    site.intercept = (_request, _response, url) => {
      if (url.pathname !== "/wp-json/wp/v2/posts" || url.searchParams.get("per_page") === "1") return false;
      pages += 1;
      if (pages === 2) site.posts.splice(0, 60);
      if (pages === 3)
        site.posts.push({
          id: 8_000,
          type: "post",
          title: "Tard",
          slug: "tard",
          content: "",
          date: "2026-11-30T12:00:00",
        });
      return false;
    };
    const { file } = await read();
    const ids = (await postsOf(file)).map(({ id }) => Number(id));
    expect(ids).toEqual([...Array.from({ length: 250 }, (_, index) => 2 * index + 2), 8_000]);
  });

  it("gives a later run only what changed", async () => {
    await read();
    running.asked.length = 0;
    clock += 5 * 86_400_000;
    const [first] = site.posts;
    if (first) Object.assign(first, { title: "Corrigé", modified: "2026-12-02T09:00:00" });
    site.comments.push({ id: 999, post: 4, author: "Zoé", content: "<p>Neuf</p>", date: "2026-12-03T09:00:00" });
    const { file, reading } = await read();
    const posts = await postsOf(file);
    expect(posts).toHaveLength(250);
    expect(posts[0]?.title).toBe("Corrigé");
    expect(posts[1]?.comments.map(({ id }) => id)).toEqual(["2", "999"]);
    expect(reading.updatedSince).toBe("2026-11-30T12:00:00.000Z");
    expect(askedFor("posts")).toHaveLength(2);
    expect(askedFor("posts")[0]).toContain("modified_after=2026-11-29T12%3A00%3A00.000Z");
    expect(askedFor("comments")).toHaveLength(2);
  });

  it("reads a list again if it has more than came since, as after a late approval", async () => {
    await read();
    clock += 5 * 86_400_000;
    site.comments.push({
      id: 50_000,
      post: 4,
      author: "Tardif",
      content: "<p>Ancien</p>",
      date: "2020-05-05T09:00:00",
    });
    const { file } = await read();
    expect((await postsOf(file))[1]?.comments.map(({ id }) => id)).toEqual(["2", "50000"]);
  });

  it("is read whole again where WordPress does not know modified_after", async () => {
    site.isOld = true;
    await read();
    clock += 86_400_000;
    const [first] = site.posts;
    if (first) Object.assign(first, { title: "Corrigé" });
    const { file } = await read();
    const posts = await postsOf(file);
    expect([posts.length, posts[0]?.title]).toEqual([250, "Corrigé"]);
  });
});
