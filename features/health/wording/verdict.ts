import { translator } from "#i18n/translator.ts";
import type { Examination } from "../examination/queries.ts";
import { listProblems } from "../examination/queries.ts";
import type { FigureStyle } from "./describe-finding.ts";
import { formatSeconds } from "./figures.ts";

/** Older figures are not to be trusted: five examinations are missing. */
export const staleMs = 300_000;

/** Whether the last examination is too old. */
export const isStale = ({ checkedAt }: Examination, now: number): boolean =>
  checkedAt !== null && now - checkedAt.getTime() >= staleMs;

/** The page's title: the state of the site in one sentence. */
export function describeVerdict(examination: Examination, now: number, style: FigureStyle): string {
  const t = translator(style.locale);
  const { checkedAt } = examination;
  if (checkedAt === null) return t.typeset("health.title.first");
  if (isStale(examination, now))
    return t.typeset("health.title.stale", {
      ageSeconds: formatSeconds((now - checkedAt.getTime()) / 1_000, { locale: style.locale, unitDisplay: "long" }),
    });
  const problems = listProblems(examination);
  const count = problems.filter(({ state }) => state === "bad").length;
  const look = problems.length - count;
  if (count > 0) return t.typeset(look > 0 ? "health.title.badLook" : "health.title.bad", { count, look });
  return look > 0 ? t.typeset("health.title.wellLook", { count: look }) : t.typeset("health.title.well");
}
