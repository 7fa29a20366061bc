import { translator } from "#i18n/translator.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { parseQuery } from "../query-language/parse-query.ts";
import { searchPath } from "../request/address.ts";
import type { SearchResults } from "../rules.ts";
import { describeFacet, listChosen, noFilters, withoutFilter } from "./describe-facet.ts";
import type { NamedLink } from "./emergency-page.ts";
import { writeDiscussion } from "./write-head.ts";

/** At most so many words are offered. */
const maxWords = 4;

/** Instead of the list, when nothing was found: which filter is in the way, and words that are found somewhere on the site. */
export function writeNoResults(results: SearchResults, emergency: NamedLink | undefined): SafeHtml {
  const t = translator();
  const { request, correctedText } = results;
  const words = [...new Set(results.foundWords)].sort((a, b) => b.length - a.length).slice(0, maxWords);
  const [blocking] = results.blockingFilters;
  const isFiltered = listChosen(results.facets).some(({ group }) => group !== "kind" || request.discussion === null);
  const unquoted = request.text.replaceAll(/["“”«»]/g, " ").trim();
  const query = parseQuery(request.text);
  const hasPhrase = query.clauses.some((clause) => clause.some(({ kind }) => kind === "phrase"));
  const isExclusionOnly = query.excluded.length > 0 && query.clauses.length + query.people.length === 0 && !isFiltered;
  const isQuoted = hasPhrase && !blocking && words.length === 0 && unquoted !== request.text;
  const strong = (href: string, label: string) => html`<a class="button button-strong" href="${href}">${label}</a>`;
  const actions = [
    ...(blocking
      ? [strong(searchPath(request, withoutFilter(request, blocking.group)), t("search.none.remove"))]
      : isFiltered
        ? [strong(searchPath(request, noFilters), t("search.filters.clear"))]
        : []),
    ...(isQuoted ? [strong(searchPath(request, { text: unquoted }), t("search.none.unquote"))] : []),
    ...words.map(
      (word) => html`<a class="pill" href="${searchPath(request, { ...noFilters, text: word })}">${typeset(word)}</a>`,
    ),
  ];
  return html`${writeDiscussion(results)}<section class="search-box-wash" aria-labelledby="results"><h2 id="results" class="headline">${t.typeset("search.none.title", { words: insideQuotes(correctedText ?? request.text) })}</h2><p>${explain(results, { isQuoted, isExclusionOnly, hasWords: words.length > 0 })}</p>${
    emergency && html`<p>${t.typeset("search.none.emergency")} <a href="${emergency.href}">${emergency.label}</a></p>`
  }${actions.length > 0 && html`<p class="chosen">${actions}</p>`}</section>`;
}

function explain(
  { hasOnlyStopWords, blockingFilters, facets }: SearchResults,
  { isQuoted, isExclusionOnly, hasWords }: { isQuoted: boolean; isExclusionOnly: boolean; hasWords: boolean },
): string {
  const t = translator();
  const [blocking] = blockingFilters;
  if (isQuoted) return t.typeset("search.none.quoted");
  if (isExclusionOnly) return t.typeset("search.none.exclusionOnly");
  if (hasOnlyStopWords) return t.typeset("search.none.stopWords");
  if (!blocking) return t.typeset(hasWords ? "search.none.words" : "search.none.other");
  const names = listChosen(facets).filter(({ group }) => group === blocking.group);
  const filter = names.map(({ group, facet }) => describeFacet(group, facet)).join(", ");
  return t.typeset("search.none.blocked", { filter: insideQuotes(filter), count: blocking.count });
}
