/** Vowels before which French elides; h is left out, because only a dictionary knows which one is mute. */
const vowel = /^[aeiouàâäéèêëîïôöùûüæœ]/i;
const letter = /\p{L}/u;

/**
 * Elides "de" and "que" before these values in a formatted message: "commentaire de Aminata" becomes "commentaire
 * d’Aminata". Values are names of people and sites, which the message cannot know.
 */
export function elideBefore(text: string, values: Iterable<unknown>): string {
  let elided = text;
  for (const value of values) {
    if (typeof value !== "string" || !vowel.test(value)) continue;
    for (const word of ["de", "De", "que", "Que"]) {
      const found = `${word} ${value}`;
      if (!elided.includes(found)) continue;
      elided = elided.replaceAll(found, (whole, at: number) =>
        letter.test(elided[at - 1] ?? "") ? whole : `${word.slice(0, -1)}’${value}`,
      );
    }
  }
  return elided;
}
