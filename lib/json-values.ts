/**
 * Counts the values of a JSON text, at most twice too high. Call it before parsing: eight megabytes of `{}` become 200
 * MB. One pass over the characters; malformed JSON gives some number too.
 */
export function countJsonValues(text: string): number {
  let count = 1;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isInString = !isInString;
    else if (isInString && character === "\\") at += 1;
    else if (!isInString && (character === "," || character === "[" || character === "{")) count += 1;
  }
  return count;
}
