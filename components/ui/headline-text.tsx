import { Fragment } from "react";
import { splitJoinedFigures, typeset } from "#lib/typography.ts";

/** A headline with typographic spaces, and joined figures kept on one line by CSS (no invisible character is added). */
export function HeadlineText({ text }: { text: string }) {
  const parts = splitJoinedFigures(typeset(text));
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
