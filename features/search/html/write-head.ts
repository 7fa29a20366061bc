import { translator } from "#i18n/translator.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import { typeset } from "#lib/typography.ts";
import { searchPath } from "../request/address.ts";
import { type CappedCount, listWantedKinds, type SearchResults, searchSorts } from "../rules.ts";
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
  const { request, isPartial, leftOut } = results;
  const sorts = searchSorts.map(
    (sort) =>
      html`<a href="${searchPath(request, { sort })}"${request.sort === sort ? html` aria-current="true"` : null}>${t(`search.sorts.${sort}`)}</a>`,
  );
  return html`${writeTabs(results)}<div class="results-head"><h2 id="results" class="headline">${describeTotals(results)}</h2><nav class="sorts" aria-label="${t("search.sortBy")}">${sorts}</nav></div>${writeChosen(results)}${
    results.isNewestOnly && html`<p class="results-note">${t.typeset("search.newestOnly")}</p>`
  }${
    isPartial &&
    html`<p class="results-note">${t.typeset("search.partial", { count: leftOut.length, words: leftOut.join(", ") })}</p>`
  }`;
}

function writeTabs({ request, facets }: SearchResults): SafeHtml {
  const t = translator();
  const writeTab = (kinds: ("article" | "comment")[], name: string, count?: CappedCount) => {
    const isCurrent = request.kinds.join() === kinds.join();
    return html`<a href="${searchPath(request, { kinds })}"${isCurrent ? html` aria-current="page"` : null}>${name}${
      count && html` <span>${describeFacetCount(count)}</span>`
    }</a>`;
  };
  const tabs = (["article", "comment"] as const).map((kind) =>
    writeTab(
      [kind],
      t(`search.kinds.${kind}`),
      facets.kind.find(({ value }) => value === kind),
    ),
  );
  return html`<nav class="kind-tabs" aria-label="${t("search.groups.kind")}">${writeTab([], t("search.kinds.all"))}${tabs}</nav>`;
}

function writeChosen({ request, facets }: SearchResults): SafeHtml {
  const t = translator();
  const chosen = listChosen(facets);
  const pills = chosen.map(({ group, facet }) => {
    const name = typeset(describeFacet(group, facet));
    const href = searchPath(request, withoutFilter(request, group, facet.value));
    return html`<a class="pill" href="${href}" aria-label="${t("search.filters.remove", { name })}">${name} <span aria-hidden="true">×</span></a>`;
  });
  const number = chosen.length > 0 && html` <b>${chosen.length}</b>`;
  const clear =
    chosen.length > 0 &&
    html`<a class="clear-all" href="${searchPath(request, noFilters)}">${t("search.filters.clear")}</a>`;
  return html`<div class="chosen"><button type="button" class="pill filters-opener" popovertarget="${filtersId}">${t("search.filters.title")}${number}</button>${pills}${clear}</div>`;
}
