import { Fragment } from "react";
import { typeset } from "#lib/typography.ts";

/** Figures joined by hyphens or strokes ("3-2-1", "24/7"): a line must not end inside. */
const joinedFigures = /((?<!\d)\d+(?:[-/]\d+)+)/;

/** A headline in good typography: spaces set, joined figures held together by CSS (no invisible character is added). */
export function HeadlineText({ text }: { text: string }) {
  const parts = typeset(text).split(joinedFigures);
  if (parts.length === 1) return parts[0];
  return parts.map((part, place) =>
    place % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
      <span key={place} className="whitespace-nowrap">
        {part}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={place}>{part}</Fragment>
    ),
  );
}
