import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml } from "./escape-html.ts";
import { html } from "./html-template.ts";

test("escapes every value but its own markup", () => {
  const items = ["<a>", "b"].map((item) => html`<li>${item}</li>`);
  expect(html`<ul class="${'x"y'}">${items}${false}${null}${undefined}${3}</ul>`.text).toBe(
    '<ul class="x&quot;y"><li>&lt;a&gt;</li><li>b</li>3</ul>',
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(html`<p title="${text}">${text}</p>`.text).toBe(`<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`);
    }),
  );
});
