import { siteLocale, translator } from "#i18n/translator.ts";
import { formatCalendarPeriod } from "../request/calendar-period.ts";
import {
  type CappedCount,
  type FacetGroup,
  type SearchFacet,
  type SearchRequest,
  searchKinds,
  searchPeriods,
} from "../rules.ts";

/** The name of a filter's value, in the language of the site. */
export function describeFacet(group: FacetGroup, { value, label }: Pick<SearchFacet, "value" | "label">): string {
  const t = translator();
  const kind = group === "kind" && searchKinds.find((one) => one === value);
  if (kind) return t(`search.kinds.${kind}`);
  const period = group === "period" && searchPeriods.find((one) => one === value);
  if (period) return t(`search.periods.${period}`);
  if (group === "period") return formatCalendarPeriod(value, siteLocale()) ?? value;
  if (group === "rating") return t("search.rating", { stars: value });
  return label === "" ? value : label;
}

/** "71", or "1 000+" where the counting stopped. */
export function describeFacetCount({ count, isCapped }: CappedCount): string {
  return translator()(isCapped ? "search.countCapped" : "search.count", { count });
}

/** The request without one value of a filter; without a value, without the whole group. */
export function withoutFilter(request: SearchRequest, group: FacetGroup, value?: string): Partial<SearchRequest> {
  const rest = (values: string[]) => (value === undefined ? [] : values.filter((one) => one !== value));
  switch (group) {
    case "kind":
      return { kinds: value === undefined ? [] : request.kinds.filter((one) => one !== value) };
    case "category":
      return { categories: rest(request.categories) };
    case "tag":
      return { tags: rest(request.tags) };
    case "source":
      return { sources: rest(request.sources) };
    case "author":
      return { authors: rest(request.authors) };
    case "period":
      return { period: null };
    case "rating":
      return { minRating: null };
  }
}

/** The changes that remove every filter. */
export const noFilters: Partial<SearchRequest> = {
  kinds: [],
  categories: [],
  tags: [],
  sources: [],
  authors: [],
  period: null,
  minRating: null,
};

/** The chosen values of all groups but the kinds, which have tabs on phones. */
export function listChosen(facets: Record<FacetGroup, SearchFacet[]>): { group: FacetGroup; facet: SearchFacet }[] {
  const order: FacetGroup[] = ["kind", "category", "tag", "source", "author", "period", "rating"];
  return order.flatMap((group) => facets[group].filter(({ isChosen }) => isChosen).map((facet) => ({ group, facet })));
}
