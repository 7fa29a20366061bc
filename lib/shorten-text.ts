/** Shortens a text to `max` characters, after a whole word where there is one; "" for a limit of 0. */
export function shortenText(text: string, max: number): string {
  if (max === 0) return "";
  const characters = [...text.slice(0, 4 * max)];
  if (characters.length <= max && text.length <= 4 * max) return text;
  const head = characters.slice(0, max - 1).join("");
  const end = head.lastIndexOf(" ");
  return `${(end > head.length / 2 ? head.slice(0, end) : head).trimEnd()}…`;
}
