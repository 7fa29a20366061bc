/** Flesch's samples have a hundred words; the index of a shorter text means nothing. */
const minWords = 100;
/** Flesch's limit of "very difficult". Newspapers score between 40 and 60. */
export const hardToReadBelow = 30;

/**
 * Computes how easily a French text reads, from about 0 (very difficult) to 100 (a children's book): Flesch's index as
 * adapted to French by Kandel and Moles, 207 − 1.015 × words per sentence − 73.6 × syllables per word (L. Kandel, A.
 * Moles, « Application de l'indice de Flesch à la langue française », Cahiers d'études de radio-télévision 19, 1958, p.
 * 253–274). Undefined for fewer than a hundred words. A line is a paragraph, so it always ends a sentence.
 */
export function readabilityScore(text: string): number | undefined {
  const words = splitWords(text);
  if (words.length < minWords) return undefined;
  const syllables = words.reduce((sum, word) => sum + countSyllables(word), 0);
  return 207 - 1.015 * (words.length / countSentences(text)) - 73.6 * (syllables / words.length);
}

/** Splits a text at spaces, hyphens and apostrophes: "l’hôpital" is two words, the first without a full syllable. */
export function splitWords(text: string): string[] {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/\p{L}+(?:['’](?=\p{L}))?/gu) ?? []
  ).filter((word) => !/['’]$/.test(word) || word.length > 3);
}

/**
 * Counts sentences. A sentence ends at a full stop, a question or exclamation mark or an ellipsis before a capital, or
 * at the end of its line. "M." and initials end none. Each repetition is bounded, so that a text of full stops takes no
 * longer than one of words.
 */
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
 * Counts the syllables of a French word as spoken, from its spelling: groups of vowels, split at an accent or a y,
 * without a mute e at the end. The ending -ent always counts: the spelling does not tell whether the word is a verb.
 */
export function countSyllables(word: string): number {
  const plain = word
    .replace(/['’]$/, "")
    // The silent u of "qu".
    .replace(/qu/g, "q")
    .replace(/gu(?=[eéèêiîy])/g, "g")
    // A y between vowels begins a syllable.
    .replace(/(?<=[aeiouéèêâîôû])y(?=[aeiouéèêâîôû])/g, "j");
  const groups = plain.match(/[aàâäæeéèêëiîïoôöœuùûüy]+/g) ?? [];
  // An accent or a diaeresis within a group splits it: thé-âtre, no-ël, ré-el, po-ème.
  const parted = plain.match(/(?<=[aeéiou])[ëïü]|(?<=é)[aâeèêioôu]|(?<=[aoi])é|(?<=o)è/g) ?? [];
  const parts = groups.length + parted.length;
  // A mute ending: table, rues, année.
  const mute = /[^aeiouéèêàâîôûy]es?$/.test(plain) || /é(?:e|es)$/.test(plain);
  return Math.max(1, parts - (mute ? 1 : 0));
}
