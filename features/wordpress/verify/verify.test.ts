import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SampleItem, sampleExport } from "../export/sample-testing.ts";
import { verifyImport } from "./verify.ts";
import { formatVerifyReport } from "./verify-report.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-verify-"));
const file = join(folder, "export.xml");
/** The served site: bodies by path; a redirect is "-> PATH". */
let pages: Record<string, string> = {};
let busy = 0;
let site = "";
const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex").toString("latin1");

const server = createServer((req, res) => {
  if (busy > 0) {
    busy -= 1;
    res.writeHead(429, { "Retry-After": "0" }).end();
    return;
  }
  const page = pages[decodeURIComponent(req.url ?? "")];
  if (page?.startsWith("-> ")) res.writeHead(308, { Location: page.slice(3) }).end();
  else if (page === undefined) res.writeHead(404).end();
  else {
    const type = req.url?.startsWith("/media/") ? "image/png" : req.url?.endsWith(".xml") ? "text/xml" : "text/html";
    res.writeHead(200, { "Content-Type": type }).end(Buffer.from(page, type === "image/png" ? "latin1" : "utf8"));
  }
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const items: SampleItem[] = [
  {
    id: 10,
    name: "nuage",
    title: "Le nuage &amp; nous",
    content: `Un premier paragraphe, « cité ».\n\nUn <a href="https://blog.example/autre/">autre</a> avec <a href="https://ailleurs.example/x">un lien</a>.\n[caption id="x"]<img src="https://blog.example/wp-content/uploads/n-300x200.png" /> La légende[/caption]\n<pre>if (a &lt; b)\n  return;</pre>`,
    categories: ["cloud"],
    comments: [
      { id: 1, author: "Anne", content: "Bien vu." },
      { id: 2, author: "Bob", content: "Pas d’accord.", parent: 1 },
      { id: 3, author: "Spam", content: "Achetez mes montres en or", approved: "spam" },
    ],
  },
  { id: 11, name: "autre", title: "Autre", content: "Court." },
  { id: 12, name: "secret", title: "Secret", status: "draft", content: "Rien." },
];

const comment = (id: number, author: string, text: string, replies = "") =>
  `<li><article id="comment-${id}" class="h-cite"><span class="p-author">${author}</span><div class="p-content">${text}</div></article>${replies && `<ol>${replies}</ol>`}</li>`;
const article = (title: string, body: string, rest = "") =>
  `<main><article class="h-entry"><h1>${title}</h1><time class="dt-published" datetime="2020-01-02T10:00:00Z"></time><a class="p-author">Anne Onyme</a>${rest}<div class="e-content">${body}</div></article></main>`;
const body = `<p>Un premier paragraphe, “cité”.</p><p>Un <a href="/articles/autre">autre</a> avec <a href="https://ailleurs.example/x">un lien</a>.</p><figure><img src="/media/abc/640.png"><figcaption>La légende</figcaption></figure><pre>if (a &lt; b)\n  return;</pre>`;

beforeEach(() => {
  busy = 0;
  writeFileSync(file, sampleExport(items));
  pages = {
    ...Object.fromEntries(
      ["/feed/", "/comments/feed/", "/feed/atom/", "/?feed=rss2", "/author/anne/feed/"].map((path) => [
        path,
        "-> /feed.xml",
      ]),
    ),
    ...Object.fromEntries(["/nuage/feed/", "/autre/feed/"].map((path) => [path, "-> /feed.xml"])),
    "/author/anne/": "-> /authors/anne",
    "/authors/anne": "",
    "/2020/01/": "-> /search?period=2020-01",
    "/search?period=2020-01": "",
    "/feed.xml": "<rss/>",
    "/?p=10": "-> /articles/nuage",
    "/nuage/": "-> /articles/nuage",
    "/?p=11": "-> /articles/autre",
    "/autre/": "-> /articles/autre",
    "/articles/autre": article("Autre", "<p>Court.</p>"),
    "/articles/nuage": article("Le nuage & nous", body, `<a href="/categories/cloud">cloud</a>`),
    "/articles/nuage/comments": `<main><ol>${comment(71, "Anne", "<p>Bien vu.</p>", comment(72, "Bob", "<p>Pas d'accord.</p>"))}</ol></main>`,
    "/wp-content/uploads/n-300x200.png": "-> /media/abc/1280.png",
    "/media/abc/1280.png": png,
    "/media/abc/640.png": png,
  };
});

const listMissing = async () =>
  (await verifyImport({ file, site })).missing.map(({ kind, what }) => [kind, what] as const);

test("compares nothing while the old site answers at the address of both", async () => {
  writeFileSync(file, sampleExport([{ id: 1, name: "billet", content: "Texte" }], { blogUrl: site }));
  pages = { "/?p=1": "<h1>Billet 1</h1><p>Texte</p>" };
  await expect(verifyImport({ file, site })).rejects.toThrow("no Vigie site answers there");
  pages["/api/me"] = '{"viewer":null}';
  const report = await verifyImport({ file, site });
  expect(report.counts.articles).toEqual({ found: 1, missing: 0 });
  expect(formatVerifyReport(report, site)[1]).toContain("The old site had this address");
});

test("finds everything on a site that has it, and waits when the site is busy", async () => {
  busy = 3;
  const report = await verifyImport({ file, site });
  expect(report.missing).toEqual([]);
  const found = Object.entries(report.counts).flatMap(([kind, count]) => (count.found > 0 ? [kind] : []));
  expect(found).toEqual([
    ...["articles", "paragraphs", "code listings", "pictures", "captions", "links", "titles", "dates", "bylines"],
    ...[
      "categories and tags",
      "comments",
      "replies and threads",
      "hidden comments",
      "hidden articles",
      "old addresses",
      "feeds",
    ],
  ]);
  expect(formatVerifyReport(report, site).at(-1)).toBe("Nothing is missing.");
});

const set = (path: string, from: string, to: string) => {
  pages[path] = (pages[path] ?? "").replace(from, to);
};

test.each<[string, () => void, string, RegExp]>([
  ["a paragraph", () => set("/articles/nuage", "Un premier paragraphe", "Un paragraphe"), "paragraphs", /^Un premier/],
  ["a character of a listing", () => set("/articles/nuage", "\n  return", "\n return"), "code listings", /^if/],
  ["a picture's bytes", () => (pages["/media/abc/640.png"] = "<html>"), "pictures", /640/],
  [
    "a picture on the page",
    () => set("/articles/nuage", "/media/abc/640.png", "/media/def/1.png"),
    "pictures",
    /not on the page/,
  ],
  ["a caption", () => set("/articles/nuage", "La légende", "Une légende"), "captions", /légende/],
  ["a link", () => set("/articles/nuage", "ailleurs.example/x", "ailleurs.example/y"), "links", /ailleurs/],
  ["a title", () => set("/articles/nuage", "<h1>Le", "<h1>Un"), "titles", /nuage/],
  ["a date", () => set("/articles/nuage", "2020-01-02T10", "2020-01-02T11"), "dates", /10:00/],
  ["an author", () => set("/articles/nuage", "Anne Onyme", "Redac"), "bylines", /Anne/],
  ["a category", () => set("/articles/nuage", "/categories/cloud", "/x"), "categories and tags", /cloud/],
  ["a comment", () => set("/articles/nuage/comments", "Pas d'accord", "D'accord"), "comments", /^Bob/],
  ["a comment's author", () => set("/articles/nuage/comments", ">Bob<", ">Rob<"), "comments", /^Bob/],
  [
    "the order of two comments",
    () => {
      pages["/articles/nuage/comments"] =
        `<ol>${comment(72, "Bob", "Pas d'accord.", comment(71, "Anne", "Bien vu."))}</ol>`;
    },
    "replies and threads",
    /^Anne/,
  ],
  [
    "what was spam",
    () => set("/articles/nuage/comments", "<ol>", `<ol>${comment(9, "Spam", "Achetez mes montres en or")}`),
    "hidden comments",
    /^spam/,
  ],
  ["what was a draft", () => (pages["/?p=12"] = article("Secret", "")), "hidden articles", /public here/],
  ["a redirect", () => delete pages["/nuage/"], "old addresses", /404/],
  [
    "a second redirect",
    () => {
      pages["/nuage/"] = "-> /nuage";
      pages["/nuage"] = "-> /articles/nuage";
    },
    "old addresses",
    /one redirect/,
  ],
  ["a feed", () => delete pages["/nuage/feed/"], "feeds", /404/],
  ["an article", () => delete pages["/articles/nuage"], "articles", /404/],
])("names %s that is not as it was", async (_, change, kind, what) => {
  change();
  const missing = await listMissing();
  expect(missing.map(([one]) => one)).toContain(kind);
  expect(
    missing.filter(([one]) => one === kind).some(([, text]) => what.test(text)),
    JSON.stringify(missing),
  ).toBe(true);
});

test("finds the title and the content of an expandable section, or names what is missing of it", async () => {
  const content =
    '<!-- wp:details -->\n<details class="wp-block-details"><summary>Une <em>question</em> courte</summary><!-- wp:paragraph -->\n<p>Une réponse longue.</p>\n<!-- /wp:paragraph --></details>\n<!-- /wp:details -->';
  writeFileSync(file, sampleExport([...items, { id: 13, name: "pli", title: "Pli", content }]));
  const opens = "<details><summary>Une <em>question</em> courte</summary><p>Une réponse longue.</p></details>";
  const served = { "/?p=13": "-> /articles/pli", "/pli/": "-> /articles/pli", "/pli/feed/": "-> /feed.xml" };
  Object.assign(pages, { ...served, "/articles/pli": article("Pli", opens) });
  expect(await listMissing()).toEqual([]);
  set("/articles/pli", "Une réponse longue.", "");
  set("/articles/pli", "question", "");
  const missing = await listMissing();
  expect(missing.map(([kind]) => kind)).toEqual(["paragraphs", "paragraphs"]);
});

test("refuses an export with nothing to compare", async () => {
  writeFileSync(file, sampleExport([{ id: 12, status: "draft" }]));
  await expect(verifyImport({ file, site })).rejects.toThrow(/nothing to compare/);
  writeFileSync(file, "<html></html>");
  await expect(verifyImport({ file, site })).rejects.toThrow();
  await expect(verifyImport({ file: join(folder, "none.xml"), site })).rejects.toThrow();
});

test("reads an export from a .gz file", async () => {
  const packed = `${file}.gz`;
  writeFileSync(packed, gzipSync(sampleExport(items)));
  const report = await verifyImport({ file: packed, site });
  expect(report.missing).toEqual([]);
  expect(report.counts.articles.found).toBe(2);
  delete pages["/articles/nuage"];
  expect((await verifyImport({ file: packed, site })).missing).not.toEqual([]);
});

test("a sample is spread over the file and is the same each time", async () => {
  const first = await verifyImport({ file, site, sample: 1 });
  expect(first.counts.articles).toEqual({ found: 1, missing: 0 });
  expect((await verifyImport({ file, site, sample: 1 })).counts).toEqual(first.counts);
});

const toLatin1 = (text: string) =>
  Buffer.from(text.replace("UTF-8", "ISO-8859-1").replaceAll("’", "'").replace("n’", "n'"), "latin1");

test.each<[string, (xml: string) => string | Buffer]>([
  [
    "another prefix",
    (xml) => xml.replace(/\b(?:xmlns:)?(wp|content|dc)(?=[:=])/g, (name) => name.replace(/\w+$/, "$&2")),
  ],
  [
    "WordPress’s namespace as the default of an element",
    (xml) =>
      xml.replace(/<wp:status>(.*?)<\/wp:status>/g, '<status xmlns="http://wordpress.org/export/1.2/">$1</status>'),
  ],
  ["a prefix that is not declared", (xml) => xml.replace("<item>", '<atom:link href="x"/><item><media:x>1</media:x>')],
  ["messages of PHP before it", (xml) => `\n<br />\n<b>Warning</b>: <!-- x of <rss --> y\n${xml}`],
  ["blank lines before it", (xml) => `\n\n${xml}`],
  [
    "the end of a section within a text",
    (xml) => xml.replace("Un premier", "<script>//<![CDATA[\nx()\n//]]></script>Un premier"),
  ],
  ["two sections in a text", (xml) => xml.replace("Un premier", "<!-- ]]]]><![CDATA[> -->Un premier")],
  ["another encoding", toLatin1],
])("reads an export with %s", async (_, damage) => {
  const whole = sampleExport(items);
  const damaged = damage(whole);
  expect(damaged).not.toBe(whole);
  writeFileSync(file, damaged);
  const report = await verifyImport({ file, site });
  expect(report.missing).toEqual([]);
  expect(report.counts.articles.found).toBe(2);
  expect(report.counts.comments.found).toBe(2);
  expect(report.counts.paragraphs.found).toBe(3);
});

test("finds a paragraph whose picture is a link to the old site, and captions with references", async () => {
  const [first, ...others] = items;
  const content = `Un <a href="https://x.test/page"><img src="https://x.test/vue.jpg" alt=""></a> mot, <img src="https://x.test/b.jpg" alt="Vue">.\n[caption caption="&quot;Un &amp; deux&quot;"]<img src="https://x.test/c.jpg">[/caption]`;
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others]));
  set(
    "/articles/nuage",
    body,
    `<p>Un <a href="https://x.test/page">vue.jpg</a> (<a href="https://x.test/vue.jpg">image</a>) mot, <a href="https://x.test/b.jpg">Vue</a>.</p><p><a href="https://x.test/c.jpg">"Un & deux"</a></p>`,
  );
  expect(await listMissing()).toEqual([]);
  set("/articles/nuage", "mot", "mots");
  expect(await listMissing()).toEqual([["paragraphs", "Un mot"]]);
});

test("finds uploads of wordpress.com and of other hosts by their address here", async () => {
  const [first, ...others] = items;
  const content =
    '<img src="https://x.files.wordpress.com/2019/01/n.png?w=300" /> <img src="https://cdn.example/pics/m-300x200.png" />';
  const attachment = {
    id: 30,
    type: "attachment",
    attachmentUrl: "https://cdn.example/pics/m.png",
    meta: { _wp_attached_file: "2019/02/m.png" },
  };
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others, attachment]));
  set("/articles/nuage", "</figure>", '</figure><figure><img src="/media/def/640.png"></figure>');
  pages["/media/def/640.png"] = png;
  const images = async () => (await listMissing()).filter(([kind]) => kind === "pictures");
  expect(await images()).toHaveLength(2);
  pages["/wp-content/uploads/2019/01/n.png"] = "-> /media/abc/1280.png";
  pages["/wp-content/uploads/2019/02/m.png"] = "-> /media/def/640.png";
  expect(await images()).toEqual([]);
});

test("finds a picture of wordpress.com and the link to it, whatever path on a disk the export gives", async () => {
  const [first, ...others] = items;
  const address = "https://x.files.wordpress.com/2009/05/n.png";
  const content = `<a href="${address}">Voir</a> <img src="${address}?w=510" />`;
  const meta = { _wp_attached_file: "/home/wpcom/public_html/wp-content/blogs.dir/c3d/1/files/2009/05/n.png" };
  const attachment = { id: 30, type: "attachment", attachmentUrl: address, meta };
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others, attachment]));
  const missing = async () => (await listMissing()).filter(([kind]) => kind === "pictures" || kind === "links");
  expect((await missing()).map(([kind]) => kind)).toEqual(["pictures", "links"]);
  pages["/wp-content/uploads/2009/05/n.png"] = "-> /media/abc/1280.png";
  expect(await missing()).toEqual([]);
});

test("finds a picture of a host that the blog had before, and the full one for a smaller copy on another host", async () => {
  const [first, ...others] = items;
  const full = "https://x.files.wordpress.com/2009/05/n.png";
  const content = `<img src="https://ancien.example/wp-content/uploads/2008/m.png" /> <a href="${full}"><img src="https://x.files.wordpress.com/2009/05/n_thumb.png" /></a>`;
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others]));
  const pictures = async () => (await listMissing()).filter(([kind]) => kind === "pictures");
  expect(await pictures()).toHaveLength(2);
  pages["/wp-content/uploads/2008/m.png"] = "-> /media/abc/1280.png";
  pages["/wp-content/uploads/2009/05/n_thumb.png"] = "-> /media/def/1280.png";
  pages["/media/def/1280.png"] = png;
  expect((await pictures()).map(([, what]) => what)).toEqual([
    expect.stringContaining("n_thumb.png (not on the page)"),
  ]);
  pages["/wp-content/uploads/2009/05/n.png"] = "-> /media/abc/1280.png";
  expect(await pictures()).toEqual([]);
});

test("tells apart files that are named like copies of one file", async () => {
  const [first, ...others] = items;
  const sizes = ["300x250", "728x90"];
  const addressOf = (size: string) => `https://cdn.example/pics/banner-${size}.png`;
  const content = sizes.map((size) => `<img src="${addressOf(size)}" alt="Bannière ${size}" />`).join(" ");
  const attachments = ["300x250", "728x90", "120x600"].map((size, index) => ({
    ...{ id: 30 + index, type: "attachment", attachmentUrl: addressOf(size) },
    meta: { _wp_attached_file: `banner-${size}.png` },
  }));
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others, ...attachments]));
  pages["/articles/nuage"] = article(
    "Le nuage & nous",
    '<img src="/media/abc/640.png" alt="Bannière 300x250"><img src="/media/def/640.png" alt="Bannière 728x90">',
    `<a href="/categories/cloud">cloud</a>`,
  );
  pages["/media/def/640.png"] = png;
  pages["/wp-content/uploads/banner-300x250.png"] = "-> /media/abc/640.png";
  pages["/wp-content/uploads/banner-728x90.png"] = "-> /media/def/640.png";
  expect(await listMissing()).toEqual([]);
  set("/articles/nuage", "Bannière 728x90", "Bannière 300x250");
  expect(await listMissing()).toEqual([["alternative texts", "Bannière 728x90 (shown: Bannière 300x250)"]]);
});

test("requests only the uploads that a text shows", async () => {
  const [first, ...others] = items;
  const upload = (name: string) => `https://blog.example/wp-content/uploads/${name}`;
  const attachments = ["n.png", "n-728x90.png"].map((name, index) => ({
    ...{ id: 30 + index, type: "attachment", attachmentUrl: upload(name) },
  }));
  writeFileSync(file, sampleExport([{ ...first, id: 10 }, ...others, ...attachments]));
  pages["/wp-content/uploads/n.png"] = "-> /media/abc/1280.png";
  pages["/?attachment_id=30"] = "-> /media/abc/1280.png";
  const report = await verifyImport({ file, site });
  expect(report.missing).toEqual([]);
  expect(report.counts.uploads.found).toBe(1);
  expect([...report.notCompared]).toEqual([["files that no text shows, which are not imported", 1]]);
});

test("finds posts without an id by their address, counts those with neither, and comments without words", async () => {
  const [first, ...others] = items;
  const lost: SampleItem[] = [
    { id: "", name: "sans-id", title: "Sans id", content: "Un mot." },
    { id: "", name: "x", link: "", title: "Perdu", content: "Rien." },
  ];
  const smile = { id: 5, author: "Zoé", content: ":-)" };
  const comments = [...(first?.comments ?? []), smile];
  writeFileSync(file, sampleExport([{ ...first, id: 10, comments }, ...others, ...lost]));
  pages["/"] = article("Vigie", "");
  pages["/?p="] = pages["/"];
  pages["/sans-id/"] = "-> /articles/sans-id";
  pages["/sans-id/feed/"] = "-> /feed.xml";
  pages["/articles/sans-id"] = article("Sans id", "<p>Un mot.</p>");
  const report = await verifyImport({ file, site });
  expect(report.missing).toEqual([]);
  expect(report.counts.articles.found).toBe(3);
  expect([...report.notCompared].toSorted()).toEqual([
    ["comments without words", 1],
    ["posts with neither an id nor an address", 1],
  ]);
});

test("expects each video that a page builder wrote without spaces between, and no words of attributes", async () => {
  const [first, ...others] = items;
  const videos = ["https://youtu.be/abcdef", "https://www.youtube.com/watch?v=ghijkl"];
  const content = `Un [x_y text="a\n\nb"] mot\n\n${videos.join("")}\n\nhttps://web.archive.org/web/2010/https://x.test/`;
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others]));
  const links = [...videos, "https://web.archive.org/web/2010/https://x.test/"].map(
    (href) => `<a href="${href}">x</a>`,
  );
  pages["/articles/nuage"] = article(
    "Le nuage & nous",
    `<p>Un mot</p>${links.join("")}`,
    `<a href="/categories/cloud">cloud</a>`,
  );
  expect(await listMissing()).toEqual([]);
  set("/articles/nuage", "ghijkl", "autre");
  expect(await listMissing()).toEqual([["links", videos[1]]]);
});

test("expects the pictures of page builders", async () => {
  const upload = (name: string) => `https://blog.example/wp-content/uploads/${name}`;
  const attachments = [30, 31].map((id) => ({ id, type: "attachment", attachmentUrl: upload(`${id}.png`) }));
  const content = `[vc_row][vc_single_image image="30"][vc_gallery images="31, 30"][et_pb_image src="${upload("32.png")}"][/et_pb_image]`;
  const [first, ...others] = items;
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others, ...attachments]));
  const pictures = async () => (await listMissing()).filter(([kind]) => kind === "pictures").map(([, what]) => what);
  expect(await pictures()).toEqual(["32.png", "30.png", "31.png"].map((name) => `${upload(name)} (answers 404)`));
  for (const id of [30, 31, 32]) pages[`/wp-content/uploads/${id}.png`] = "-> /media/abc/1280.png";
  expect(await pictures()).toEqual([]);
});

test("requests addresses with former slugs, unless several posts had the same", async () => {
  const [first, second, ...others] = items;
  const named: SampleItem[] = [
    { ...first, id: 10, meta: { _wp_old_slug: "brume" } },
    { ...second, id: 11, meta: { _wp_old_slug: "ancien" } },
    { id: 13, name: "tiers", title: "Tiers", status: "draft", meta: { _wp_old_slug: "ancien" } },
  ];
  writeFileSync(file, sampleExport([...named, ...others]));
  expect(await listMissing()).toEqual([["old addresses", "Le nuage &amp; nous (answers 404)"]]);
  pages["/brume/"] = "-> /articles/nuage";
  expect(await listMissing()).toEqual([]);
  pages["/brume/"] = "-> /articles/autre";
  expect((await listMissing()).map(([kind]) => kind)).toEqual(["old addresses"]);
});

test("expects lists at the addresses of terms and months, whatever page answers there", async () => {
  pages["/author/anne/"] = "-> /articles/nuage";
  pages["/2020/01/"] = "-> /articles/autre";
  expect(await listMissing()).toEqual([
    ["old addresses", "2020/01 (leads to /articles/autre, not to a list by date)"],
    ["old addresses", "Anne Onyme (leads to /articles/nuage, not to the list of the author)"],
  ]);
});

test("ignores directional marks, and never takes the blog's folder for a post's address", async () => {
  const item = {
    id: 10,
    title: "Route \u202enot\u202c taken",
    link: "",
    content: "\u05e9\u05dc\u05d5\u05dd\u200f! a\u200eb",
  };
  writeFileSync(file, sampleExport([item], { blogUrl: "https://blog.example/carnet" }));
  pages["/?p=10"] = article("Route not taken", "<p>\u05e9\u05dc\u05d5\u05dd! ab</p>");
  pages["/carnet"] = "-> /";
  pages["/"] = "";
  const { missing } = await verifyImport({ file, site });
  expect(missing.filter(({ kind }) => ["titles", "paragraphs"].includes(kind))).toEqual([]);
  expect(missing.map(({ address }) => address)).not.toContain("/carnet");
});

test("finds a smaller copy as the full picture to which it leads", async () => {
  const [first, ...others] = items;
  const content =
    '<a href="https://blog.example/wp-content/uploads/n.png"><img src="https://blog.example/wp-content/uploads/n.thumbnail.png" /></a>';
  writeFileSync(file, sampleExport([{ ...first, id: 10, content }, ...others]));
  pages["/wp-content/uploads/n.png"] = "-> /media/abc/1280.png";
  expect(await listMissing()).toEqual([]);
  pages["/wp-content/uploads/n.png"] = "-> /media/def/1280.png";
  expect((await listMissing()).map(([kind]) => kind)).toContain("pictures");
});

test("finds comments with code and pictures as the site shows them, and an excerpt that describes the article", async () => {
  const content =
    "Voici <img src='https://x.test/a/vue.jpg'> :\n<pre lang='html'>\n<select><option>1</option></select></pre>";
  const [first, ...others] = items;
  const excerpt = "En bref, ce que dit le nuage.";
  writeFileSync(
    file,
    sampleExport([{ ...first, id: 10, excerpt, comments: [{ id: 1, author: "Anne", content }] }, ...others]),
  );
  pages["/articles/nuage/comments"] =
    `<ol>${comment(71, "Anne", "<p>Voici <a>vue.jpg</a> :</p><pre><code>&lt;select>&lt;option>1&lt;/option>&lt;/select></code></pre>")}</ol>`;
  expect(await listMissing()).toEqual([["paragraphs", "En bref ce que dit le nuage"]]);
  set("/articles/nuage", "<main>", '<meta name="description" content="En bref, ce que…"><main>');
  expect(await listMissing()).toEqual([]);
});

test("compares a post whose id another blog has here with the page of its address", async () => {
  pages["/?p=10"] = "-> /articles/autre";
  const { missing, counts } = await verifyImport({ file, site });
  expect(missing.map(({ kind, address, what }) => [kind, address, what])).toEqual([
    ["old addresses", "/?p=10", "Le nuage &amp; nous (leads to /articles/autre, not to /articles/nuage)"],
  ]);
  expect(counts.articles).toEqual({ found: 2, missing: 0 });
});

test("finds a post by its permalink where nothing leads to its number", async () => {
  delete pages["/?p=10"];
  const { missing, counts } = await verifyImport({ file, site });
  expect(missing.map(({ kind, address }) => [kind, address])).toEqual([["old addresses", "/?p=10"]]);
  expect(counts.articles).toEqual({ found: 2, missing: 0 });
  expect(counts.paragraphs.found).toBe(3);
});

test("says what is not shown in the words of the import, each thing once", async () => {
  const hidden = [
    { id: 13, title: "Plus tard", status: "future", date: "2999-01-01 10:00:00" },
    { id: 14, title: "Privé", status: "private" },
    { id: 15, title: "Page", type: "page", status: "draft" },
  ];
  const [first, ...others] = items;
  const waiting = { id: 4, author: "Zoé", content: "Un mot qui attend encore", approved: "0" };
  writeFileSync(
    file,
    sampleExport([{ ...first, id: 10, comments: [...(first?.comments ?? []), waiting] }, ...others, ...hidden]),
  );
  const lines = formatVerifyReport(await verifyImport({ file, site }), site).map((line) => line.replace(/ +/g, " "));
  expect(lines).toContain(" hidden articles 3 of 3 not shown (1 draft, 1 scheduled, 1 private)");
  expect(lines).toContain(" hidden pages 1 of 1 not shown (1 draft)");
  expect(lines).toContain(" hidden comments 2 of 2 not shown (1 spam, 1 pending)");
});

test("finds what a Vigie site exported at its own addresses, and its pictures by their texts", async () => {
  const meta = { _vigie_id: "7" };
  const content =
    '<p>Un texte.</p><figure><img src="https://blog.example/media/aaaaaaaaaaaaaaaaaaaaaaaa.jpeg" alt="Un pont" /></figure>';
  const link = "https://blog.example/articles/pont";
  const draft = { id: 20, title: "Caché", status: "draft", link: "https://blog.example/articles/cache", meta };
  writeFileSync(
    file,
    sampleExport([{ id: 19, name: "pont", title: "Pont", link, content, tags: ["eau"], meta }, draft], {
      head: "<wp:tag><wp:term_id>4</wp:term_id><wp:tag_slug>eau</wp:tag_slug><wp:tag_name>eau</wp:tag_name></wp:tag>",
    }),
  );
  const picture = '<figure><img src="/media/abc/640.png" alt="Un pont"></figure>';
  pages = {
    ...{
      "/feed.xml": "<rss/>",
      "/atom.xml": "<rss/>",
      "/authors/anne": "",
      "/tags/eau": "",
      "/media/abc/640.png": png,
    },
    "/articles/pont": article("Pont", `<p>Un texte.</p>${picture}`, `<a href="/tags/eau">eau</a>`),
  };
  expect(await listMissing()).toEqual([]);
  set("/articles/pont", picture, "");
  delete pages["/tags/eau"];
  expect((await listMissing()).map(([kind]) => kind)).toEqual(["old addresses", "pictures"]);
  delete pages["/articles/pont"];
  expect((await listMissing()).map(([kind]) => kind)).toContain("articles");
});

test("names a term that has another name here, where its old address leads to it", async () => {
  set("/articles/nuage", ">cloud<", ">Informatique<");
  expect(await listMissing()).toEqual([["categories and tags", "category: cloud (shown: Informatique)"]]);
  Object.assign(pages, { "/category/cloud/": "-> /categories/cloud", "/categories/cloud": "" });
  const report = await verifyImport({ file, site });
  expect(report.missing).toEqual([]);
  expect(formatVerifyReport(report, site)).toContain("  named otherwise here “cloud” is “Informatique”");
});
