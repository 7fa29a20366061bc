import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { typesetTree } from "./typography.ts";

const set = (html: string, locale: "fr" | "en" = "fr") =>
  toHtml(typesetTree(parseHtml(html), locale)).replaceAll("&nbsp;", "\u00a0");

test("typesets prose at any depth", () => {
  expect(set("<p>Oui : <em>vraiment ?</em> « bien »</p><ul><li>5 %</li></ul>")).toBe(
    "<p>Oui\u202f: <em>vraiment\u202f?</em> «\u00a0bien\u00a0»</p><ul><li>5\u00a0%</li></ul>",
  );
});

test("leaves code alone, and typesets what follows it", () => {
  const code = "<pre><code>a ? b : c</code></pre><kbd>x ;</kbd><samp>y !</samp>";
  expect(set(`${code}<p><code>a ? b</code> : oui</p>`)).toBe(`${code}<p><code>a ? b</code>\u202f: oui</p>`);
});

test("addresses of links are not text", () => {
  expect(set('<p><a href="/a?b= :c" title="x : y">lien</a></p>')).toContain('href="/a?b= :c" title="x : y"');
});

test("leaves English alone", () => {
  expect(set("<p>Oui : non</p>", "en")).toBe("<p>Oui : non</p>");
});
