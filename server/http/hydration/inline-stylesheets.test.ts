import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hashSource, styleHashes } from "../security-headers.ts";
import { inlineStylesheets, loadStylesheets } from "./inline-stylesheets.ts";

const sheet = (text: string) => ({ text, hash: hashSource(text) });

const link = (href: string, more = "") => `<link rel="stylesheet" href="${href}" data-precedence="next"${more}/>`;
const font = '<link rel="preload" as="font" type="font/woff2" href="/f.woff2" crossorigin="anonymous"/>';
const only = (href: string) => (href === "/a.css" ? sheet("p{color:red}") : undefined);

test("inlines a known stylesheet, and moves fonts after what is seen first", () => {
  const { html: page, hashes } = inlineStylesheets(`<head>${link("/a.css")}${font}</head>`, only);
  expect(page).toContain('<style data-href="/a.css" data-precedence="next">p{color:red}</style>');
  expect(page).not.toContain('<link rel="stylesheet"');
  expect(page).toContain('<link fetchpriority="low" rel="preload" as="font"');
  expect(hashes).toHaveLength(1);
  expect(hashes).toEqual(styleHashes(page));
});

test("gives no two style elements the same text: Chromium would declare the fonts again when the scripts load", () => {
  const { html: page, hashes } = inlineStylesheets(link("/a.css") + link("/b.css") + link("/c.css"), () =>
    sheet("@layer components{}"),
  );
  const texts = [...page.matchAll(/<style[^>]*>([^<]*)<\/style>/g)].map((match) => match[1]);
  expect(texts).toHaveLength(3);
  expect(new Set(texts).size).toBe(3);
  expect(hashes).toEqual(styleHashes(page));
});

test("leaves unknown and print stylesheets as links, and then keeps the fonts' priority", () => {
  for (const other of [link("/b.css"), link("/a.css", ' media="print"')]) {
    const page = `<head>${link("/a.css")}${other}${font}</head>`;
    expect(inlineStylesheets(page, only).html).toBe(
      page.replace(link("/a.css"), '<style data-href="/a.css" data-precedence="next">p{color:red}</style>'),
    );
  }
});

test("copies dollar signs literally, and keeps a font's own priority", () => {
  const said = font.replace("as=", 'fetchPriority="high" as=');
  expect(inlineStylesheets(link("/a.css") + said, () => sheet("a::after{content:'$&'}")).html).toBe(
    `<style data-href="/a.css" data-precedence="next">a::after{content:'$&'}</style>${said}`,
  );
});

test("resolves addresses against the site, and leaves out what could not be inlined", async () => {
  const build = await mkdtemp(path.join(os.tmpdir(), "vigie-css-"));
  onTestFinished(() => rm(build, { recursive: true }));
  const folder = path.join(build, "static/chunks");
  await mkdir(folder, { recursive: true });
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
  await write("a.css", `@font-face{src:url("../media/a.woff2")}i{background:url(data:x)}b{background:url(/c.png)}`);
  await write("b.css", "a::after{content:'</style>'}");
  await write("c.css", "@import 'x.css';");
  const textOf = await loadStylesheets(build);
  expect(textOf("/_next/static/chunks/a.css")?.text).toBe(
    '@font-face{src:url("/_next/static/media/a.woff2")}i{background:url(data:x)}b{background:url(/c.png)}',
  );
  for (const name of ["b", "c", "../../secret"]) expect(textOf(`/_next/static/chunks/${name}.css`)).toBeUndefined();
  expect((await loadStylesheets("/nowhere"))("/_next/static/chunks/a.css")).toBeUndefined();
});

test("inlines the rules that a page may use, with their hash, and says that it is a part", async () => {
  const build = await mkdtemp(path.join(os.tmpdir(), "vigie-css-"));
  onTestFinished(() => rm(build, { recursive: true }));
  await mkdir(path.join(build, "static/chunks"), { recursive: true });
  await writeFile(path.join(build, "static/chunks/a.css"), ".a{color:red}.b{color:red}.offline-notice{color:red}");
  const lookup = await loadStylesheets(build);
  const pageWith = (name: string) =>
    inlineStylesheets(`${link("/_next/static/chunks/a.css")}<p class="${name}">`, lookup);
  const part = pageWith("a");
  expect(part.html).toContain('data-precedence="next" data-part="">.a{color:red}.offline-notice{color:red}</style>');
  expect(part.hashes).toEqual(styleHashes(part.html));
  const whole = pageWith("a b");
  expect(whole.html).toContain('data-precedence="next">.a{color:red}.b{color:red}');
  expect(whole.hashes).toEqual(styleHashes(whole.html));
  const filled = inlineStylesheets(link("/_next/static/chunks/a.css"), lookup, { isWhole: true });
  expect(filled.html).toContain('data-precedence="next">.a{color:red}.b{color:red}');
});
