import { refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import type { Refusal } from "#lib/result.ts";
import { typeset } from "#lib/typography.ts";
import type { SearchPage } from "../cached.ts";
import { searchPath } from "../request/address.ts";
import type { SearchResults } from "../rules.ts";
import type { NamedLink } from "./emergency-page.ts";
import { writeFilters } from "./write-filters.ts";
import { sumTotals, writeHead } from "./write-head.ts";
import { writeHits } from "./write-hits.ts";
import { writeNoResults } from "./write-no-results.ts";

interface ResultsContext {
  /** The time zone of the site. */
  zone: string;
  emergency: NamedLink | undefined;
  /** Older texts are still missing from the index. */
  isIndexBeingFilled: boolean;
}

/** The page of a search below its field: the corrected query, then filters, results and advice. */
export function writeResults({ results, cards }: SearchPage, context: ResultsContext): SafeHtml {
  const { zone, emergency, isIndexBeingFilled } = context;
  const notice =
    isIndexBeingFilled && html`<p class="search-hint">${translator().typeset("search.indexBeingFilled")}</p>`;
  const list =
    results.hits.length === 0
      ? writeNoResults(results, emergency)
      : html`${writeHead(results)}${writeHits(results.hits, new Map(cards.map((card) => [card.id, card])), zone)}${writePages(results)}`;
  return html`${writeHint(results)}${notice}<div class="search-columns">${writeFilters(results)}<div class="search-results">${list}</div>${writeTips()}</div>`;
}

/** What `/search` shows without a query: what can be searched, and how. */
export function writeStart(categories: { slug: string; name: string }[]): SafeHtml {
  const t = translator();
  const links = categories.map(
    ({ slug, name }) => html`<a class="pill" href="/categories/${slug}">${typeset(name)}</a>`,
  );
  return html`<div class="search-columns"><section class="search-start"><p class="search-hint">${t.typeset("search.start.lead")}</p>${
    links.length > 0 && html`<h2>${t("search.start.categories")}</h2><p class="chosen">${links}</p>`
  }</section>${writeTips()}</div>`;
}

/** Instead of results, if the search was refused. */
export function writeRefusal(refusal: Refusal): SafeHtml {
  return html`<div class="search-columns"><section class="search-start search-box-wash" role="alert"><h2 class="headline">${translator()("search.refused")}</h2><p>${typeset(refusalMessage(refusal))}</p></section></div>`;
}

/** The corrected words that were searched, with a link that searches the typed ones. */
function writeHint({ request, correctedText }: SearchResults): SafeHtml | null {
  if (correctedText === null) return null;
  const t = translator();
  const typed = t.typeset("search.asTyped", { words: request.text });
  return html`<p class="search-hint">${t("search.corrected")} <strong>${typeset(correctedText)}</strong>. <a href="${searchPath(request, { isExact: true })}">${typed}</a></p>`;
}

/** "1 à 20 sur 71", and the next page. The way back leads to the first page, because a cursor gives only the page after it. */
function writePages(results: SearchResults): SafeHtml {
  const t = translator();
  const { request, first, hits, next } = results;
  const total = sumTotals(results);
  const last = first + hits.length - 1;
  const position = t(total.isCapped ? "search.pages.positionCapped" : "search.pages.position", {
    first,
    last,
    total: Math.max(total.count, last),
  });
  return html`<nav class="pagination" aria-label="${t("search.pages.title")}"><span class="figures">${position}</span>${
    request.after !== null &&
    html`<a class="button" href="${searchPath(request, { after: null })}">${t("search.pages.first")}</a>`
  }${
    next !== null &&
    html`<a class="button" rel="next" href="${searchPath(request, { after: next })}">${t("search.pages.next")}</a>`
  }</nav>`;
}

const tips = ["phrase", "exclude", "author", "prefix"] as const;

/** How to search more precisely. */
function writeTips(): SafeHtml {
  const t = translator();
  const rows = tips.map(
    (tip) =>
      html`<div><dt><code>${t(`search.tips.${tip}.example`)}</code></dt><dd>${t.typeset(`search.tips.${tip}.meaning`)}</dd></div>`,
  );
  return html`<aside class="search-tips" aria-labelledby="tips"><h2 id="tips">${t("search.tips.title")}</h2><dl>${rows}</dl><p>${t.typeset("search.tips.accents")}</p></aside>`;
}
