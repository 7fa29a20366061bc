import { renderToStaticMarkup, renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { cacheRenderedTrees, renderTree } from "./render.tsx";
import { addScrollBoxes } from "./scroll-boxes.ts";

const drawn = (html: string) => renderToStaticMarkup(renderTree(addScrollBoxes(parseHtml(html), "Tableau")));

test("a table is in a named box that scrolls and can be focused", () => {
  expect(drawn("<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table>")).toBe(
    '<p>a</p><div class="scrollable" role="group" tabindex="0" aria-label="Tableau"><table><tbody><tr><td>b</td></tr></tbody></table></div>',
  );
});

test("an empty header cell is an ordinary one", () => {
  expect(drawn("<table><tbody><tr><th>a</th><th></th></tr></tbody></table>")).toContain("<th>a</th><td></td>");
});

test("code that may be wide can be focused", () => {
  expect(drawn("<pre><code>x</code></pre>")).toBe('<pre tabindex="0"><code>x</code></pre>');
});

test("an expandable section is native, closed, and has the class of its rules", () => {
  expect(drawn("<details><summary>Titre</summary><p>a</p></details>")).toBe(
    '<details class="disclosure"><summary>Titre</summary><p>a</p></details>',
  );
});

test("writes no style attribute, which the policy would refuse", () => {
  expect(drawn('<table><tbody><tr><td align="right">1</td></tr></tbody></table>')).not.toContain("style");
});

const renderCached = cacheRenderedTrees(100);
let made = 0;
const Text = () =>
  renderCached("key", () => {
    made += 1;
    return { tree: parseHtml("<p><em>a</em></p>") };
  });

test("keeps the elements of a text, and still preloads the italic font in each render", () => {
  const pages = [1, 2].map(() => renderToString(<Text />));
  expect(made).toBe(1);
  expect(pages[0]).toBe(pages[1]);
  expect(pages[1]).toContain("<p><em>a</em></p>");
  expect(pages[1]).toMatch(/<link rel="preload" href="[^"]*newsreader-italic/);
});
