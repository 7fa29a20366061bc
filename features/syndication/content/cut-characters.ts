/** The first characters of a text, at most `max` UTF-16 units, never half of a surrogate pair or without its marks. */
export function cutCharacters(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = max;
  for (let steps = 0; steps < 20 && end > 0 && continues(text, end); steps += 1) end -= 1;
  return text.slice(0, end);
}

/** Whether the characters before and after a position belong together. */
function continues(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const isLowHalf = code >= 0xdc00 && code <= 0xdfff;
  const isJoined = code === 0x200d || text.charCodeAt(at - 1) === 0x200d;
  return isLowHalf || isJoined || /^\p{M}/u.test(text.slice(at, at + 2));
}
