import { Fragment } from "react";
import { typeset } from "#lib/typography.ts";

/** Figures joined by hyphens or slashes ("3-2-1", "24/7"), in which a line must not break. */
const joinedFigures = /((?<!\d)\d+(?:[-/]\d+)+)/;

/** A headline with typographic spaces, and joined figures kept on one line by CSS (no invisible character is added). */
export function HeadlineText({ text }: { text: string }) {
  const parts = typeset(text).split(joinedFigures);
  if (parts.length === 1) return parts[0];
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
      <span key={index} className="whitespace-nowrap">
        {part}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
