import { glob } from "node:fs/promises";
import { expect, test } from "vitest";
import { isSharedRoute, signInPages } from "#server/page-cache/shared-routes.ts";
import { scriptHashes } from "../security-headers.ts";
import { insertSpeculationRules, speculationRules } from "./speculation-rules.ts";

const { prefetch, prerender } = JSON.parse(speculationRules.withPrerender);
const [rule] = prefetch;
const [included, excluded]: [{ href_matches: string }, { not: { href_matches: string[] } }] = rule.where.and;
const site = "https://site.example";
const matches = (pattern: string, address: string) => new URLPattern(pattern, site).test(address, site);

/** Whether a browser may prefetch an address, as far as its URL decides. */
const isIncluded = (address: string) =>
  matches(included.href_matches, address) && !excluded.not.href_matches.some((pattern) => matches(pattern, address));

/** An address of a route: `app/(site)/articles/[slug]/page.tsx` is `/articles/x`. */
const addressOf = (file: string) =>
  `/${file
    .split("/")
    .slice(0, -1)
    .filter((part) => !part.startsWith("("))
    .map((part) => (part.startsWith("[") ? "x" : part))
    .join("/")}`;

const routes: string[] = [];
for await (const file of glob("**/{page.tsx,route.ts}", { cwd: "app" })) routes.push(file);

test("includes every reader page, and no private page, sign-in page, search or endpoint for programs", () => {
  expect(routes.length).toBeGreaterThan(80);
  for (const file of routes) {
    const address = addressOf(file);
    const isReaderPage =
      file.endsWith("page.tsx") &&
      isSharedRoute(address) &&
      !signInPages.has(address) &&
      !["/search", "/menu"].includes(address);
    expect(isIncluded(address), file).toBe(isReaderPage);
    expect(isIncluded(`${address}?page=2`), file).toBe(isReaderPage);
  }
});

test.each([
  ["/", true],
  ["/articles/une-faille?utm_source=x#comments", true],
  ["/accounting", true],
  ["/search-tips", true],
  ["/login?next=/", false],
  ["/account", false],
  ["/account/", false],
  ["/admin/articles/12", false],
  ["/comments/12?reply", false],
  ["/search?q=faille", false],
  ["/newsletter/unsubscribe?t=x", false],
  ["/newsletter/confirm/", false],
  ["/feeds/token.xml", false],
  ["/categories/alertes/feed.json", false],
  ["/media/1/320.avif", false],
  ["/api/me", false],
  ["https://other.example/articles/a", false],
])("%s may be prefetched: %s", (address, expected) => expect(isIncluded(address)).toBe(expected));

test.each([
  ["/articles/une-faille", true],
  ["/articles/une-faille?utm_source=x#comments", true],
  ["/articles/une-faille/comments", false],
  ["/articles/une-faille/comments/12", false],
  ["/", false],
  ["/categories/alertes", false],
  ["https://other.example/articles/a", false],
])("%s may be prerendered: %s", (address, expected) => {
  expect(matches(prerender[0].where.and[0].href_matches, address)).toBe(expected);
});

test("prerenders nothing where scripts do not wait for the reader", () => {
  expect(JSON.parse(speculationRules.prefetchOnly)).toEqual({ prefetch });
});

test("stands at the end of the page and is admitted by its hash", () => {
  const html = insertSpeculationRules("<html><body><p>Texte</p></body></html>", "{}");
  expect(html).toBe('<html><body><p>Texte</p><script type="speculationrules">{}</script></body></html>');
  expect(scriptHashes(html)).toHaveLength(1);
  expect(insertSpeculationRules("no page", "{}")).toBe("no page");
});
