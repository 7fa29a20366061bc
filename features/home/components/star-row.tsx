import { fiveStarsPath } from "#features/ratings/components/star-path.ts";

const sheetId = "five-stars";

/** The outline that all rows of stars of the page use; drawn once, because there are twenty of them. */
export function StarSheet() {
  return (
    <svg className="star-sheet" width="0" height="0" aria-hidden="true">
      <path id={sheetId} d={fiveStarsPath} />
    </svg>
  );
}

/** Five stars filled to the mean. Decorative: the figure beside it says the same. */
export function StarRow({ mean }: { mean: number }) {
  const width = Math.round(2400 * mean) / 100;
  return (
    <svg className="stars" viewBox="0 0 120 24" aria-hidden="true">
      <use href={`#${sheetId}`} className="star-empty" />
      {/* An inner svg clips to its own viewport: no clip path and no style attribute needed. */}
      <svg width={width} height="24" viewBox={`0 0 ${width} 24`} aria-hidden="true">
        <use href={`#${sheetId}`} className="star-full" />
      </svg>
    </svg>
  );
}
