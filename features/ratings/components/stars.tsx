const starPaths = [12, 36, 60, 84, 108]
  .map((x) => `M${x} 2l3.1 6.5 7.1.9-5.2 4.9 1.3 7L${x} 17.8l-6.3 3.5 1.3-7-5.2-4.9 7.1-.9z`)
  .join("");

/** Five stars filled to the mean. Decorative: the text beside it says the same, so it is hidden from screen readers. */
export function Stars({ mean }: { mean: number }) {
  const width = Math.round(2400 * mean) / 100;
  return (
    <svg className="stars" viewBox="0 0 120 24" aria-hidden="true">
      <path className="star-empty" d={starPaths} />
      {width > 0 && (
        // An inner svg clips to its own viewport: no clip path and no style attribute needed.
        <svg width={width} height="24" viewBox={`0 0 ${width} 24`} aria-hidden="true">
          <path className="star-full" d={starPaths} />
        </svg>
      )}
    </svg>
  );
}
