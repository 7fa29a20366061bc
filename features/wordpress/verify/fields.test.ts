import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SampleItem, type SampleOptions, sampleExport } from "../export/sample-testing.ts";
import { type VerifyOptions, verifyImport } from "./verify.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-verify-fields-"));
const file = join(folder, "export.xml");
/** The bodies of pages by address. */
let pages: Record<string, string> = {};
let site = "";

const server = createServer((request, response) => {
  const page = pages[request.url ?? ""];
  if (page === undefined) response.writeHead(404).end();
  else response.writeHead(200, { "Content-Type": "text/html" }).end(page);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  pages = {};
});

const article = (body: string, facts = "") =>
  `<main><article class="h-entry"><h1>Billet 1</h1>${facts}<div class="e-content">${body}</div></article></main>`;

/** What is missing of these kinds. */
async function listMissing(
  kinds: string[],
  items: SampleItem[],
  { channel = {}, ...options }: Partial<VerifyOptions> & { channel?: SampleOptions } = {},
) {
  writeFileSync(file, sampleExport(items, channel));
  const { missing, counts } = await verifyImport({ file, site, ...options });
  const found = Object.entries(counts).flatMap(([kind, count]) => (kinds.includes(kind) ? [count.found] : []));
  return { found, missing: missing.filter(({ kind }) => kinds.includes(kind)).map(({ what }) => what) };
}

describe("pages", () => {
  const page: SampleItem = {
    ...{ id: 7, type: "page", title: "L’équipe", link: "https://blog.example/a-propos/equipe/" },
    content: "Nous sommes deux.",
    comments: [
      { id: 1, author: "Anne", content: "Bien vu" },
      { id: 2, author: "Bob", content: "Oui", parent: 1 },
    ],
  };
  const comment = (id: number, author: string, text: string, replies = "") =>
    `<li><article id="comment-${id}" class="h-cite"><span class="p-author">${author}</span><div class="p-content">${text}</div></article><ol>${replies}</ol></li>`;
  const thread = comment(1, "Anne", "Bien vu", comment(2, "Bob", "Oui"));
  const kinds = ["pages", "titles", "paragraphs", "comments", "replies and threads"];

  it("finds their texts, not in their comments, and their discussions", async () => {
    const served = (text: string) =>
      `<main><h1>L’équipe</h1><div class="prose"><p>${text}</p></div><ol>${thread}<p>Nous sommes deux.</p></ol></main>`;
    pages["/?page_id=7"] = served("Nous sommes deux.");
    // The address is that of the page without its query.
    pages["//comments"] = `<ol>${thread}</ol>`;
    expect(await listMissing(kinds, [page])).toEqual({ found: [1, 1, 1, 2, 2], missing: [] });
    pages["/?page_id=7"] = served("Autre chose.");
    expect((await listMissing(kinds, [page])).missing).toEqual(["Nous sommes deux"]);
  });

  it("does not expect one that its theme fills", async () => {
    pages["/?p=1"] = article("");
    const report = await listMissing(["pages"], [{ id: 1 }, { ...page, content: "", comments: [] }]);
    expect(report).toEqual({ found: [0], missing: [] });
  });
});

describe("authors", () => {
  const post: SampleItem = {
    id: 1,
    terms: [
      { taxonomy: "author", nicename: "cap-anne", name: "anne" },
      { taxonomy: "author", nicename: "cap-invite", name: "invite" },
    ],
  };
  const guest: SampleItem = {
    ...{ id: 9, type: "guest-author", name: "cap-invite", title: "Invité" },
    meta: { "cap-display_name": "Iris Nord" },
  };
  const byline = (...names: string[]) => names.map((name) => `<a class="p-author">${name}</a>`).join("");

  it("expects all of Co-Authors Plus", async () => {
    pages["/?p=1"] = article("", byline("Anne Onyme", "Iris Nord"));
    expect(await listMissing(["bylines"], [post, guest])).toEqual({ found: [2], missing: [] });
    pages["/?p=1"] = article("", byline("Anne Onyme"));
    expect((await listMissing(["bylines"], [post, guest])).missing).toEqual(["Iris Nord"]);
  });
});

describe("an author who is not in the list of authors", () => {
  it("is expected by the login, unless that is an address", async () => {
    pages["/?p=1"] = article("", '<a class="p-author">bob</a>');
    pages["/?p=2"] = article("", '<a class="p-author">carl</a>');
    const items = [
      { id: 1, creator: "bob" },
      { id: 2, creator: "carl@mail.example" },
    ];
    expect(await listMissing(["bylines"], items)).toEqual({ found: [1], missing: [] });
    pages["/?p=1"] = article("", '<a class="p-author">anne</a>');
    expect((await listMissing(["bylines"], items)).missing).toEqual(["bob"]);
  });
});

describe("dates", () => {
  const zeros = "0000-00-00 00:00:00";
  const time = (date: string) => article("", `<time class="dt-published" datetime="${date}"></time>`);

  it("infers the zone of a date without GMT from the others of its month", async () => {
    const items = [
      { id: 1, date: "2020-07-02 10:00:00", dateGmt: zeros },
      { id: 2, date: "2020-07-03 10:00:00", dateGmt: "2020-07-03 08:00:00" },
    ];
    pages["/?p=1"] = time("2020-07-02T08:00:00Z");
    pages["/?p=2"] = time("2020-07-03T08:00:00Z");
    expect(await listMissing(["dates"], items)).toEqual({ found: [2], missing: [] });
    pages["/?p=1"] = time("2020-07-02T10:00:00Z");
    expect((await listMissing(["dates"], items)).missing).toHaveLength(1);
  });

  it("expects a scheduled post once its time has come, and not before", async () => {
    const items = [
      { id: 1, status: "future", date: "2020-07-02 10:00:00" },
      { id: 2, status: "future", date: "2099-07-02 10:00:00", title: "Billet 1" },
    ];
    pages["/?p=1"] = article("");
    expect(await listMissing(["articles", "hidden articles"], items)).toEqual({ found: [1, 1], missing: [] });
    pages["/?p=2"] = article("");
    expect((await listMissing(["articles", "hidden articles"], items)).missing).toEqual([
      "Billet 1 (scheduled, public here)",
    ]);
  });
});

describe("paragraphs", () => {
  it("may have become a code listing, in their place", async () => {
    const content = "Avant.\n\n<code>a {\n  b: 1;\n}</code>\n\nAprès.";
    pages["/?p=1"] = article("<p>Avant.</p><pre>a {\n  b: 1;\n}</pre><p>Après.</p>");
    expect(await listMissing(["paragraphs"], [{ id: 1, content }])).toEqual({ found: [3], missing: [] });
    pages["/?p=1"] = article("<p>Avant.</p><p>Après.</p><pre>a {\n  b: 1;\n}</pre>");
    expect((await listMissing(["paragraphs"], [{ id: 1, content }])).missing).toHaveLength(1);
  });
});

describe("pictures of other sites", () => {
  const items: SampleItem[] = [
    { id: 1, content: '<img src="https://x.test/a.jpg" alt="Un phare"><img src="https://x.test/b.jpg">' },
  ];

  it("are links to them, or have their alternative text", async () => {
    pages["/?p=1"] = article('<img src="/media/1" alt="Un phare"><a href="https://x.test/b.jpg">b</a>');
    expect((await listMissing(["pictures"], items)).missing).toEqual(["/media/1 (answers 404)"]);
    pages["/?p=1"] = article('<img src="/media/1" alt="Un autre"><img src="/media/2" alt="">');
    expect((await listMissing(["pictures"], items)).missing).toEqual(
      expect.arrayContaining(["https://x.test/a.jpg (of another site)", "https://x.test/b.jpg (of another site)"]),
    );
  });
});

describe("options of the import", () => {
  it("expects a plugin's types and taxonomies that were mapped", async () => {
    const items: SampleItem[] = [
      { id: 1, type: "recipe", terms: [{ taxonomy: "course", nicename: "soupe", name: "Soupe" }] },
      { id: 2 },
    ];
    pages["/?p=1"] = article("", '<a href="/tags/soupe">Soupe</a>');
    pages["/?p=2"] = article("");
    const kinds = ["articles", "categories and tags"];
    expect((await listMissing(kinds, items)).found).toEqual([1, 0]);
    const mapped = { types: ["recipe=post"], taxonomies: ["course=tag"] };
    expect((await listMissing(kinds, items, mapped)).found).toEqual([2, 1]);
  });

  it("takes the blog's address for an export that names none", async () => {
    pages["/?p=1"] = article("");
    pages["/billet-1/"] = article("");
    const channel = { blogUrl: "" };
    await expect(listMissing([], [{ id: 1 }], { channel })).rejects.toThrow(/--blog-url/);
    const { missing } = await listMissing(["old addresses"], [{ id: 1 }], { channel, blogUrl: "https://blog.example" });
    expect(missing).toEqual(expect.arrayContaining(["Billet 1 (leads to /billet-1/, not to /?p=1)"]));
  });
});
