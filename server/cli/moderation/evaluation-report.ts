import type { ScreeningEvaluation } from "#features/moderation/evaluation/evaluate.ts";
import type { LabelledEvaluation, Mistake } from "#features/moderation/evaluation/evaluate-labelled.ts";
import {
  type Estimate,
  type KindCounts,
  minReliableExamples,
  type ScreeningFigures,
} from "#features/moderation/evaluation/rules.ts";
import type { EvaluationResult } from "#features/screening/spam/training.ts";

const percent = (share: number) => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const whole = (share: number) => String(Math.round(share * 100));

/** "64 % (45–80)": the share and its 95 % interval. */
const shown = ({ share, low, high }: Estimate) =>
  share === null ? "–" : `${percent(share)} (${whole(low)}–${whole(high)})`;

/** The sentences about what few examples allow to say; none with enough. */
export function fewExamples(
  { approved, refused }: KindCounts,
  { recall, precision }: Pick<ScreeningFigures, "recall" | "precision">,
) {
  const lines: string[] = [];
  const between = ({ low, high }: Estimate) => `between ${whole(low)} and ${whole(high)} %`;
  if (refused === 0) lines.push("No refused comments: recall cannot be measured.");
  else if (refused < minReliableExamples) lines.push(`With ${refused} refused comments recall is ${between(recall)}.`);
  if (precision.share !== null && approved + refused > 0 && precision.high - precision.low > 0.25)
    lines.push(`With so few comments held or flagged precision is ${between(precision)}.`);
  return lines;
}

const columns = ["held", "flagged", "right", "wrong", "precision", "recall", "a day", "ms"];

/** One line per phase and one for all, as a table. `perDay`: the comments a day; undefined where there is none. */
export function evaluationTable(
  { comments, phases, all, readMs, evidenceMs }: ScreeningEvaluation,
  perDay?: number,
): string[] {
  const total = Math.max(1, comments.approved + comments.refused);
  const row = (name: string, figures: ScreeningFigures) => [
    name,
    `${figures.held}`,
    `${figures.flagged}`,
    `${figures.truePositives}`,
    `${figures.falsePositives}`,
    shown(figures.precision),
    shown(figures.recall),
    perDay === undefined ? "" : (((figures.held + figures.flagged) / total) * perDay).toFixed(1),
    figures.ms.toFixed(2),
  ];
  const rows = [["", ...columns], ...phases.map(({ phase, ...figures }) => row(phase, figures)), row("all", all)].map(
    (cells) => (perDay === undefined ? cells.toSpliced(7, 1) : cells),
  );
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return [
    `${comments.approved + comments.refused} comments: ${comments.approved} good, ${comments.refused} refused.`,
    "",
    ...rows.map((cells) =>
      cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join("  "),
    ),
    "",
    `Good comments held or flagged: ${shown(all.falsePositiveRate)}.`,
    `Processor time a comment: ${all.ms.toFixed(2)} ms, of which reading the text ${readMs.toFixed(2)}, searching the word lists ${evidenceMs.toFixed(2)}.`,
    ...fewExamples(comments, all),
  ];
}

/** The figures of the spam score on comments that it was not trained on, or why there are none. */
export function spamLine(
  { tested, precision, recall }: EvaluationResult,
  trained: KindCounts,
  minExamples: number,
): string {
  if (!hasEnoughExamples(trained, minExamples))
    return `Spam score: not evaluated. It needs ${minExamples} good and ${minExamples} refused comments to learn from; there are ${trained.approved} and ${trained.refused}.`;
  const share = (value: number | null) => (value === null ? "none" : `${(value * 100).toFixed(1)} %`);
  return `On ${tested.approved} approved and ${tested.refused} refused comments kept apart: precision ${share(precision)}, recall ${share(recall)}.`;
}

export const hasEnoughExamples = ({ approved, refused }: KindCounts, minExamples: number) =>
  approved >= minExamples && refused >= minExamples;

/** The classes of labelled comments, and the mistakes if they are asked for. */
export function labelledLines({ classes, mistakes, unread }: LabelledEvaluation, withMistakes: boolean): string[] {
  const width = Math.max(0, ...classes.map(({ name }) => name.length));
  return [
    "",
    ...classes.map(({ name, comments, recall }) => `${name.padEnd(width)}  ${shown(recall)} of ${comments} found`),
    ...(unread > 0 ? [`${unread} texts are not accepted as comments.`] : []),
    ...(withMistakes ? mistakes.map(mistakeLine) : []),
  ];
}

const mistakeLine = ({ file, line, kind, classes, reasons, text }: Mistake & { file?: string }) =>
  `${kind === "missed" ? "missed" : "false alarm"}  ${file ?? ""}:${line}  ${classes.join(",") || "ok"}  ${reasons.map((reason) => `[${reason}] `).join("")}${text.replace(/\s+/g, " ")}`;
