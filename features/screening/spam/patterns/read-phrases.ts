import { readFileSync } from "node:fs";
import { join } from "node:path";

export const phraseThemes = [
  "money",
  "offer",
  "occult",
  "crime",
  "body",
  "promotion",
  "contact",
  "trade",
  "profile",
  "messenger",
  "warning",
] as const;
export type PhraseTheme = (typeof phraseThemes)[number];

/**
 * Parses the phrases of advertising and fraud: a header of two lines, then a section for each theme, `[THEME] | what belongs there`, with a
 * phrase a line. Throws on anything else, so that a faulty file cannot be released.
 *
 * A phrase belongs there if a reader who has nothing to sell hardly writes it: two from different themes, or one with a way to get in touch,
 * make a comment wait. Words of news about fraud (phishing, bitcoin) do not.
 */
export function parsePhrases(text: string): [PhraseTheme, string][] {
  const header = /^version: \d+\ndate: \d{4}-\d\d-\d\d\n\n/.exec(text);
  if (!header) throw new Error("the phrases begin with a version and a date");
  const phrases: [PhraseTheme, string][] = [];
  let theme: PhraseTheme | undefined;
  for (const line of text.slice(header[0].length).split("\n")) {
    if (line.trim() === "") continue;
    const section = /^\[([a-z]+)\]/.exec(line)?.[1];
    if (section !== undefined) theme = phraseThemes.find((name) => name === section);
    if (theme === undefined) throw new Error(`no theme of phrases: ${line}`);
    if (section === undefined) phrases.push([theme, line.trim()]);
  }
  return phrases;
}

/** Reads the phrases that come with the product. They are a file beside this one, in the application's folder. */
export function readPhrases(): [PhraseTheme, string][] {
  const file = join(process.cwd(), "features", "screening", "spam", "patterns", "phrases.txt");
  return parsePhrases(readFileSync(/* turbopackIgnore: true */ file, "utf8"));
}
