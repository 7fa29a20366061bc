import { privateAreas, privatePages, signInPages } from "#server/page-cache/shared-routes.ts";

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

/**
 * The speculation rules of a reader page, as JSON: the browser may prefetch the page behind a link of this site that a
 * reader is likely to follow (`moderate`: a pointer rests on it or presses it; on a phone also by its place in the view).
 * Only the document is fetched, and nothing of it runs. Links to a place in the same page are left out.
 */
export const speculationRules = JSON.stringify({
  prefetch: [
    {
      where: {
        and: [
          { href_matches: "/*" },
          { not: { href_matches: excludedAddresses } },
          { not: { selector_matches: '[href^="#"],[rel~=nofollow],[download],[target]' } },
        ],
      },
      eagerness: "moderate",
    },
  ],
});

/** Adds the speculation rules to a page, before `</body>`. Their hash belongs in `script-src`, as of a script. */
export function insertSpeculationRules(html: string): string {
  const end = html.lastIndexOf("</body>");
  if (end < 0) return html;
  return `${html.slice(0, end)}<script type="speculationrules">${speculationRules}</script>${html.slice(end)}`;
}
