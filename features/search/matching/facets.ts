import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { KindMatches } from "#features/search/ranking/rank-matches.ts";
import {
  type CappedCount,
  type FacetGroup,
  listWantedKinds,
  maxCount,
  type SearchFacet,
  type SearchKind,
  type SearchRequest,
  searchKinds,
  searchPeriods,
} from "#features/search/rules.ts";
import { chosenValues, type FilterValue } from "./filters.ts";

/** Values of a group that are shown. */
const maxShown = 10;

export const capCount = (count: number): CappedCount => ({
  count: Math.min(count, maxCount),
  isCapped: count > maxCount,
});

/** Makes the values of each filter, with counts, from the counts by kind; reads their names in one statement. */
export async function listFacets(
  db: Executor,
  request: SearchRequest,
  found: Record<SearchKind, KindMatches>,
  chosen: FilterValue[],
): Promise<Record<FacetGroup, SearchFacet[]>> {
  const wanted = listWantedKinds(request);
  const counts = wanted.flatMap((kind) => found[kind].counts);
  const names = await readNames(
    db,
    counts.map(({ value }) => value),
  );
  const total = wanted.reduce((sum, kind) => sum + found[kind].total, 0);
  const named = (group: FacetGroup) => {
    const values = new Map<string, { label: string; count: number }>();
    const own = chosenValues(request, group);
    for (const value of own) {
      const label = chosen.find((one) => one.value === value)?.label ?? value;
      values.set(value, { label, count: 0 });
    }
    for (const one of counts.filter((count) => count.group === group)) {
      const { value, label } = names.get(one.value) ?? {};
      if (value === undefined || label === undefined) continue;
      values.set(value, { label, count: (values.get(value)?.count ?? 0) + one.count });
    }
    // All results have the only chosen value; the counts may be of the newest matches only.
    const [only] = own;
    const chosenOne = own.length === 1 && only !== undefined ? values.get(only) : undefined;
    if (chosenOne) chosenOne.count = total;
    return toFacets(
      request,
      group,
      [...values].map(([value, rest]) => ({ value, ...rest })),
      maxShown,
    );
  };
  const fixed = (group: FacetGroup, values: readonly string[]) =>
    values.map((value) => ({
      value,
      label: "",
      count: counts
        .filter((one) => one.group === group && one.value === value)
        .reduce((sum, one) => sum + one.count, 0),
    }));
  const kinds = searchKinds.map((kind) => ({ value: kind, label: "", count: found[kind].total }));
  return {
    kind: toFacets(request, "kind", kinds),
    category: named("category"),
    tag: named("tag"),
    source: named("source"),
    author: named("author"),
    period: toFacets(request, "period", [...fixed("period", searchPeriods), ...chosenCalendarPeriod(request, total)]),
    rating: toFacets(request, "rating", fixed("rating", ["4", "3"])),
  };
}

/** A day, month or year is a value only while it is chosen: then all results are of it. */
function chosenCalendarPeriod({ period }: SearchRequest, total: number) {
  const isCalendar = period !== null && !searchPeriods.some((one) => one === period);
  return isCalendar ? [{ value: period, label: "", count: total }] : [];
}

/** With a limit: the chosen values and the most frequent ones, the most frequent first. */
function toFacets(
  request: SearchRequest,
  group: FacetGroup,
  values: { value: string; label: string; count: number }[],
  limit?: number,
): SearchFacet[] {
  const chosen = chosenValues(request, group);
  const facets = values.map(({ value, label, count }) => ({
    value,
    label,
    isChosen: chosen.includes(value),
    ...capCount(count),
    exact: count,
  }));
  const shown =
    limit === undefined
      ? facets
      : facets
          .sort((a, b) => Number(b.isChosen) - Number(a.isChosen) || b.exact - a.exact || compareText(a.label, b.label))
          .slice(0, limit)
          .sort((a, b) => b.exact - a.exact || compareText(a.label, b.label));
  return shown.map(({ exact: _, ...facet }) => facet);
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Reads slug and name by lexeme. A member who is an author has the author's. */
async function readNames(db: Executor, facets: string[]): Promise<Map<string, { value: string; label: string }>> {
  const ids = (prefix: string) =>
    toIdArray([...new Set(facets.filter((one) => one.startsWith(prefix)).map((one) => Number(one.slice(2))))]);
  if (!facets.some((facet) => /^[ctsap]:/.test(facet))) return new Map();
  const rows = await db.execute<{ facet: string; value: string; label: string }>(sql`
    select 'c:' || id as facet, slug as value, name as label from categories where id = any(${ids("c:")})
    union all select 't:' || id, slug, name from tags where id = any(${ids("t:")})
    union all select 's:' || id, slug, name from sources where id = any(${ids("s:")})
    union all select 'a:' || id, handle, name from authors where id = any(${ids("a:")})
    union all select 'p:' || m.id, coalesce(a.handle, m.handle), coalesce(a.name, m.name)
      from members as m left join lateral (select handle, name from authors where member_id = m.id order by id limit 1) as a on true
      where m.id = any(${ids("p:")}) and m.deleted_at is null and m.profile_hidden_at is null`);
  return new Map(rows.map(({ facet, value, label }) => [facet, { value, label }]));
}
