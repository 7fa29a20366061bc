import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SampleItem, sampleExport } from "../export/sample-testing.ts";
import { readExpected } from "./expected-content.ts";
import { parseHtml, readContent } from "./html-content.ts";
import { splitAtShortcodes } from "./shortcode-tags.ts";
import { verifyImport } from "./verify.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-verify-hostile-"));
const file = join(folder, "export.xml");
/** Answers by path. */
let answers: Record<string, (response: ServerResponse) => void> = {};
let site = "";

const server = createServer((request, response) => {
  const answer = answers[request.url ?? ""];
  if (answer) answer(response);
  else response.writeHead(404).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  answers = {};
});

const html = (text: string) => (response: ServerResponse) =>
  response.writeHead(200, { "Content-Type": "text/html" }).end(text);
const redirect = (location: string) => (response: ServerResponse) =>
  response.writeHead(308, { Location: location }).end();
const verify = (items: SampleItem[]) => {
  writeFileSync(file, sampleExport(items));
  return verifyImport({ file, site });
};
const listProblems = async (items: SampleItem[]) => (await verify(items)).missing.map(({ what }) => what).join("\n");

test("stops reading an answer that does not end", async () => {
  answers["/?p=1"] = (response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    const chunk = "<p>Encore et encore.".repeat(5_000);
    const write = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once("drain", write);
    };
    write();
  };
  expect(await listProblems([{ id: 1 }])).toContain("answers with more than 16 MB");
});

test("follows one redirect, and none to another site or to no address", async () => {
  answers["/?p=1"] = redirect("/?p=1");
  answers["/?p=2"] = redirect("https://ailleurs.example/");
  answers["/?p=3"] = redirect("http://[");
  const problems = await listProblems([{ id: 1 }, { id: 2 }, { id: 3 }]);
  expect(problems).toContain("takes more than one redirect (/?p=1)");
  expect(problems).toContain("redirects to another site (https://ailleurs.example)");
  expect(problems).toContain("redirects to what is no address");
});

test("asks for a bounded number of pages of a discussion that links to ever more", async () => {
  let asked = 0;
  const proxy = new Proxy(answers, {
    get: (known, path: string) =>
      path.startsWith("/articles/a/comments")
        ? (response: ServerResponse) => {
            asked += 1;
            const links = Array.from({ length: 3 }, (_, index) => asked * 3 + index);
            html(links.map((page) => `<a href="/articles/a/comments?page=${page}">`).join(""))(response);
          }
        : known[path],
  });
  answers["/?p=1"] = redirect("/articles/a");
  answers["/articles/a"] = html(`<main><article class="h-entry"></article></main>`);
  answers = proxy;
  const report = await verify([{ id: 1, comments: [{ id: 1, content: "Un mot" }] }]);
  expect(report.counts.comments).toEqual({ found: 0, missing: 1 });
  expect(asked).toBe(2_000);
});

test("compares an id that is repeated once", async () => {
  const report = await verify([{ id: 1 }, { id: 1 }, { id: 1, title: "Autre" }]);
  expect(report.counts.articles).toEqual({ found: 0, missing: 1 });
  expect(Object.fromEntries(report.notCompared)).toEqual({ "posts with an id that came before in the file": 2 });
});

test("says that a text was too long to be compared", async () => {
  answers["/?p=1"] = html("<main></main>");
  answers["/?p=2"] = html("<main></main>");
  const report = await verify([
    { id: 1, content: "Un mot. ".repeat(1_100_000) },
    { id: 2, content: "a".repeat(33_000_000) },
  ]);
  expect(report.notCompared.get("texts of more than 8 MB")).toBe(2);
  expect(report.counts.paragraphs).toEqual({ found: 0, missing: 0 });
});

test("refuses a file that is nested deeper than an export, or has a DTD", async () => {
  writeFileSync(file, `<rss><channel>${"<a>".repeat(50)}`);
  await expect(verifyImport({ file, site })).rejects.toThrow(/nested deeper/);
  writeFileSync(file, `<!DOCTYPE rss [<!ENTITY a "b">]><rss/>`);
  await expect(verifyImport({ file, site })).rejects.toThrow(/DTD/);
});

test("refuses an element of more than 64 MB", async () => {
  writeFileSync(file, `<rss><channel a="${"b".repeat(70_000_000)}">`);
  await expect(verifyImport({ file, site })).rejects.toThrow(/longer than 64 MB/);
});

/** Each would take minutes if its time grew with the square of its length. */
test.each([
  ["nested elements", "<div>".repeat(200_000)],
  ["nested elements of many names", "<div><b><i><p>".repeat(50_000)],
  ["children of one element", `<div>${"<br>".repeat(300_000)}</div>`],
  ["nested links", `<a href="/x">`.repeat(100_000)],
  ["opening brackets", "[".repeat(500_000)],
  ["opening shortcodes", "[code ".repeat(200_000)],
  ["shortcodes without an end", "[code]".repeat(200_000)],
  ["shortcodes with other ends", `${"[audio][caption]".repeat(50_000)}[/caption]`],
  ["listings without an end", "<pre>".repeat(100_000)],
  ["half a source", "source : est extrait d".repeat(50_000)],
  ["spaces around an address", `${" \n".repeat(200_000)}http://x`],
])("reads %s in linear time", (_, text) => {
  expect(readExpected(text, "").gallery).toEqual([]);
  expect(readContent(parseHtml(text)).captions).toEqual([]);
});

test("takes brackets for text unless they are a shortcode", () => {
  const text =
    "Il a [sic] dit [note de la rédaction] [toc-2] [ancre nom=x] [youtube] […] [/x] fin [[gallery]] [gallery]";
  expect(splitAtShortcodes(text, new Set(["youtube"])).map((piece) => piece.trim())).toEqual([
    "Il a [sic] dit [note de la rédaction]",
    ...["", "", "[…]", "fin [[gallery]]", ""],
  ]);
});
