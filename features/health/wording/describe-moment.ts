import { translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import type { HealthPeriod } from "../history/rules.ts";
import type { FigureStyle } from "./describe-finding.ts";
import { dayIn, formatClock, formatShortDay, formatWeekday } from "./figures.ts";

const dayMs = 86_400_000;
/** Before this hour, today is "tonight". */
const nightEnds = 6;

/** A moment as people say it: "cette nuit à 3 h 10", "hier à 14 h 03", "25 novembre à 14 h 03". */
export function describeMoment(at: Date, now: number, style: FigureStyle): string {
  const t = translator(style.locale);
  const time = formatClock(at, style);
  const day = dayIn(at, style.zone);
  const hour = Number(time.split(/\D/)[0]);
  if (day === dayIn(new Date(now), style.zone))
    return t.typeset(hour < nightEnds ? "health.when.night" : "health.when.today", { time });
  if (day === dayIn(new Date(now - dayMs), style.zone)) return t.typeset("health.when.yesterday", { time });
  return t.typeset("health.when.date", { date: formatDate(at, { ...style, style: "yearless" }), time });
}

/**
 * The label of a step of a drawing: an hour, a weekday or a day. `now` is given for the first one of 24 hours, which says
 * if it is of yesterday: late in the evening all of them are of today.
 */
export function describeStep(at: Date, period: HealthPeriod, style: FigureStyle, now?: number): string {
  if (period === "month") return formatShortDay(at, style);
  if (period === "week") return formatWeekday(at, style);
  const time = formatClock(at, { ...style, short: true });
  const isYesterday = now !== undefined && dayIn(at, style.zone) !== dayIn(new Date(now), style.zone);
  return isYesterday ? translator(style.locale).typeset("health.when.yesterdayShort", { time }) : time;
}

/** The name of a row of a table: day and time. */
export const describeStepInFull = (at: Date, period: HealthPeriod, style: FigureStyle): string =>
  period === "month"
    ? formatShortDay(at, style)
    : `${formatShortDay(at, style)}, ${formatClock(at, { ...style, short: true })}`;
