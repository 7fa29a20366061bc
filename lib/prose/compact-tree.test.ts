import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { parseHtml } from "../html/parse.ts";
import { toCompactTree } from "./compact-tree.ts";
import { renderCompact } from "./render-compact.ts";
import { addScrollBoxes } from "./scroll-boxes.ts";

const through = (html: string) =>
  renderToStaticMarkup(renderCompact(JSON.parse(JSON.stringify(toCompactTree(parseHtml(html))))));

test.each([
  '<p>Un <em>texte</em> et <a href="https://exemple.fr/?a=1&amp;b=2" rel="nofollow ugc">un lien</a>.<br/>Suite</p>',
  '<ol start="3"><li>Trois</li></ol><blockquote><p>Dit</p></blockquote><pre><code>a &lt; b</code></pre>',
])("a text sent as JSON renders the same: %s", (html) => {
  expect(through(html)).toBe(html);
});

test("a text without markup is text", () => {
  expect(toCompactTree(parseHtml("<p>&lt;b&gt;</p>"))).toEqual([["p", {}, ["<b>"]]]);
});

test("a wide table keeps its scroll box, and that box its name", () => {
  const tree = addScrollBoxes(parseHtml("<table><tbody><tr><td>a</td></tr></tbody></table>"), "Tableau");
  expect(renderToStaticMarkup(renderCompact(toCompactTree(tree)))).toMatch(
    /^<div class="scrollable" role="group" tabindex="0" aria-label="Tableau"><table>/i,
  );
});
