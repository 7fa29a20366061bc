import { translator } from "#i18n/translator.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import { typeset } from "#lib/typography.ts";
import { searchPath } from "../request/address.ts";
import type { SearchResults } from "../rules.ts";
import { describeFacet, listChosen, noFilters, withoutFilter } from "./describe-facet.ts";
import type { NamedLink } from "./emergency-page.ts";

/** At most so many single words are offered. */
const maxWords = 4;

/** Instead of the list, when nothing was found: which filter is in the way, and shorter searches. */
export function writeNoResults(results: SearchResults, emergency: NamedLink | undefined): SafeHtml {
  const t = translator();
  const { request, correctedText } = results;
  const words = request.text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const shorter = words.length > 1 ? [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, maxWords) : [];
  const [blocking] = results.blockingFilters;
  const isFiltered = listChosen(results.facets).length > 0;
  const remove = (href: string, label: string) => html`<a class="button button-strong" href="${href}">${label}</a>`;
  return html`<section class="search-box-wash" aria-labelledby="results"><h2 id="results" class="headline">${t.typeset("search.none.title", { words: correctedText ?? request.text })}</h2><p>${explain(results, shorter.length > 0)}</p>${
    emergency && html`<p>${t.typeset("search.none.emergency")} <a href="${emergency.href}">${emergency.label}</a></p>`
  }<p class="chosen">${
    blocking
      ? remove(searchPath(request, withoutFilter(request, blocking.group)), t("search.none.remove"))
      : isFiltered && remove(searchPath(request, noFilters), t("search.filters.clear"))
  }${shorter.map((word) => html`<a class="pill" href="${searchPath(request, { text: word })}">${typeset(word)}</a>`)}</p></section>`;
}

function explain({ hasOnlyStopWords, blockingFilters, facets }: SearchResults, hasShorter: boolean): string {
  const t = translator();
  const [blocking] = blockingFilters;
  if (hasOnlyStopWords) return t.typeset("search.none.stopWords");
  if (!blocking) return t.typeset(hasShorter ? "search.none.shorter" : "search.none.other");
  const names = listChosen(facets).filter(({ group }) => group === blocking.group);
  const filter = names.map(({ group, facet }) => describeFacet(group, facet)).join(", ");
  return t.typeset("search.none.blocked", { filter, count: blocking.count });
}
