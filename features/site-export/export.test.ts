import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { articles, comments, members, redirects } from "#db/schema.ts";
import { addComments } from "#features/comments/mutations.ts";
import { importFixtures } from "#features/wordpress/testing.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { childrenOf, readXml, textOf } from "#lib/xml-testing.ts";
import { exportFixtures, siteUrl } from "./testing.ts";

const data = "../shared/data/wxr";
const imported = importFixtures();
const { db, connection } = imported;
const stored = diskStorage(join(imported.folder, "media"));
const { run, list, read, target, folder } = exportFixtures(process.env.DATABASE_URL ?? "", stored);

/** The front matter of an exported file, and what follows it. */
function readMarkdownFile(name: string) {
  const [, yaml = "", body = ""] = /^---\n([\s\S]*?)\n---\n\n?([\s\S]*)$/.exec(read(name)) ?? [];
  return { matter: parse(yaml, { schema: "yaml-1.1" }), yaml, body };
}

const wordpressItems = (name = "wordpress.xml") => childrenOf(readXml(read(name)).children[0], "item");

/** Two published articles and a draft. */
async function bringSamples() {
  const comment = { author: "Ada", content: "Bonjour", date: "2017-03-20 10:00:00" };
  await imported.bring([
    {
      ...{ id: 1, title: "Été : « R&amp;D » &lt;b&gt;", name: "ete", content: "<p>Premier</p>\n\n<p>Second</p>" },
      comments: [
        { ...comment, id: 11 },
        { ...comment, id: 12, parent: 11, author: "Bob" },
        { ...comment, id: 13, parent: 12, author: "Cléo" },
      ],
    },
    { id: 2, title: "Deux", name: "deux", content: "<p>Texte</p>" },
    { id: 3, title: "Brouillon", name: "brouillon", content: "<p>Plus tard</p>", status: "draft" },
  ]);
  const rows = await db.select({ id: articles.id, slug: articles.slug }).from(articles).orderBy(articles.id);
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

describe.skipIf(!existsSync(data))("an export of seed-site.xml", () => {
  beforeEach(async () => {
    await imported.run(`${data}/seed-site.xml`, { uploads: `${data}/uploads` });
  });

  it("has each article with its fields, and pictures that its links find", async () => {
    const result = await run();
    expect(result).toMatchObject({ articles: 12, unpublished: 1, comments: 4, pictures: 2, missingPictures: [] });
    const name = "articles/2017/2017-03-19-orangehuawei-laccord-sur-le-cloud-souleve-des-interrogations.md";
    const { matter, yaml, body } = readMarkdownFile(name);
    expect(yaml).toContain("date: 2017-03-19T18:13:16+01:00\n");
    const slug = "orangehuawei-laccord-sur-le-cloud-souleve-des-interrogations";
    expect(matter).toMatchObject({
      title: "Orange/Huawei : l’accord sur le cloud soulève des interrogations",
      summary: expect.stringMatching(/^Selon le Canard enchaîné, .* racheté par Orange\.$/),
      ...{ slug, url: `/articles/${slug}`, address: `${siteUrl}/articles/${slug}`, status: "published" },
      ...{ authors: ["La rédaction"], categories: ["Business"] },
      tags: ["Cloud", "Cloudwatt", "Huawei", "Orange", "OpenStack"],
      source: { name: "ZDNet", url: expect.stringContaining("zdnet.example"), extract: true },
      rating: { votes: 1, sum: 5, mean: 5 },
      comments: { policy: "open", count: 0 },
      aliases: ["/orange-huawei-accord-cloud", `/${slug}`],
    });
    expect(matter.draft).toBeUndefined();
    const pictures = [...body.matchAll(/!\[[^\]]*\]\(([^ )]+)/g)].map((match) => match[1] ?? "");
    expect(pictures).toHaveLength(2);
    for (const path of [...pictures, matter.image.src])
      expect(existsSync(join(target, dirname(name), path)), path).toBe(true);
    const listed: { file: string; originalName: string }[] = JSON.parse(read("media.json"));
    expect(listed.map(({ originalName }) => originalName).sort()).toEqual(["cloud-souverain.jpg", "nuage-bleu.jpg"]);
    for (const { file } of listed) expect(existsSync(join(target, file))).toBe(true);
    expect(await list()).toContain("drafts/brouillon-interne.md");
    expect(readMarkdownFile("drafts/brouillon-interne.md").matter).toMatchObject({ draft: true, status: "draft" });
  });

  it("has the discussions with their parents, and nothing of commenters but their names", async () => {
    await run();
    const name = "comments/articles/2017/2017-03-18-alerte-rancongiciel-une-vague-de-fausses-factures.json";
    const entries: { id: number; parent: number | null; name: string }[] = JSON.parse(read(name));
    expect(entries.map(({ id, parent, name: author }) => [id, parent, author])).toEqual([
      [1, null, "Jeanne"],
      [4, 1, "Malik"],
      [5, 4, "Redac"],
      [3, null, "Orphelin"],
    ]);
    for (const file of await list())
      if (!file.endsWith(".jpeg")) expect(read(file), file).not.toMatch(/[\w.]+@[\w.]+\.\w|\b\d{1,3}(\.\d{1,3}){3}\b/);
  });

  it("has every old address, for lists and servers", async () => {
    const { redirects: count } = await run();
    const lines = read("redirects.csv").trim().split("\r\n");
    expect(lines).toHaveLength(count + 1);
    expect(count).toBe((await db.select().from(redirects)).length);
    expect(lines).toContain('"/?p=914","/articles/dechiffrer-ses-fichiers-sans-payer","301"');
    expect(lines.filter((line) => line.startsWith('"/wp-content/uploads/'))).toEqual([
      expect.stringMatching(/,"\/media\/[a-f0-9]{24}\.jpeg",/),
      expect.stringMatching(/,"\/media\/[a-f0-9]{24}\.jpeg",/),
    ]);
    expect(read("redirects.map")).toContain('"/?p=914" "/articles/dechiffrer-ses-fichiers-sans-payer";\n');
    expect(read("_redirects")).toContain("/ p=914 /articles/dechiffrer-ses-fichiers-sans-payer 301!\n");
    expect(read("addresses.csv")).toMatch(
      /"\/articles\/dechiffrer-ses-fichiers-sans-payer","article","[^"]+","articles\/2017\/2017-03-10-dechiffrer-ses-fichiers-sans-payer\.md"\r\n/,
    );
  });

  it("has the same for WordPress: pictures before the articles that show them, comments, ratings, the source", async () => {
    await run();
    const items = wordpressItems();
    const types = items.map((item) => textOf(item, "wp:post_type"));
    expect([types.filter((type) => type === "post").length, types.slice(0, 3)]).toEqual([
      12,
      ["attachment", "attachment", "post"],
    ]);
    const [first] = items.filter((item) => textOf(item, "wp:post_type") === "post");
    const meta = new Map(
      childrenOf(first, "wp:postmeta").map((one) => [textOf(one, "wp:meta_key"), textOf(one, "wp:meta_value")]),
    );
    const lead = items.find((item) => textOf(item, "wp:post_id") === meta.get("_thumbnail_id"));
    expect(textOf(lead, "wp:attachment_url")).toMatch(/^https:\/\/vigie\.example\/media\/[a-f0-9]{24}\.jpeg$/);
    expect(textOf(first, "content:encoded")).toContain(`<img src="${textOf(lead, "wp:attachment_url")}"`);
    expect([meta.get("ratings_users"), meta.get("ratings_score"), meta.get("ratings_average")]).toEqual([
      "1",
      "5",
      "5",
    ]);
    expect(meta.get("_yoast_wpseo_meta-robots-noindex")).toBe("1");
    expect(textOf(first, "content:encoded")).toMatch(/<p>Source : l’article <a href="[^"]+">.*ZDNet<\/a><\/p>/);
    expect(items.flatMap((item) => childrenOf(item, "wp:comment"))).toHaveLength(4);
  });
});

it("exports visible comments only, unless all are asked for", async () => {
  await bringSamples();
  await db.update(comments).set({ status: "removed" }).where(eq(comments.authorName, "Bob"));
  expect((await run()).comments).toBe(2);
  const [name = ""] = (await list()).filter((file) => file.startsWith("comments/"));
  expect(JSON.parse(read(name)).map((one: { id: number; parent: number }) => [one.id, one.parent])).toEqual([
    [1, null],
    [3, 1],
  ]);
  expect(read(name)).not.toContain("Bob");
  expect((await run({ allStatuses: true })).comments).toBe(3);
  expect(JSON.parse(read(name)).map((one: { status: string }) => one.status)).toEqual([
    "visible",
    "removed",
    "visible",
  ]);
  const approved = wordpressItems().flatMap((item) =>
    childrenOf(item, "wp:comment").map((one) => [textOf(one, "wp:comment_approved"), textOf(one, "wp:comment_parent")]),
  );
  expect(approved).toEqual([
    ["1", "0"],
    ["trash", "1"],
    ["1", "2"],
  ]);
});

it("names members by their public profile, and exports accounts only if asked", async () => {
  const ids = await bringSamples();
  const [ada, hidden] = await db
    .insert(members)
    .values([
      { email: "ada@example.org", name: "Ada L.", handle: "ada", passwordHash: "secret" },
      { email: "bob@example.org", name: "Bob", handle: "bob", profileHiddenAt: new Date() },
    ])
    .returning({ id: members.id });
  const comment = { status: "visible" as const, bodySource: "a", bodyHtml: "<p>a</p>", createdAt: new Date() };
  await addComments(db, ids.get("deux") ?? 0, [
    { ...comment, key: "a", memberId: ada?.id ?? null },
    { ...comment, key: "b", memberId: hidden?.id ?? null },
  ]);
  await run();
  const [name = ""] = (await list()).filter((file) => file.endsWith("-deux.json"));
  expect(JSON.parse(read(name)).map((one: { name: string; member?: string }) => [one.name, one.member])).toEqual([
    ["Ada L.", "ada"],
    ["Bob", undefined],
  ]);
  expect(await list()).not.toContain("members.csv");
  await db.execute(sql`
    insert into newsletter_subscribers (address, rhythm, state, link_key, confirmed_at)
    values ('cleo@example.org', 'weekly', 'active', '', '2020-05-06'), ('dora@example.org', 'weekly', 'ended', '', now())`);
  expect(await run({ members: true })).toMatchObject({ members: 2, subscribers: 1 });
  expect(read("subscribers.csv").split("\r\n").slice(1)).toEqual([
    '"cleo@example.org","2020-05-06T00:00:00.000Z","weekly","no","",""',
    "",
  ]);
  expect(statSync(join(target, "members.csv")).mode & 0o777).toBe(0o600);
  expect(read("members.csv")).toContain('"ada@example.org","Ada L.","ada","reader",');
  expect(read("members.csv")).not.toContain("secret");
});

it("exports what is not public into a folder of its own, as it was typed last", async () => {
  const ids = await bringSamples();
  const draft = { title: "Titre tapé", bodyHtml: "<p>Texte tapé</p>", lead: "", categoryIds: [], authorIds: [] };
  await db.execute(sql`
    insert into article_drafts (article_id, content)
    values (${ids.get("brouillon")}, ${JSON.stringify({ ...draft, tags: ["Réseau"], leadMediaId: null, leadCaption: "", canonicalUrl: "", seoTitle: "", seoDescription: "", commentsCloseAfterDays: null, source: null })}::jsonb),
      (${ids.get("ete")}, ${JSON.stringify({ title: "Pas encore en ligne" })}::jsonb)`);
  await db.execute(sql`
    insert into article_schedules (article_id, publish_at) values (${ids.get("brouillon")}, '2030-01-02T03:04:05Z')`);
  await db.execute(sql`update articles set status = 'scheduled' where slug = 'brouillon'`);
  await db.execute(sql`update articles set status = 'withdrawn' where slug = 'deux'`);
  await db.execute(sql`insert into article_withdrawals (article_id, note) values (${ids.get("deux")}, 'À tort')`);
  expect(await run()).toMatchObject({ articles: 3, unpublished: 2 });
  const { matter, body } = readMarkdownFile("drafts/brouillon.md");
  expect(matter).toMatchObject({ title: "Titre tapé", status: "scheduled", draft: true, tags: ["Réseau"] });
  expect([body.trim(), matter.date]).toEqual(["Texte tapé", new Date("2030-01-02T03:04:05Z")]);
  expect(readMarkdownFile("drafts/deux.md").matter).toMatchObject({ status: "withdrawn", withdrawal: "À tort" });
  const [published = ""] = (await list()).filter((file) => file.startsWith("articles/"));
  expect(readMarkdownFile(published).matter.title).toBe("Été : « R&D » <b>");
  expect(read("redirects.csv")).toMatch(/"\/[^"]*deux","","410"/);
  expect(wordpressItems().map((item) => [textOf(item, "wp:status"), textOf(item, "title")])).toEqual([
    ["publish", "Été : « R&amp;D » &lt;b&gt;"],
    ["private", "Deux"],
    ["future", "Titre tapé"],
  ]);
});

it("exports pages, with the discussion of a page as its comments", async () => {
  await db.execute(sql`
    with discussion as (
      insert into articles (slug, status, title) values ('page-1', 'page', 'Contact') returning id)
    insert into site_pages (slug, title, body, published_at, discussion_id, seo_description)
    select 'contact', 'Contact', '# Nous' || chr(10) || chr(10) || 'Écrire **ici**.', '2020-05-06', id, 'Adresse' from discussion`);
  const [row] = await db.execute<{ id: string }>(sql`select discussion_id as id from site_pages`);
  await addComments(db, Number(row?.id), [
    { key: "a", authorName: "Ada", status: "visible", bodySource: "a", bodyHtml: "<p>a</p>", createdAt: new Date() },
  ]);
  expect(await run()).toMatchObject({ articles: 0, pages: 1, comments: 1 });
  const { matter, body } = readMarkdownFile("pages/contact.md");
  expect(matter).toMatchObject({ title: "Contact", url: "/pages/contact", description: "Adresse" });
  expect(body).toBe("# Nous\n\nÉcrire **ici**.\n");
  expect(JSON.parse(read(`pages/${matter.comments.file}`))).toMatchObject([{ name: "Ada", parent: null }]);
  const [page, ...rest] = wordpressItems();
  expect(rest).toEqual([]);
  expect([textOf(page, "wp:post_type"), textOf(page, "wp:post_name")]).toEqual(["page", "contact"]);
  expect(textOf(page, "content:encoded")).toContain("<p>Écrire <strong>ici</strong>.</p>");
  expect(childrenOf(page, "wp:comment")).toHaveLength(1);
});

it("is of one moment: what changes meanwhile is not in it", async () => {
  await bringSamples();
  await db.execute(
    sql`insert into media (id, format, width, height, bytes) values (${"a".repeat(24)}, 'jpeg', 1, 1, 1)`,
  );
  let changed: Promise<unknown> | undefined;
  const result = await run({
    onProgress: () => {
      changed ??= connection`delete from articles where slug = 'deux'`;
    },
  });
  await changed;
  expect(await db.select().from(articles)).toHaveLength(2);
  expect(result.articles).toBe(3);
  expect(result.missingPictures).toEqual(["a".repeat(24)]);
});

it("begins another file for WordPress at the size asked for; each has its own pictures", async () => {
  const items = Array.from({ length: 6 }, (_, n) => ({
    id: n + 1,
    name: `a-${n}`,
    title: `A ${n}`,
    content: "<p>x</p>",
  }));
  await imported.bring(items);
  await db.execute(
    sql`insert into media (id, format, width, height, bytes) values (${"a".repeat(24)}, 'jpeg', 1, 1, 1)`,
  );
  await db.execute(sql`
    update articles set body_html = '<figure><img src="/media/' || repeat('a', 24) || '" alt="" width="1" height="1"></figure><p>' || repeat('mot ', 1000) || '</p>'`);
  const { wordpressFiles } = await run({ maxWordPressBytes: 9_000 });
  expect(wordpressFiles).toBe(3);
  expect((await list()).filter((name) => name.startsWith("wordpress"))).toEqual([
    "wordpress-1.xml",
    "wordpress-2.xml",
    "wordpress-3.xml",
  ]);
  for (const number of [1, 2, 3])
    expect(wordpressItems(`wordpress-${number}.xml`).map((item) => textOf(item, "wp:post_type"))).toEqual([
      "attachment",
      "post",
      "post",
    ]);
});

it("leaves nothing behind if it is stopped, and the earlier export as it was", async () => {
  await bringSamples();
  await run();
  const before = read("export.json");
  const stop = new AbortController();
  const stopped = run({ signal: stop.signal, onProgress: () => stop.abort(new Error("Stopped.")) });
  await expect(stopped).rejects.toThrow("Stopped.");
  expect(read("export.json")).toBe(before);
  expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
});
