import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHtml } from "./html/parse.ts";
import { toScriptSafeJson } from "./script-safe-json.ts";

/** The data that a browser finds in the element, and how many elements the markup has. */
function inBrowser(json: string) {
  const tree = parseHtml(`<script type="application/ld+json">${json}</script>`);
  const [script] = tree.children;
  const text = script?.type === "element" && script.children[0]?.type === "text" ? script.children[0].value : "";
  return { elements: tree.children.length, data: JSON.parse(text) };
}

test.each([
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "-->",
  "]]>",
  "&lt;/script&gt; & \u2028\u2029",
  '"\\</ScRiPt\n>',
])("%j stays data", (text) => {
  const json = toScriptSafeJson({ headline: text, [text]: [text] });
  expect(json).not.toMatch(/[<>&\u2028\u2029]/);
  expect(inBrowser(json)).toEqual({ elements: 1, data: { headline: text, [text]: [text] } });
});

test("any text survives unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(inBrowser(toScriptSafeJson([text]))).toEqual({ elements: 1, data: [text] });
    }),
  );
});
