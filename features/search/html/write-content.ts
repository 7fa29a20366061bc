import { refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import type { Refusal } from "#lib/result.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
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
  const isPageGone = results.hits.length === 0 && results.first > 1 && sumTotals(results).count > 0;
  const list =
    results.hits.length > 0
      ? html`${writeHead(results)}${writeHits(results.hits, new Map(cards.map((card) => [card.id, card])), zone)}${writePages(results)}`
      : isPageGone
        ? html`${writeHead(results)}<p class="search-hint">${translator().typeset("search.pages.gone")}</p>${writePages(results)}`
        : writeNoResults(results, emergency);
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

/** The corrected words that were searched, with a link that searches the typed ones; or the other way round. */
function writeHint({ request, correctedText, suggestedText }: SearchResults): SafeHtml | null {
  const t = translator();
  if (suggestedText !== null) {
    const href = searchPath(request, { text: suggestedText, isExact: false });
    const name = t.typeset("search.suggested", { words: insideQuotes(suggestedText) });
    return html`<p class="search-hint"><a href="${href}">${name}</a></p>`;
  }
  if (correctedText === null) return null;
  const typed = t.typeset("search.asTyped", { words: insideQuotes(request.text) });
  return html`<p class="search-hint">${t("search.corrected")} <strong>${typeset(correctedText)}</strong>. <a href="${searchPath(request, { isExact: true })}">${typed}</a></p>`;
}

/** "21 à 40 sur 71", and the pages around this one. */
function writePages(results: SearchResults): SafeHtml {
  const t = translator();
  const { request, first, hits, previous, next } = results;
  const total = sumTotals(results);
  const last = first + hits.length - 1;
  const position = t(total.isCapped ? "search.pages.positionCapped" : "search.pages.position", {
    first,
    last,
    total: Math.max(total.count, last),
  });
  const writeLink = (name: string, after: string | null, rel?: "prev" | "next") =>
    html`<a class="button"${rel && html` rel="${rel}"`} href="${searchPath(request, { after })}">${name}</a>`;
  return html`<nav class="pagination" aria-label="${t("search.pages.title")}">${
    previous !== null && writeLink(t("search.pages.first"), null)
  }${first > 1 && writeLink(t("search.pages.previous"), previous, "prev")}${
    hits.length > 0 && html`<span class="figures">${position}</span>`
  }${next !== null && writeLink(t("search.pages.next"), next, "next")}</nav>`;
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
