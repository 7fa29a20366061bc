import { LRUCache } from "lru-cache";
import type { FacetGroup, SearchKind } from "#features/search/rules.ts";
import { hashVersion } from "#lib/version-hash.ts";
import {
  articleGroups,
  hasIndexedCondition,
  kindSources,
  listChosenGroups,
  type MatchConditions,
} from "./conditions.ts";
import type { Filters } from "./filters.ts";

/**
 * Whether a table is read with the newest matches first: because only the index by date finds them, because the
 * vocabulary knows the words as common, or because the search had too many matches lately.
 */
export function isNewestFirst(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): boolean {
  return (
    kindSources[kind].months === null ||
    !hasIndexedCondition(conditions, except) ||
    (conditions.isCommon && !isNarrowed(kind, conditions.filters, except)) ||
    overLimit.has(overLimitKey(kind, conditions, except))
  );
}

/**
 * Whether a choice may leave so few matches that reading all months would be slower. A period needs few months; ratings
 * and the filters of a comment's article are compared later.
 */
function isNarrowed(kind: SearchKind, filters: Filters, except: FacetGroup | undefined): boolean {
  const groups = kind === "comment" ? (["author"] as const) : ([...articleGroups, "author"] as const);
  return (
    filters.people.length > 0 || filters.discussion !== null || listChosenGroups(filters, groups, except).length > 0
  );
}

/** Searches that had too many matches lately. */
const overLimit = new LRUCache<string, true>({ max: 2_000, ttl: 10 * 60_000 });

/** Hashed: the words of a long query take kilobytes. */
export function overLimitKey(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): string {
  const { words, names, filters } = { ...conditions, ...conditions.indexed };
  const { values: _, since, ...chosen } = filters;
  return hashVersion([kind, except, words, names, chosen, since !== null]);
}

/** Notes that a search has more matches than are ranked. */
export function noteOverLimit(kind: SearchKind, conditions: MatchConditions, except: FacetGroup | undefined): void {
  overLimit.set(overLimitKey(kind, conditions, except), true);
}
