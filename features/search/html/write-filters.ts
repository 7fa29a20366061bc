import { translator } from "#i18n/translator.ts";
import { html, type SafeHtml } from "#lib/html/html-template.ts";
import { typeset } from "#lib/typography.ts";
import type { FacetGroup, SearchFacet, SearchResults } from "../rules.ts";
import { describeFacet, describeFacetCount } from "./describe-facet.ts";

/** In the order of the page. Groups with a single choice are radio buttons; `folded` ones open on request. */
const groups: { group: FacetGroup; isSingle?: boolean; isFolded?: boolean }[] = [
  { group: "kind" },
  { group: "category" },
  { group: "period", isSingle: true },
  { group: "rating", isSingle: true },
  { group: "tag", isFolded: true },
  { group: "author", isFolded: true },
  { group: "source", isFolded: true },
];

/** In a discussion all results are comments of one article. */
const discussionGroups: ReadonlySet<FacetGroup> = new Set(["period", "author"]);

/** The id of the form of the page: the filters belong to it wherever they are. */
export const searchFormId = "search-form";
export const filtersId = "search-filters";

/**
 * The filters: a column on wide screens, a sheet on phones. The sheet is a popover, which needs no script; a browser
 * that does not know it shows the filters in the page.
 */
export function writeFilters({ request, facets }: SearchResults): SafeHtml {
  const t = translator();
  const title = t("search.filters.title");
  const shownGroups = request.discussion === null ? groups : groups.filter(({ group }) => discussionGroups.has(group));
  const hidden = (name: string, value: string) =>
    html`<input type="hidden" form="${searchFormId}" name="${name}" value="${value}">`;
  return html`<section id="${filtersId}" popover class="search-filters" aria-label="${title}"><div class="sheet-head"><p>${title}</p><button type="button" class="text-button" popovertarget="${filtersId}" popovertargetaction="hide">${t("search.filters.close")}</button></div>${
    request.sort !== "relevance" && hidden("sort", request.sort)
  }${request.isExact && hidden("exact", "1")}${request.discussion !== null && hidden("discussion", request.discussion)}${shownGroups.map(
    ({ group, isSingle = false, isFolded = false }) => {
      const values = facets[group];
      if (values.length === 0) return html``;
      const name = t(`search.groups.${group}`);
      const list = writeFacets(group, values, isSingle);
      if (!isFolded) return html`<fieldset class="facets"><legend>${name}</legend>${list}</fieldset>`;
      const open = values.some(({ isChosen }) => isChosen) ? html` open` : null;
      return html`<details class="facets"${open}><summary>${name}</summary><fieldset><legend class="sr-only">${name}</legend>${list}</fieldset></details>`;
    },
  )}<div class="sheet-foot"><button type="submit" form="${searchFormId}" class="button">${t("search.filters.apply")}</button></div></section>`;
}

function writeFacets(group: FacetGroup, values: SearchFacet[], isSingle: boolean): SafeHtml[] {
  const t = translator();
  const type = isSingle ? "radio" : "checkbox";
  // Browsers restore fields after going back, by their order: the page says what is chosen.
  const writeInput = (value: string, isChosen: boolean) =>
    html`<input id="${group}-${value === "" ? "any" : value}" type="${type}" form="${searchFormId}" name="${group}" value="${value}" autocomplete="off"${isChosen ? html` checked` : null}>`;
  const facets = values.map((facet) => {
    const empty = facet.count === 0 ? html` data-empty` : null;
    return html`<label class="facet"${empty}>${writeInput(facet.value, facet.isChosen)}<span>${typeset(describeFacet(group, facet))}</span> <span class="facet-count">${describeFacetCount(facet)}</span></label>`;
  });
  if (!isSingle) return facets;
  const isAny = !values.some(({ isChosen }) => isChosen);
  const any = t(group === "rating" ? "search.any.rating" : "search.any.period");
  return [html`<label class="facet">${writeInput("", isAny)}<span>${any}</span></label>`, ...facets];
}
