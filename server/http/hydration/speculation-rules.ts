import { privateAreas, privatePages, signInPages } from "#server/page-cache/shared-routes.ts";
import { insertLastScript } from "./insert-script.ts";

/**
 * Addresses that are shared, yet no pages to prefetch: files, feeds and sitemaps (a dot in the path), pictures, search
 * pages (each costs the database a search), the menu (scripts open it in the page), and addresses that answer programs.
 */
const otherAddresses = ["/*.*", "/_next/*", "/media/*", "/look/*", "/feeds/*", "/sitemaps/*", "/search{/*}?", "/menu"];

/** URL patterns of the site's addresses that a browser must not prefetch. Their query does not matter. */
const excludedAddresses: readonly string[] = [
  ...[...new Set([...privateAreas, ...[...signInPages].map((page) => page.slice(1))])].map((area) => `/${area}{/*}?`),
  ...[...privatePages].map((page) => `${page}{/}?`),
  ...otherAddresses,
];

const isNoPageLink = { selector_matches: '[href^="#"],[rel~=nofollow],[download],[target]' };

const prefetch = {
  where: { and: [{ href_matches: "/*" }, { not: { href_matches: excludedAddresses } }, { not: isNoPageLink }] },
  eagerness: "moderate",
};

/** Articles are prerendered: they are what readers open from a list, and nothing of them runs before it is seen. */
const prerender = {
  where: { and: [{ href_matches: "/articles/:slug" }, { not: isNoPageLink }] },
  eagerness: "moderate",
};

/**
 * The speculation rules of a reader page, as JSON: the browser may prefetch the page behind a link of this site that a
 * reader is likely to follow (`moderate`: a pointer rests on it or presses it; on a phone also by its place in the view),
 * and prerender an article. Links to a place in the same page are left out. Where scripts do not wait for an interaction
 * (`site.lateHydration` 0), a prerendered page would run them unseen, so pages are prefetched only.
 */
export const speculationRules = {
  withPrerender: JSON.stringify({ prefetch: [prefetch], prerender: [prerender] }),
  prefetchOnly: JSON.stringify({ prefetch: [prefetch] }),
};

/** Adds the speculation rules to a page, before `</body>`. Their hash belongs in `script-src`, as of a script. */
export function insertSpeculationRules(html: string, rules: string): string {
  return insertLastScript(html, `<script type="speculationrules">${rules}</script>`);
}
