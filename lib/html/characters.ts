// C0 and C1 controls except tab and line feed, the byte order mark inside text, and the characters that reorder what is read
// (a name or a link could be made to look like another): embeddings, overrides and isolates. Direction marks (U+200E, U+200F,
// U+061C) stay: Arabic and Hebrew need them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const unwanted = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFEFF\u202A-\u202E\u2066-\u2069]/g;
const lineEnds = /\r\n?/g;
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * Plain text as we keep it: line ends are "\n", no control or reordering characters, no half of a surrogate pair
 * (PostgreSQL refuses it, as it does U+0000). Calling it twice changes nothing.
 */
export function cleanText(text: string): string {
  return text.replace(lineEnds, "\n").replace(unwanted, "").replace(loneSurrogates, "");
}
