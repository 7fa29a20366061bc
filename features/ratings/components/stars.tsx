import { fiveStarsPath } from "./star-path.ts";

/** Five stars filled to the mean. Decorative: the text beside it says the same, so it is hidden from screen readers. */
export function Stars({ mean }: { mean: number }) {
  const width = Math.round(2400 * mean) / 100;
  return (
    <svg className="stars" viewBox="0 0 120 24" aria-hidden="true">
      <path className="star-empty" d={fiveStarsPath} />
      {width > 0 && (
        // An inner svg clips to its own viewport: no clip path and no style attribute needed.
        <svg width={width} height="24" viewBox={`0 0 ${width} 24`} aria-hidden="true">
          <path className="star-full" d={fiveStarsPath} />
        </svg>
      )}
    </svg>
  );
}
