import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { type Locale, siteLocale } from "#i18n/translator.ts";

/** zxcvbn's scale is 0 to 4; 3 means at least 10^8 guesses, "safely unguessable" against a slow hash. */
const minScore = 3;

/**
 * Limits of zxcvbn's search for words written with digits and signs ("p4$$w0rd"). Its cost grows with the square of the length, for each
 * substitution: 200 characters blocked the main thread for three seconds, 40 take a fortieth of a second. The longest word of the
 * dictionaries has 23 characters. More substitutions found no further passwords that people choose.
 */
export const guessingOptions = { maxLength: 40, l33tMaxSubstitutions: 2 };

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Dictionaries of several megabytes: read once, at the first password. */
async function loadEstimator(locale: Locale): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, localeDictionary, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    locale === "fr" ? import("@zxcvbn-ts/language-fr") : import("@zxcvbn-ts/language-en"),
    import("@zxcvbn-ts/language-en"),
  ]);
  return new ZxcvbnFactory({
    // English in any case: the passwords that attackers try first are English.
    dictionary: { ...common.dictionary, ...english.dictionary, ...localeDictionary.dictionary },
    graphs: common.adjacencyGraphs,
    translations: localeDictionary.translations,
    ...guessingOptions,
  });
}

/** Whether someone who knows `known` (name, address, the site's name) would soon guess the password. */
export async function isGuessable(password: string, known: string[]): Promise<boolean> {
  estimator ??= loadEstimator(siteLocale());
  const parts = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((text) => text.length > 2);
  return (await estimator).check(password, parts).score < minScore;
}
