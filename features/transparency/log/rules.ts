/** The filters of the log, in the order in which a URL names them. */
export const filterNames = ["action", "reason", "by", "outcome", "month"] as const;
export type FilterName = (typeof filterNames)[number];
export type LogFilter = Partial<Record<FilterName, string>>;

/** The outcome of a decision: still in force, undone by its moderator, or appealed. */
export const logOutcomes = ["stands", "undone", "appealed", "upheld", "overturned"] as const;
export type LogOutcome = (typeof logOutcomes)[number];

export const logPath = "/moderation-log";

/** The path of a filtered log: `/moderation-log/action/remove/month/2026-11`. Each filter has exactly one path. */
export function logFilterPath(filter: LogFilter, before?: number): string {
  const parts = filterNames.flatMap((name) => (filter[name] ? [name, encodeURIComponent(filter[name])] : []));
  return [logPath, ...parts].join("/") + (before === undefined ? "" : `?before=${before}`);
}

/** A month of the log: `2026-11`. */
const isMonth = (text: string) => /^20\d\d-(0[1-9]|1[0-2])$/.test(text);

/** Decodes a path segment, which Next leaves percent-encoded. Empty for invalid escapes ("%%"). */
export function decodeSegment(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** Parses the path segments of a filter; null for an invalid path (an unknown or repeated filter, or another order). */
export function parseLogFilter(parts: readonly string[]): { filter: LogFilter; before: number | undefined } | null {
  if (parts.length % 2 === 1) return null;
  const filter: LogFilter = {};
  let before: number | undefined;
  let lastIndex = -1;
  for (let at = 0; at < parts.length; at += 2) {
    const [name = "", value = ""] = parts.slice(at, at + 2);
    if (name === "before" && at === parts.length - 2 && /^[1-9]\d{0,14}$/.test(value)) {
      before = Number(value);
      continue;
    }
    const known = filterNames.find((filterName) => filterName === name);
    const index = known ? filterNames.indexOf(known) : -1;
    if (!known || index <= lastIndex || value === "" || (known === "month" && !isMonth(value))) return null;
    filter[known] = value;
    lastIndex = index;
  }
  return { filter, before };
}

/** All filters of a line except its month, as the table stores them in one column (`moderation_log.kind`). */
export interface LogKind {
  kind: string;
  action: string;
  reason: string;
  decider: string;
  outcome: string;
}

export function parseLogKind(kind: string): LogKind {
  const [action = "", reason = "", decider = "", outcome = ""] = kind.split("|");
  return { kind, action, reason, decider, outcome };
}

/** Rules behind which a person decides: the operator at the command line. */
const manualDeciders = new Set(["rule:command-line"]);

/** Whether a rule decided, without a person. */
export function isAutomaticDecider(decider: string): boolean {
  return decider.startsWith("rule:") && !manualDeciders.has(decider);
}

/** What the log contains: its kinds of lines, its months, and the moderators if their names are shown. */
export interface LogFacets {
  kinds: LogKind[];
  months: string[];
  people: { name: string; handle: string }[];
}

type LogFilterValues = { [name in FilterName]: (name extends "outcome" ? LogOutcome : string)[] };

/** The values of each filter that occur in the log. */
export function listLogFilterValues({ kinds, months, people }: LogFacets): LogFilterValues {
  const distinct = (of: (kind: LogKind) => string) => [...new Set(kinds.map(of))].filter((value) => value !== "");
  return {
    action: distinct(({ action }) => action),
    reason: distinct(({ reason }) => reason),
    by: [
      "people",
      "rules",
      ...distinct(({ decider }) => (isAutomaticDecider(decider) ? decider.slice("rule:".length) : "")),
      ...people.map(({ handle }) => `@${handle}`),
    ],
    outcome: logOutcomes.filter((outcome) => kinds.some((kind) => kind.outcome === outcome)),
    month: months,
  };
}

/** Whether every value of a filter occurs in the log. A filter with another value has no page. */
export function occursInLog(filter: LogFilter, facets: LogFacets): boolean {
  const values = listLogFilterValues(facets);
  return filterNames.every((name) => {
    const occurring: readonly string[] = values[name];
    return filter[name] === undefined || occurring.includes(filter[name]);
  });
}

/**
 * Whether the decider matches the filter `by`: `people`, `rules`, the name of a rule, or, if names are shown, a
 * moderator's handle after `@`.
 */
function matchesBy(decider: string, by: string, handles: ReadonlyMap<string, string>): boolean {
  if (by === "people") return !isAutomaticDecider(decider);
  if (by === "rules") return isAutomaticDecider(decider);
  if (by.startsWith("@")) return handles.get(by.slice(1)) === decider;
  return isAutomaticDecider(decider) && decider === `rule:${by}`;
}

/**
 * Decisions shown only if the filter names them: approvals, single votes, and holds that say nothing about the text
 * would crowd out the rest.
 */
const routineActions = new Set(["approve", "release", "discard"]);
const routineHoldDecider = /^rule:(newcomer|article|premoderated|ratings\..*)$/;
const isRoutine = ({ action, decider }: Pick<LogKind, "action" | "decider">) =>
  routineActions.has(action) || (action === "hold" && routineHoldDecider.test(decider));

/**
 * The kinds that a filter matches; undefined if the filter does not restrict the kinds, which means all listed lines.
 */
export function filterKinds(
  kinds: readonly LogKind[],
  filter: LogFilter,
  handles: ReadonlyMap<string, string>,
): string[] | undefined {
  const { action, reason, by, outcome } = filter;
  if (!action && !reason && !by && !outcome) return undefined;
  return kinds
    .filter(
      (kind) =>
        (action ? kind.action === action : !isRoutine(kind) || (by !== undefined && kind.decider === `rule:${by}`)) &&
        (!reason || kind.reason === reason) &&
        (!outcome || kind.outcome === outcome) &&
        (!by || matchesBy(kind.decider, by, handles)),
    )
    .map(({ kind }) => kind);
}
