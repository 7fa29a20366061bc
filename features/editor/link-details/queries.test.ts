import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { decodePage, readPageTitle } from "./page-title.ts";
import { findLinkDetails } from "./queries.ts";

const { db, clear } = testDatabase();
let server: Server;
let base = "";
let answer: RequestListener = () => undefined;
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  asked.length = 0;
  await clear();
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const page = (html: string | Uint8Array, type = "text/html; charset=utf-8") => {
  answer = (_request, response) => response.setHeader("Content-Type", type).end(html);
};
const ask = (address: string) => findLinkDetails(db, address, { client: "member 1", mayBePrivate: () => true });
const unknown = { ok: false, code: "newsroom.addressUnknown" };

describe("an address of this site", () => {
  const article = (slug: string, status: "published" | "draft") =>
    upsertArticle(db, {
      slug,
      title: `Titre de ${slug}`,
      lead: "",
      status,
      bodyHtml: "<p>Un.</p>",
      publishedAt: new Date(),
    });

  test.each(["/articles/mer", "/articles/mer/", "/articles/mer?utm_source=lettre#comments"])(
    "%s is an article",
    async (path) => {
      const { id } = await article("mer", "published");
      expect(await ask(path)).toEqual({ ok: true, value: { kind: "article", id, slug: "mer", title: "Titre de mer" } });
      expect(asked).toEqual([]);
    },
  );

  test("finds the article behind an old address", async () => {
    const { id } = await article("mer", "published");
    await addRedirect(db, "/2019/03/mer", { articleId: id });
    expect(await ask("/2019/03/mer/")).toMatchObject({ ok: true, value: { id, slug: "mer" } });
  });

  test.each(["/articles/brouillon", "/articles/rien", "/articles/mer/comments", "/", "/admin/articles/1"])(
    "%s is none that readers have",
    async (path) => {
      await article("mer", "published");
      await article("brouillon", "draft");
      expect(await ask(path)).toMatchObject(unknown);
    },
  );
});

describe("an address of another site", () => {
  test("fetches its page's title, and nothing else", async () => {
    page("<!doctype html><html><head><title>La mer monte</title></head><body><p>Un</p><img src=/x.png></body></html>");
    expect(await ask(`${base}/a`)).toEqual({ ok: true, value: { kind: "page", title: "La mer monte" } });
    expect(asked).toEqual(["/a"]);
  });

  test.each([
    ["no title", () => page("<p>Un</p>")],
    ["a picture", () => page("<title>x</title>", "image/png")],
    [
      "an error",
      () =>
        (answer = (_request, response) =>
          response.writeHead(500, { "Content-Type": "text/html" }).end("<title>x</title>")),
    ],
    ["more than it may hold", () => page(`<title>x</title>${" ".repeat(3_000_001)}`)],
  ])("is described by its link only, with %s", async (_, serve) => {
    serve();
    expect(await ask(`${base}/a`)).toMatchObject(unknown);
  });

  test("is not fetched inside this network", async () => {
    page("<title>Secret</title>");
    expect(await findLinkDetails(db, `${base}/a`, { client: "member 1" })).toMatchObject(unknown);
    expect(asked).toEqual([]);
  });
});

describe("a page's title", () => {
  test.each([
    ["<title>\n La  mer\tmonte </title>", "La mer monte"],
    ['<meta property="og:title" content="La mer"><title>La mer - Le Site</title>', "La mer"],
    ['<title>Le Site</title><meta name="og:title" content="L&#8217;&eacute;t&eacute;">', "L’été"],
    ['<meta property="og:title" content=" "><title>La mer</title>', "La mer"],
    ["<svg><title>Icône</title></svg><title>La mer</title>", "La mer"],
    ["<title>Un <b>gras</b> &amp; deux\u202e</title>", "Un <b>gras</b> & deux"],
    ["<p>Rien</p>", ""],
    [`<title>${"a".repeat(300)}</title>`, `${"a".repeat(199)}…`],
    [`${"<i>".repeat(400)}<title>Trop profond</title>`, ""],
    [`${" ".repeat(300_000)}<title>Trop loin</title>`, ""],
  ])("%#", (html, title) => {
    expect(readPageTitle(html)).toBe(title);
  });

  test.each([
    ["text/html; charset=ISO-8859-1", "<title>été</title>", "latin1"],
    ["text/html", '<meta charset="windows-1252"><title>été</title>', "latin1"],
    [
      "text/html",
      '<meta http-equiv=Content-Type content="text/html; charset=iso-8859-15"><title>été</title>',
      "latin1",
    ],
    ["text/html; charset=klingon", "<title>été</title>", "utf8"],
    ["text/html", "<title>été</title>", "utf8"],
  ] as const)("in %s: %s", (type, html, encoding) => {
    expect(readPageTitle(decodePage(Buffer.from(html, encoding), type))).toBe("été");
  });
});
