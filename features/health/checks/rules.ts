import type { Messages } from "#i18n/translator.ts";

/** The checks, in the order of the page and of `vigie doctor`. Their names are in i18n `health.checks`. */
export const checkNames = [
  "pages",
  "mail",
  "backups",
  "jobs",
  "disk",
  "slowPages",
  "database",
  "feeds",
  "moderation",
  "errors",
  "statements",
  "certificate",
  "version",
  "protection",
  "clock",
  "nodes",
  "valkey",
] as const;
export type CheckName = (typeof checkNames)[number];

/** `look`: somebody should look at it, and nothing is broken. `unknown`: it could not be examined, or not yet. */
export type HealthState = "ok" | "look" | "bad" | "unknown";

/** What a check found, as a sentence: i18n `health.says`. */
export type FindingCode = keyof Messages["health"]["says"];
/** A finding that needs attention: i18n `health.safe` says what is safe. */
export type ProblemCode = keyof Messages["health"]["safe"];

/** The values of a sentence; the ending of a name says how a number is shown (`describe-finding.ts`). */
export type Figures = Record<string, number | string>;

/** The result of a check. */
export interface HealthFinding {
  check: CheckName;
  state: HealthState;
  code: FindingCode;
  figures: Figures;
}

/** Findings about what most sites do not use, such as several nodes. */
const hidden: ReadonlySet<FindingCode> = new Set(["nodesSingle", "valkeyNone"]);
/** Whether neither the page nor `vigie doctor` shows the finding. */
export const isHidden = ({ code }: Pick<HealthFinding, "code">): boolean => hidden.has(code);

/** Whether an administrator should look at it. */
export const needsAttention = ({ state }: Pick<HealthFinding, "state">): boolean => state === "bad" || state === "look";

/** Makes the findings of one check. */
export function findingsOf(check: CheckName) {
  const make =
    (state: HealthState) =>
    (code: FindingCode, figures: Figures = {}): HealthFinding => ({ check, state, code, figures });
  return {
    ok: make("ok"),
    unknown: make("unknown"),
    look: (code: ProblemCode, figures: Figures = {}) => make("look")(code, figures),
    bad: (code: ProblemCode, figures: Figures = {}) => make("bad")(code, figures),
  };
}

/** A share as a whole percentage; 0 of nothing. */
export const percentOf = (part: number, whole: number): number =>
  whole > 0 ? Math.min(100, Math.max(0, Math.round((100 * part) / whole))) : 0;
