import type { Verdict } from "#features/screening/verdict.ts";

const maxPassageLength = 240;
/** How much of the text precedes the first word that weighed. */
const lead = 80;

/** Cuts a text to the passage with the first word that the verdicts name, or to its beginning, on one line. */
export function excerptAround(text: string, verdicts: Pick<Verdict, "values">[]): string {
  const line = text.replace(/\s+/g, " ");
  if (line.length <= maxPassageLength) return line;
  const plain = line.toLowerCase();
  const positions = verdicts
    .flatMap(({ values }) => String(values?.words ?? "").split(", "))
    .map((word) => (word === "" ? -1 : plain.indexOf(word.toLowerCase())))
    .filter((position) => position >= 0);
  const first = positions.length > 0 ? Math.min(...positions) : 0;
  const start = first > lead ? line.lastIndexOf(" ", first - lead) + 1 : 0;
  const end = start + maxPassageLength;
  const passage = line.slice(start, end).toWellFormed();
  return `${start > 0 ? "…" : ""}${passage.trim()}${end < line.length ? "…" : ""}`;
}
