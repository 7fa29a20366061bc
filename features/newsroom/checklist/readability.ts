/** Fewer words than one of Flesch's samples say nothing. */
const minWords = 100;
/** Below it a text reads like a treatise: Flesch's "very difficult". Newspapers stand between 40 and 60. */
export const hardToReadBelow = 30;

/**
 * How easily a French text reads, from about 0 (hardly) to 100 (a child's book): Flesch's index as Kandel and Moles adapted it to French,
 * 207 − 1.015 × words per sentence − 73.6 × syllables per word (L. Kandel, A. Moles, « Application de l'indice de Flesch à la langue
 * française », Cahiers d'études de radio-télévision 19, 1958, p. 253–274). Undefined for fewer than a hundred words.
 * A line is a paragraph: a sentence ends there in any case.
 */
export function readabilityScore(text: string): number | undefined {
  const words = splitWords(text);
  if (words.length < minWords) return undefined;
  const syllables = words.reduce((sum, word) => sum + countSyllables(word), 0);
  return 207 - 1.015 * (words.length / countSentences(text)) - 73.6 * (syllables / words.length);
}

/** What stands between spaces, hyphens and apostrophes: "l’hôpital" is two, of which the first has a syllable of no weight. */
export function splitWords(text: string): string[] {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/\p{L}+(?:['’](?=\p{L}))?/gu) ?? []
  ).filter((word) => !/['’]$/.test(word) || word.length > 3);
}

/** Sentences: what ends in a full stop, a question or exclamation mark or an ellipsis before a capital, or at the end of its line. "M." and initials end none. Each repetition has its bound: nothing but full stops takes no longer than words do. */
export function countSentences(text: string): number {
  let count = 0;
  for (const line of text.split("\n")) {
    if (!/\p{L}/u.test(line)) continue;
    const ends = line.match(/(?<![\s.(]\p{Lu}|^\p{Lu})[.!?…]{1,3}[\s»”")]{1,3}(?=[«“"(—–-]{0,2}\s?[\p{Lu}\d])/gu);
    count += 1 + (ends?.length ?? 0);
  }
  return Math.max(1, count);
}

/**
 * The syllables of a French word as they are counted in speech, from its spelling: groups of vowels, parted where a mark or a y parts
 * them, without a mute e at the end. An ending in -ent is counted: whether it is a verb's the spelling does not say.
 */
export function countSyllables(word: string): number {
  const plain = word
    .replace(/['’]$/, "")
    // The u that is only written.
    .replace(/qu/g, "q")
    .replace(/gu(?=[eéèêiîy])/g, "g")
    // Between vowels a y opens a syllable.
    .replace(/(?<=[aeiouéèêâîôû])y(?=[aeiouéèêâîôû])/g, "j");
  const groups = plain.match(/[aàâäæeéèêëiîïoôöœuùûüy]+/g) ?? [];
  // An accent or a diaeresis within a group parts it: thé-âtre, no-ël, ré-el, po-ème.
  const parted = plain.match(/(?<=[aeéiou])[ëïü]|(?<=é)[aâeèêioôu]|(?<=[aoi])é|(?<=o)è/g) ?? [];
  const parts = groups.length + parted.length;
  // A mute ending: table, rues, année.
  const mute = /[^aeiouéèêàâîôûy]es?$/.test(plain) || /é(?:e|es)$/.test(plain);
  return Math.max(1, parts - (mute ? 1 : 0));
}
