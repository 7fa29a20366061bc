import { sortedThreadsPath } from "#features/comments/rules.ts";
import { translator } from "#i18n/translator.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { searchPath } from "../request/address.ts";
import {
  type CappedCount,
  listWantedKinds,
  type SearchKind,
  type SearchRequest,
  type SearchResults,
  searchKinds,
  searchSorts,
} from "../rules.ts";
import { describeFacet, describeFacetCount, listChosen, noFilters, withoutFilter } from "./describe-facet.ts";
import { filtersId } from "./write-filters.ts";

/** Adds up the counts of the kinds that the search shows. */
export function sumTotals({ request, totals }: Pick<SearchResults, "request" | "totals">): CappedCount {
  const kinds = listWantedKinds(request);
  return {
    count: kinds.reduce((sum, kind) => sum + totals[kind].count, 0),
    isCapped: kinds.some((kind) => totals[kind].isCapped),
  };
}

/** "71 résultats : 19 articles, 52 commentaires". */
export function describeTotals(results: Pick<SearchResults, "request" | "totals">): string {
  const t = translator();
  const { request, totals } = results;
  const all = sumTotals(results);
  const kinds = listWantedKinds(request).filter((kind) => totals[kind].count > 0);
  const parts = kinds.map((kind) =>
    t(totals[kind].isCapped ? `search.more.${kind}` : `search.totals.${kind}`, { count: totals[kind].count }),
  );
  const [only] = parts;
  if (parts.length <= 1 && only !== undefined) return only.charAt(0).toUpperCase() + only.slice(1);
  const sum = t(all.isCapped ? "search.more.all" : "search.totals.all", { count: all.count });
  return t.typeset("search.breakdown", { total: sum, parts: parts.join(", ") });
}

/** Above the results: tabs of the kinds (phones), how many there are, their order, and the chosen filters. */
export function writeHead(results: SearchResults): SafeHtml {
  const t = translator();
  const { request, isPartial, hasAllWords, leftOut } = results;
  const chosen = listChosen(results.facets).filter(({ group }) => group !== "kind" || request.discussion === null);
  const sorts = searchSorts.map(
    (sort) =>
      html`<a href="${searchPath(request, { sort })}"${request.sort === sort ? html` aria-current="true"` : null}>${t(`search.sorts.${sort}`)}</a>`,
  );
  return html`${writeDiscussion(results)}${request.discussion === null && writeTabs(results)}<div class="results-head"><h2 id="results" class="headline">${describeTotals(results)}</h2>${writeOpener(chosen.length)}<nav class="sorts" aria-label="${t("search.sortBy")}">${sorts}</nav></div>${chosen.length > 0 && writeChosen(request, chosen)}${
    results.isNewestOnly && html`<p class="results-note">${t.typeset("search.newestOnly")}</p>`
  }${request.sort === "rating" && html`<p class="results-note">${t.typeset("search.ratingHint")}</p>`}${
    isPartial &&
    html`<p class="results-note">${t(hasAllWords ? "search.partial.few" : "search.partial.none")} ${t.typeset("search.partial.leftOut", { count: leftOut.length, words: leftOut.join(", ") })}</p>`
  }`;
}

/** The discussion to which a search is limited, with the ways out of it. */
export function writeDiscussion({ request, discussionTitle }: SearchResults): SafeHtml | null {
  const { discussion } = request;
  if (discussion === null) return null;
  const t = translator();
  const everywhere = searchPath(request, { discussion: null, kinds: [] });
  const back =
    discussionTitle !== null &&
    html`<a href="${sortedThreadsPath(discussion, "oldest")}">${t.typeset("search.discussion.in", { article: insideQuotes(discussionTitle) })}</a>`;
  return html`<p class="search-discussion">${back} <a href="${everywhere}">${t("search.discussion.everywhere")}</a></p>`;
}

function writeTabs({ request, facets }: SearchResults): SafeHtml {
  const t = translator();
  const writeTab = (kinds: SearchKind[], name: string, count?: CappedCount) => {
    const isCurrent = request.kinds.join() === kinds.join();
    return html`<a href="${searchPath(request, { kinds })}"${isCurrent ? html` aria-current="page"` : null}>${name}${
      count && html` <span>${describeFacetCount(count)}</span>`
    }</a>`;
  };
  const tabs = searchKinds.flatMap((kind) => {
    const facet = facets.kind.find(({ value }) => value === kind);
    // Corrections are few: their tab is there if it leads to some, or is the current one.
    if (kind === "correction" && !facet?.count && !request.kinds.includes(kind)) return [];
    return writeTab([kind], t(`search.kinds.${kind}`), facet);
  });
  return html`<nav class="kind-tabs" aria-label="${t("search.groups.kind")}">${writeTab([], t("search.kinds.all"))}${tabs}</nav>`;
}

/** The button of the sheet of filters on phones, with the number of chosen ones. */
function writeOpener(chosen: number): SafeHtml {
  const name = translator()("search.filters.title");
  return html`<button type="button" class="pill filters-opener" popovertarget="${filtersId}">${name}${chosen > 0 && html` <b>${chosen}</b>`}</button>`;
}

function writeChosen(request: SearchRequest, chosen: ReturnType<typeof listChosen>): SafeHtml {
  const t = translator();
  const pills = chosen.map(({ group, facet }) => {
    const name = typeset(describeFacet(group, facet));
    const href = searchPath(request, withoutFilter(request, group, facet.value));
    return html`<a class="pill" href="${href}" aria-label="${t("search.filters.remove", { name })}">${name} <span aria-hidden="true">×</span></a>`;
  });
  return html`<div class="chosen">${pills}<a class="clear-all" href="${searchPath(request, noFilters)}">${t("search.filters.clear")}</a></div>`;
}
