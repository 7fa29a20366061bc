import fc from "fast-check";
import { expect, test } from "vitest";
import { listSelectorWords, listWords, parseRules, selectRules } from "./used-rules.ts";

const select = (css: string, html: string) => selectRules(parseRules(css), listWords(html));

test.each([
  [".card", ["card"]],
  ["main#page > .card.wide:hover .deck", ["main", "page", "card", "wide", "deck"]],
  [":root[data-appearance=dark] .a::before", ["a"]],
  [".prose :is(h2,.b):not(.c)+p:has(> .d)", ["prose", "p"]],
  ["*,::before", []],
  [".sm\\:mt-4", ["sm", "mt-4"]],
  [".w-1\\.5\\/2", ["w-1", "5", "2"]],
  [".\\32xl", []],
  [".é-a[href$=\\.pdf]", ["-a"]],
  ['[title="("] .a', []],
])("an element that matches %s needs the words %j", (selector, words) =>
  expect(listSelectorWords(selector)).toEqual(words),
);

test("keeps the rules that an element of the page may match, in their order", () => {
  const css =
    "@layer a,b;@font-face{font-family:x}@layer b{.x{color:red}.y{color:red}h1,h2{color:blue}}@media print{.y{color:red}}" +
    "@supports (color:red){@media print{.x{margin:0}}}.x:not(.y){color:red}@keyframes k{to{opacity:0}}";
  expect(select(css, '<p class="x z">')).toBe(
    "@layer a,b;@font-face{font-family:x}@layer b{.x{color:red}}@supports (color:red){@media print{.x{margin:0}}}" +
      ".x:not(.y){color:red}@keyframes k{to{opacity:0}}",
  );
  expect(select("@layer b{.y{color:red}}", "<p>")).toBe("@layer b{}");
});

test("keeps everything for a page with all words, and never more than there is", () => {
  const name = fc.constantFrom("a", "b-c", "sm\\:d", "e1");
  const selector = fc
    .array(fc.tuple(fc.constantFrom(".", "#", "", ".x:not(.", ".y>."), name), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map(([open, word]) => open + word + (open.endsWith("not(.") ? ")" : "")).join(" "));
  const rule = fc.array(selector, { minLength: 1, maxLength: 3 }).map((all) => `${all.join(",")}{color:red}`);
  const sheet = fc
    .array(
      fc.tuple(
        fc.constantFrom("", "@media print", "@layer a", "@supports (color:red)"),
        fc.array(rule, { minLength: 1 }),
      ),
    )
    .map((parts) => parts.map(([at, rules]) => (at ? `${at}{${rules.join("")}}` : rules.join(""))).join(""));
  fc.assert(
    fc.property(sheet, (css) => {
      expect(select(css, "a b-c sm d e1 x y")).toBe(css);
      expect(css.length).toBeGreaterThanOrEqual(select(css, "a").length);
    }),
  );
});
