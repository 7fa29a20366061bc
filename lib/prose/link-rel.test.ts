import { expect, test } from "vitest";
import { parseHtml } from "../html/parse.ts";
import { toHtml } from "../html/serialise.ts";
import { setLinkRel } from "./link-rel.ts";

test.each([
  ["https://example.org/x", true],
  ["//example.org", true],
  ["HTTP://EXAMPLE.ORG", true],
  ["/articles/x", false],
  ["#comments", false],
  ["mailto:a@example.org", false],
])("%s is another site: %s", (href, elsewhere) => {
  const html = toHtml(setLinkRel(parseHtml(`<a href="${href}">x</a>`), ["nofollow", "ugc"]));
  expect(html.includes('rel="nofollow ugc"')).toBe(elsewhere);
});
