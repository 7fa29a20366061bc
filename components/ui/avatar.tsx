/** Colours in app/comments.css. */
const colours = 6;

/** A disc with the first letter of a name, in a colour that the name always gets. */
export function Avatar({ name }: { name: string }) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return (
    <span className="avatar" data-colour={sum % colours} aria-hidden="true">
      {[...name.trim()][0]?.toLocaleUpperCase() ?? ""}
    </span>
  );
}
