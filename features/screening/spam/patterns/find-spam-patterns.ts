import type { Root } from "hast";
import type { TextSpan } from "#features/screening/reported-speech.ts";
import { createWordFinder, type WordFinder } from "#lib/words/word-finder.ts";
import {
  isAffiliate,
  isCited,
  isMessengerLink,
  isOfTrade,
  isShortener,
  listSpelledAddresses,
  listWebAddresses,
} from "./addresses.ts";
import { figures, findHandle, keyword, privateMessage, promotionCode, style, wallet } from "./expressions.ts";
import { type LinkFeatures, readLinkFeatures } from "./hidden-links.ts";
import { type PhraseTheme, readPhrases } from "./read-phrases.ts";

/** The patterns of advertising and fraud in a text. */
export interface SpamPatterns {
  /** The sum of the points of all rules. */
  points: number;
  /** What the rules found, as written in the text or in their lists, the heaviest first. */
  found: string[];
  /** Links that lead elsewhere than they say: "SHOWN → TARGET". */
  misleading: string[];
  /** The text is of the kind on which the built-in model was trained: some words, and no link, which good comments of its examples hardly have. */
  fitsModel: boolean;
}

export const noSpamPatterns: SpamPatterns = { points: 0, found: [], misleading: [], fitsModel: true };

/** With fewer words the built-in model guesses. */
const minModelWords = 6;

/** Points for each phrase of a theme, and how many phrases count. */
const phrasePoints: Record<Exclude<PhraseTheme, "warning">, readonly [number, number]> = {
  money: [2.5, 2],
  offer: [1.5, 3],
  occult: [2.5, 2],
  crime: [2.5, 2],
  body: [2, 2],
  promotion: [1.5, 2],
  contact: [1.5, 1],
  trade: [0.5, 4],
  profile: [3, 1],
  messenger: [1.5, 1],
};
const maxFigurePoints = 2;
const maxStylePoints = 1.5;

/** One finder for all themes, so that the text is read once. Built with the first comment. */
let finder: WordFinder<PhraseTheme> | undefined;

function readFinder() {
  finder ??= createWordFinder(readPhrases().map(([value, phrase]) => ({ value, forms: [phrase] })));
  return finder;
}

/**
 * Finds patterns of advertising and fraud. What the text quotes or reports does not count. Linear in the text.
 * @param tree the comment's content, of which `text` is the plain text; undefined if it has no links
 * @param hasContactData it contains a phone number or a mail address
 */
export function findSpamPatterns(
  text: string,
  { tree, reported, hasContactData }: { tree: Root | undefined; reported: TextSpan[]; hasContactData: boolean },
): SpamPatterns {
  const score = createScore();
  const ownWords = blankSpans(text, reported);
  const isWarning = addPhrases(score, ownWords);
  const hasAddress = addAddresses(score, ownWords, tree ? readLinkFeatures(tree) : noLinks);
  addExpressions(score, ownWords);
  if (hasContactData) score.add("contactData", 1.5, undefined);
  if (isWarning) {
    // A warning that names a way to get in touch is often fraud itself: "I was a victim, write to …".
    score.add("warning", score.has("handle", "profile", "messengerLink", "contactData") ? -1 : -2, undefined);
  }
  const fitsModel = !hasAddress && hasWords(text, minModelWords);
  return { ...score.sum(), fitsModel };
}

const noLinks: LinkFeatures = { addresses: [], misleading: [], concealed: [] };
const word = /\p{L}+/gu;

/** Whether a text has at least so many words. Stops counting there. */
function hasWords(text: string, count: number): boolean {
  word.lastIndex = 0;
  for (let found = 0; found < count; found += 1) if (!word.test(text)) return false;
  return true;
}

/** Adds up points by rule. */
function createScore() {
  const rules = new Map<string, { points: number; found: string[] }>();
  const misleading: string[] = [];
  return {
    misleading,
    has: (...names: string[]) => names.some((name) => rules.has(name)),
    /** Counts what a rule found, up to `most` times. */
    add(rule: string, points: number, found: string | undefined, most = 1) {
      const known = rules.get(rule) ?? { points: 0, found: [] };
      if (known.found.length >= most || (found === undefined && rules.has(rule))) return;
      rules.set(rule, {
        points: known.points + points,
        found: found === undefined ? known.found : [...known.found, found],
      });
    },
    sum(): Omit<SpamPatterns, "fitsModel"> {
      const sorted = [...rules.values()].sort((a, b) => b.points - a.points);
      const points = sorted.reduce((total, rule) => total + rule.points, 0);
      return {
        points,
        found: [...new Set(sorted.flatMap(({ found }) => found))].slice(0, maxFound),
        misleading: misleading.slice(0, maxFound),
      };
    },
  };
}
type Score = ReturnType<typeof createScore>;
const maxFound = 10;

/** More phrases than these decide nothing. */
const maxPhrases = 200;

/** Returns whether the text warns of fraud. */
function addPhrases(score: Score, text: string): boolean {
  const matches = readFinder().find(text, { unmasked: true }).slice(0, maxPhrases);
  // "devis" counts for nothing beside "devis gratuit".
  const isPart = (one: { start: number; end: number }) =>
    matches.some(({ value, start, end }) => value !== "trade" && start <= one.start && one.end <= end);
  const counted = new Set<string>();
  for (const match of matches) {
    const { value: theme, form, start, end } = match;
    if (theme === "warning" || counted.has(form) || (theme === "trade" && isPart(match))) continue;
    counted.add(form);
    score.add(theme, phrasePoints[theme][0], text.slice(start, end), phrasePoints[theme][1]);
  }
  return matches.some(({ value }) => value === "warning");
}

/** Returns whether the text has any address. */
function addAddresses(score: Score, text: string, { addresses, misleading, concealed }: LinkFeatures): boolean {
  const shown = listWebAddresses(text);
  for (const address of [...shown, ...addresses]) {
    if (isMessengerLink(address)) score.add("messengerLink", 3, address.host);
    else if (isShortener(address)) score.add("shortener", 3, address.host);
    else if (!isCited(address)) score.add("address", isOfTrade(address) ? 2.5 : 1.5, address.host);
    if (isAffiliate(address)) score.add("affiliate", 2, address.written);
  }
  for (const address of listSpelledAddresses(text)) score.add("spelledAddress", 2.5, address);
  for (const link of misleading) score.add("misleading", 4, link);
  score.misleading.push(...misleading);
  for (const host of concealed) score.add("concealed", 3, host);
  const others = shown.reduce((rest, { written }) => rest.replace(written, ""), text);
  const isLinkOnly = score.has("address", "shortener") && !/\p{L}{2}/u.test(others);
  if (isLinkOnly) score.add("linkOnly", 1.5, undefined);
  return shown.length > 0 || addresses.length > 0;
}

function addExpressions(score: Score, text: string): void {
  const handle = findHandle(text);
  if (handle) score.add("handle", 2, handle);
  for (const [rule, points, expression] of [
    ["keyword", 2.5, keyword],
    ["wallet", 2, wallet],
    ["code", 2, promotionCode],
    ["contact", 1.5, privateMessage],
  ] as const) {
    const found = expression.exec(text)?.[0].trim();
    if (found) score.add(rule, points, found);
  }
  for (const [rule, list, most] of [
    ["figures", figures, maxFigurePoints],
    ["style", style, maxStylePoints],
  ] as const) {
    const points = list.reduce((sum, [weight, expression]) => sum + (expression.test(text) ? weight : 0), 0);
    if (points > 0) score.add(rule, Math.min(points, most), undefined);
  }
}

function blankSpans(text: string, spans: TextSpan[]): string {
  let [rest, last] = ["", 0];
  for (const { start, end } of spans) {
    rest += text.slice(last, start) + " ".repeat(end - start);
    last = end;
  }
  return rest + text.slice(last);
}
