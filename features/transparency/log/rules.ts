/** What a line can be filtered by, in the order in which an address says it. */
export const filterNames = ["action", "reason", "by", "outcome", "month"] as const;
export type FilterName = (typeof filterNames)[number];
export type LogFilter = Partial<Record<FilterName, string>>;

/** What became of a decision: it stands, was undone by who took it, or went through an appeal. */
export const logOutcomes = ["stands", "undone", "appealed", "upheld", "overturned"] as const;
export type LogOutcome = (typeof logOutcomes)[number];

export const logPath = "/moderation-log";

/** The address of a filtered log: `/moderation-log/action/remove/month/2026-11`. One spelling for each. */
export function logFilterPath(filter: LogFilter, before?: number): string {
  const parts = filterNames.flatMap((name) => (filter[name] ? [name, encodeURIComponent(filter[name])] : []));
  return [logPath, ...parts].join("/") + (before === undefined ? "" : `?before=${before}`);
}

/** A month of the log, `2026-11`. */
const isMonth = (text: string) => /^20\d\d-(0[1-9]|1[0-2])$/.test(text);

/** A part of an address without its escapes: Next leaves them, but for those that only look like some ("%%"). Empty where they say nothing. */
export function decodeSegment(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** The filter that the parts of an address say; null where it is no address of ours (unknown, twice, in another order). */
export function parseLogFilter(parts: readonly string[]): { filter: LogFilter; before: number | undefined } | null {
  if (parts.length % 2 === 1) return null;
  const filter: LogFilter = {};
  let before: number | undefined;
  let last = -1;
  for (let at = 0; at < parts.length; at += 2) {
    const [name = "", value = ""] = parts.slice(at, at + 2);
    if (name === "before" && at === parts.length - 2 && /^[1-9]\d{0,14}$/.test(value)) {
      before = Number(value);
      continue;
    }
    const known = filterNames.find((one) => one === name);
    const place = known ? filterNames.indexOf(known) : -1;
    if (!known || place <= last || value === "" || (known === "month" && !isMonth(value))) return null;
    filter[known] = value;
    last = place;
  }
  return { filter, before };
}

/** All that a line is filtered by but its month, as the table keeps it in one word (`moderation_log.kind`). */
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

/** Decisions of the command line are its operator's: a person's. */
const manualDeciders = new Set(["rule:command-line"]);

/** Whether a rule decided, without anybody. */
export function isAutomatic(decider: string): boolean {
  return decider.startsWith("rule:") && !manualDeciders.has(decider);
}

/** By whom, as an address says it: `people`, `rules`, a rule's name, or with names shown a moderator's handle after `@`. */
function matchesBy(decider: string, by: string, handles: ReadonlyMap<string, string>): boolean {
  if (by === "people") return !isAutomatic(decider);
  if (by === "rules") return isAutomatic(decider);
  if (by.startsWith("@")) return handles.get(by.slice(1)) === decider;
  return isAutomatic(decider) && decider === `rule:${by}`;
}

/** What one has to ask for to see it: approvals, votes one by one, and waits that say nothing about a text, would bury the rest. */
const routineActions = new Set(["approve", "release", "discard"]);
const routineHoldDecider = /^rule:(newcomer|article|premoderated|ratings\..*)$/;
const isRoutine = ({ action, decider }: Pick<LogKind, "action" | "decider">) =>
  routineActions.has(action) || (action === "hold" && routineHoldDecider.test(decider));

/** The kinds that a filter lets through; undefined: nothing is asked of them, so what is listed by itself. */
export function filterKinds(
  kinds: readonly LogKind[],
  filter: LogFilter,
  handles: ReadonlyMap<string, string>,
): string[] | undefined {
  const { action, reason, by, outcome } = filter;
  if (!action && !reason && !by && !outcome) return undefined;
  return kinds
    .filter(
      (one) =>
        (action ? one.action === action : !isRoutine(one) || (by !== undefined && one.decider === `rule:${by}`)) &&
        (!reason || one.reason === reason) &&
        (!outcome || one.outcome === outcome) &&
        (!by || matchesBy(one.decider, by, handles)),
    )
    .map(({ kind }) => kind);
}
