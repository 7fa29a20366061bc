import { foldLetters } from "#lib/words/fold-text.ts";
import type { TextSpan } from "./reported-speech.ts";

/** What stands before a quotation in its sentence is read no further back than this, in UTF-16 units. */
const maxBefore = 120;
/** A text with more quotations cites: reading what stands before each of them would take long. */
const maxQuotations = 50;

/**
 * Words are compared folded, each with a space on both sides.
 * The reader is spoken to. "t" is what is left of "t'es".
 */
const secondPerson = / (?:tu|t|te|toi|vous|ton|ta|tes|votre|vos|you|your|yours|u|ur|youre|yourself) /;
/** An insult to somebody's face begins so. */
const vocative = /^ (?:espece|bande|ferme|nique|degage|shut|go) /;
/** Somebody else was spoken to: a victim, or a third person. */
const otherRecipient =
  / (?:me|m|moi|nous|lui|leur|se|us|him|her|them|(?:a|to|told|tell|call|called) (?:ma|mon|mes|notre|nos|my|our)) /;
const recipientAfter = /^[\s»”"'’›]{0,3}(?:à|aux?|to) (?!toi|vous|you)/iu;
/** The sentence says when it happens, or that it does not. */
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
/** The same, with a recipient that is none. */
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
/** What is above a text to somebody: "Message à l'auteur : « … »". */
const address =
  /^ (?:petit |petite |a |a l |quick )?(?:mot|message|note|dedicace|conseil|attention) (?:pour|a|au|de|du|to|for) (?:\w+ ){1,4}$/;
/** What the quotation is a word for: "un mot pour les gens comme vous : « … »", "the term for the author is “…”". */
const termsForReader = [
  / (?:mots?|termes?|nom|qualificatif|words?|terms?|name) (?:\w+ ){0,3}(?:pour|for) (?:\w+ ){0,4}(?:toi|vous|auteure?|autrice|you|author|op|poster) (?:\w+ ){0,4}$/,
  / (?:comme (?:toi|vous)|like you) (?:\w+ ){0,3}(?:appelle|appellent|sont|est|are|is|called) (?:\w+ ){0,2}$/,
];

/**
 * Finds the quotations that nobody in particular has said, to the reader: "on dit que « tu es … »", "some would call you “…”". They are
 * the author's own words. What was said to others ("on me dit « … »", "certains crient « … » à l'arbitre") and what somebody in particular
 * said are not among them. Linear in the text.
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

/** The folded words, each between spaces; "chez nous" and "I am" are no recipients. */
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
  if (isAimed && (address.test(before) || fits(idioms))) return true;
  if (otherRecipient.test(before)) return false;
  if (fits(ownStatements)) return true;
  return !conditionOrDenial.test(before) && (fits(hypothetical) || (isAimed && fits(rumours)));
}
