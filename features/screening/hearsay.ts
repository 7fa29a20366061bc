import { foldLetters } from "#lib/words/fold-text.ts";
import type { TextSpan } from "./reported-speech.ts";

/** How much of the sentence before a quotation is read, in UTF-16 units. */
const maxBefore = 120;
/** A text with more quotations is not examined, so that the time stays bounded. */
const maxQuotations = 50;

/**
 * The quotation or the sentence speaks to the reader. "t" is what is left of "t'es".
 * All patterns match folded words with a space on both sides.
 */
const secondPerson = / (?:tu|t|te|toi|vous|ton|ta|tes|votre|vos|you|your|yours|u|ur|youre|yourself) /;
/** The first words of an insult that speaks to somebody. */
const vocative = /^ (?:espece|bande|ferme|nique|degage|shut|go) /;
/** The words were said to somebody else: a victim, or a third person. */
const otherRecipient =
  / (?:me|m|moi|nous|lui|leur|se|us|him|her|them|(?:a|to|told|tell|call|called) (?:ma|mon|mes|notre|nos|my|our)) /;
const recipientAfter = /^[\s»”"'’›]{0,3}(?:à|aux?|to) (?!toi|vous|you)/iu;
/** The sentence says when something is said, or that it is not. */
const conditionOrDenial =
  / (?:quand|lorsque|lorsqu|jamais|personne|when|whenever|if|never|nobody|not) |^ (?:et |mais )?si /;

/** Nobody in particular says it, and in indirect speech "tu" is the reader: "on dit que « tu es … »". */
const rumours = [
  / (?:on|certains|certaines|aucuns|autres|beaucoup|gens|monde|langues) (?:\w+ ){0,3}(?:dit|disent|raconte|racontent|pense|pensent|pretend|pretendent|affirment|trouvent|repetent) (?:\w+ ){0,2}(?:que|qu) $/,
  / (?:parait|parait il|bruit court|rumeur dit|entend dire|entend souvent dire) (?:que|qu) $/,
  / ai (?:lu|entendu|entendu dire) (?:\w+ ){0,3}(?:que|qu) $/,
  / (?:some|others|people|many|most|everyone|everybody|folks|they) (?:\w+ ){0,3}(?:say|says|saying|think|thinks|reckon|claim) that $/,
  / (?:rumou?r has it|word is|word on the street is|has been said|is said|have a saying) (?:that )?$/,
  / comme (?:le |l |la |on )?(?:dit|disait|disent) (?:\w+ ){0,4}$/,
  / (?:proverbe|dicton) (?:\w+ ){0,2}dit $/,
  / (?:as|saying) (?:\w+ ){0,3}(?:say|says|goes|put it) $/,
];
/** The same in fixed phrases, whose pronoun is not another recipient: "mon petit doigt me dit". */
const idioms = [
  / (?:il (?:se|s) (?:dit|murmure|raconte)|petit doigt me dit|little bird told me) (?:que |qu |that )?$/,
  / (?:de|faut|devrait|devraient|voulais|voudrais|vais|va|laisse moi|laissez moi) (?:te|vous) (?:dire|repondre|rappeler) (?:que |qu )?$/,
];
/** Nobody has said it yet: "certains diraient « … »", "some would call you “…”". */
const hypothetical = [
  / (?:dir|traiter|qualifier|appeler|appeller|repondr|definir|decrir)ai(?:t|ent|s) (?:\w+ ){0,4}$/,
  / (?:pourrai|devrai|aimerai)(?:t|ent|s) (?:\w+ ){0,2}(?:dire|repondre|traiter|qualifier|appeler|definir|decrire|resumer) (?:\w+ ){0,4}$/,
  / (?:some|others|people|many|most|anyone|anybody|one) (?:\w+ ){0,3}(?:would|might|could|may) (?:\w+ ){0,2}say (?:that )?$/,
  / (?:would|might|could|may|should) (?:\w+ ){0,2}(?:call|describe|label|tell) you (?:\w+ ){0,3}$/,
];
/** The author says it by denying it, or as a description: "je ne dis pas que tu es « … »", "pour te décrire, ce serait « … »". */
const ownStatements = [
  / je (?:ne )?(?:dis|dirai|dirais) pas (?:\w+ ){0,4}$/,
  / sans vouloir (?:t|te|vous) (?:\w+ ){0,6}$/,
  / i (?:am not|won t|will not|wouldn t|would not) (?:saying|calling|say|call) (?:\w+ ){0,4}$/,
  / (?:no offen[cs]e|far be it|with respect|with all due respect) (?:\w+ ){0,9}$/,
  / (?:te|vous) (?:decrire|resumer|definir|qualifier) (?:\w+ ){0,6}$/,
  / (?:should|to|must|gotta|let me) tell you (?:that )?$/,
  / (?:quelqu un|someone|somebody) (?:\w+ ){0,2}(?:ecrive|dise|to say it|to write it) $/,
];
/** The heading of a message to somebody: "Message à l'auteur : « … »". */
const messageHeading =
  /^ (?:petit |petite |a |a l |quick )?(?:mot|message|note|dedicace|conseil|attention) (?:pour|a|au|de|du|to|for) (?:\w+ ){1,4}$/;
/** The quotation is a word for the reader: "un mot pour les gens comme vous : « … »", "the term for the author is “…”". */
const termsForReader = [
  / (?:mots?|termes?|nom|qualificatif|words?|terms?|name) (?:\w+ ){0,3}(?:pour|for) (?:\w+ ){0,4}(?:toi|vous|auteure?|autrice|you|author|op|poster) (?:\w+ ){0,4}$/,
  / (?:comme (?:toi|vous)|like you) (?:\w+ ){0,3}(?:appelle|appellent|sont|est|are|is|called) (?:\w+ ){0,2}$/,
];

/**
 * Finds the quotations that speak to the reader and that nobody in particular has said: "on dit que « tu es … »", "some would call you
 * “…”". They are the author's own words. What was said to others ("on me dit « … »", "certains crient « … » à l'arbitre"), or by somebody
 * in particular, is not among them. Linear in the text.
 */
export function findHearsay(text: string, quotations: TextSpan[]): TextSpan[] {
  if (quotations.length > maxQuotations) return [];
  return quotations.filter(({ start, end }, n) => {
    const from = Math.max(quotations[n - 1]?.end ?? 0, start - maxBefore);
    const [sentence = ""] = text
      .slice(from, start)
      .split(/[.!?…;\n]/)
      .slice(-1);
    return isHearsay(spaceWords(sentence), spaceWords(text.slice(start, end)), text.slice(end, end + 40));
  });
}

/** The folded words, each between spaces. The pronouns of "chez nous" and of "I'm" are no recipients: they are removed, or spelt out. */
function spaceWords(text: string): string {
  const words =
    foldLetters(text)
      .replaceAll("-t-", " ")
      .match(/[a-z]+/g) ?? [];
  return ` ${words.join(" ")} `.replace(" i m ", " i am ").replace(/ (?:chez|entre|que) (?:moi|nous) /, " ");
}

function isHearsay(before: string, quoted: string, after: string): boolean {
  if (recipientAfter.test(after)) return false;
  const fits = (patterns: RegExp[]) => patterns.some((pattern) => pattern.test(before));
  const isAimed = secondPerson.test(quoted) || vocative.test(quoted);
  if (fits(termsForReader)) return !otherRecipient.test(before);
  if (!isAimed && !secondPerson.test(before)) return false;
  if (isAimed && (messageHeading.test(before) || fits(idioms))) return true;
  if (otherRecipient.test(before)) return false;
  if (fits(ownStatements)) return true;
  return !conditionOrDenial.test(before) && (fits(hypothetical) || (isAimed && fits(rumours)));
}
