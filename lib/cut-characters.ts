/** The first characters of a text, at most `max` UTF-16 units, never half of a surrogate pair or without its marks. */
export function cutCharacters(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = max;
  for (let steps = 0; steps < 20 && end > 0 && continues(text, end); steps += 1) end -= 1;
  // Of a long run of joined characters the end is cut anywhere else.
  return text.slice(0, isLowHalf(text, end) ? end - 1 : end);
}

/** Whether the characters before and after a position belong together. */
function continues(text: string, at: number): boolean {
  const isJoined = text.charCodeAt(at) === 0x200d || text.charCodeAt(at - 1) === 0x200d;
  return isLowHalf(text, at) || isJoined || /^\p{M}/u.test(text.slice(at, at + 2));
}

const isLowHalf = (text: string, at: number) => text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff;
