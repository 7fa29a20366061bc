import { foldText } from "#lib/words/fold-text.ts";
import { findHearsay } from "./hearsay.ts";
import type { TextSpan } from "./reported-speech.ts";

/** Stands for a quotation in the words around it. */
const placeholder = "\0";
/** With no more words outside its quotations, a text says hardly anything else. */
const maxOtherWords = 2;
/** A longer quotation is no term in quotation marks. */
const maxTermWords = 3;

/**
 * Words that may attribute a quotation to somebody, folded: without them quotation marks may only hide the author's own words. Anybody can
 * put one beside a quotation, so they alone are no attribution.
 */
const reportingWords = new Set(
  (
    "dit dits dire disait disaient disant disent lu lus lue lire lis lit mot mots terme termes insulte insultes injure injures menace " +
    "menaces message messages sms mail mails courriel courriels lettre lettres commentaire commentaires tweet tweets tag tags crie crier " +
    "criait criaient crient lance lancer citation citations citer propos phrase phrases slogan slogans pancarte pancartes panneau affiche " +
    "affiches titre titres chanson chansons film films livre livres roman romans piece pieces parole paroles recu recus recois recoit " +
    "recevoir recevait balance souhaite said say says saying told tell tells wrote write writes written call calls called calling word " +
    "words term terms slur slurs insults threat threats send sends sent got received note notes email emails letter letters comment " +
    "comments heard read reads reply replied replies song songs book books title titles sign signs banner banners"
  ).split(" "),
);
const reportingStems =
  /^(?:ecri[tv]|traite[rs]?|traitai|appel|qualifi|surnomm|hurl|repond|repete|entend|shout|yell|scream|quot|chant)/;
const isReportingWord = (word: string) => reportingWords.has(word) || reportingStems.test(word);

/** The quotation is aimed at somebody, or its author agrees with it. */
const aimedOrEndorsed = [
  /\0(?:\s?[»”"'’][\s.,:;!–—-]{0,4}|[\s,:;–—-]{0,4})(?:à|a|pour) (?:toi|vous)(?!\p{L})/iu,
  /\0(?:\s?[»”"'’][\s.,:;!–—-]{0,4}|[\s,:;–—-]{0,4})(?:voil[àa]|c['’]est) (?:bien |exactement |tout |vraiment )?ce (?:que|qu['’]) ?(?:tu|t['’]|vous|j['’]|je|m[ée]rit)/iu,
  /\0(?:\s?[»”"'’][\s.,:;!–—-]{0,4}|[\s,:;–—-]{0,4})(?:et )?(?:[çc]a|cela) (?:vaut|s['’]applique|te va|vous va|te concerne|vous concerne)/iu,
  /\0(?:\s?[»”"'’][\s.,:;!–—-]{0,4}|[\s,:;–—-]{0,4})(?:et |oui,? |moi,? )?(?:je |j['’])(?:(?:le |l['’]|la )(?:pense|dis|redis)|(?:le |l['’])?(?:maintiens|assume|signe|persiste|confirme|approuve))(?!\p{L})/iu,
  /\0(?:\s?[»”"'’][\s.,:;!–—-]{0,4}|[\s,:;–—-]{0,4})(?:et )?(?:il|elle|on|ils|elles) (?:a|avait|ont) (?:bien |tellement |mille fois |tout à fait )?raison(?= ?(?:$|[.!,;\n]| et ))/iu,
  /\0(?:\s?[»”"'’][\s.,:;!–—-]{0,4}|[\s,:;–—-]{0,4})(?:to you|for you|you (?:lot|people)|and i (?:mean|stand by)|that['’]?s (?:exactly |just )?what (?:you|they)|is what you|(?:he|she|they)(?:['’]s|['’]re| is| are| was| were) (?:so |quite |absolutely )?right|well said)(?!\p{L})/iu,
  /(?:^|[.!?…\n])\s{0,4}(?:toi|vous|tu|you) ?[,:–—-]? ?[«“"'’]? ?\0/iu,
  /esp[èe]ces? d(?:e |['’])[«“"'’] ?\0/iu,
];

/** The quotation says what somebody is, or names people. */
const predicate =
  /(?<!\p{L})(?:es|est|êtes|etes|sont|(?:you['’])?re|are|is)(?: qu['’]| vraiment| bien| juste| just| really| such)?(?: ?une?| des| an?)?(?: vraie?| gros(?:se)?| sale| pauvre)? ?[«“"'’] ?\0/iu;
const namesPeople = /(?<!\p{L})(?:les|ces|cette|ce|ton|ta|tes|vos|votre|these|those|your|you) [«“"'’] ?\0/iu;

export interface ReportedSpeech {
  spans: TextSpan[];
  /** Whether a reporting verb attributes some of them ("called me …"). Quotation marks with any word such as "message" beside them do not. */
  hasAttribution: boolean;
}

/**
 * Leaves out quotations that are the author's own words, between scare quotes: they are aimed at somebody, or the author agrees with them.
 * Quotations that no word attributes are also the author's own if the text says hardly anything else, or uses them as a term for people.
 * Linear in the text.
 * @param quotations those of the spans that are quotations
 */
export function dropScareQuotes(text: string, reported: { spans: TextSpan[]; quotations: TextSpan[] }): ReportedSpeech {
  const { quotations } = reported;
  if (quotations.length === 0) return { spans: reported.spans, hasAttribution: reported.spans.length > 0 };
  const hearsay = findHearsay(text, quotations);
  const spans = reported.spans.flatMap((span) => endBeforeFirst(hearsay, span));
  let [around, end] = ["", 0];
  for (const span of quotations) {
    around += text.slice(end, span.start) + placeholder;
    end = span.end;
  }
  around += text.slice(end);
  const { words } = foldText(around);
  const none = { spans: [], hasAttribution: false };
  if (aimedOrEndorsed.some((pattern) => pattern.test(around))) return none;
  if (words.some(isReportingWord)) return { spans, hasAttribution: spans.some(isOutside(quotations)) };
  if (words.length <= maxOtherWords) return none;
  const areTerms = quotations.every((span) => countWords(text.slice(span.start, span.end)) <= maxTermWords);
  return areTerms && (predicate.test(around) || namesPeople.test(around)) ? none : { spans, hasAttribution: false };
}

/**
 * Leaves out hearsay and what follows it in its span. What was reported before it in the same sentence stays: "she was called a …, and
 * people say that “you …”".
 */
function endBeforeFirst(hearsay: TextSpan[], span: TextSpan): TextSpan[] {
  const first = hearsay.find(({ start, end }) => span.end > start && span.start < end);
  if (!first) return [span];
  return first.start > span.start ? [{ start: span.start, end: first.start }] : [];
}

/** Whether a span is more than a quotation: a reporting verb found it. */
function isOutside(quotations: TextSpan[]): (span: TextSpan) => boolean {
  const ends = new Map(quotations.map(({ start, end }) => [start, end]));
  return ({ start, end }) => ends.get(start) !== end;
}

const countWords = (text: string) => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
