/** The number of colours in features/comments/components/comments.css. */
const colourCount = 6;

/** A member's avatar (`src`), else a disc with the first letter of the name, in a colour derived from the name. */
export function Avatar({ name, src }: { name: string; src?: string | undefined }) {
  // An uploaded file, already in its size; next/image writes style attributes, which the Content-Security-Policy forbids.
  // biome-ignore lint/performance/noImgElement: as said above
  if (src) return <img className="avatar" src={src} width={160} height={160} alt="" loading="lazy" decoding="async" />;
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return (
    <span className="avatar" data-colour={sum % colourCount} aria-hidden="true">
      {[...name.trim()][0]?.toLocaleUpperCase() ?? ""}
    </span>
  );
}
