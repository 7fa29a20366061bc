import type { Settings } from "#features/settings/schema.ts";
import { siteLocale } from "#i18n/translator.ts";
import { listEntryForms } from "#lib/words/inflections.ts";
import {
  createWordFinder,
  createWordFinderInSlices,
  type FinderEntry,
  type WordFinder,
  type WordMatch,
} from "#lib/words/word-finder.ts";
import { hasMaskedSource } from "./default-lists/find-default-words.ts";
import type { DefaultListName, DefaultWord } from "./default-lists/read-lists.ts";
import type { TextSignals } from "./text-signals.ts";

/** A word of a list that a comment contains. */
export interface ListedWord {
  /** As it is in the comment, in the list's spelling: "connardes" for the entry "connard". */
  word: string;
  entry: string;
  /** `site`: the site's own list. */
  list: DefaultListName | "site";
  /** Whether it occurs only in what the comment quotes or reports. */
  isReported: boolean;
}

/** The listed words in a comment, by what follows from them. */
export interface ListedWords {
  banned: ListedWord[];
  suspect: ListedWord[];
}

/** What of a comment is searched. */
interface SearchedComment {
  /** As typed. */
  source: string;
  /** Plain text without Markdown syntax. */
  text: string;
  links: string[];
  signals: Pick<TextSignals, "reportedSpans" | "defaultWords">;
}

interface Listed extends Omit<DefaultWord, "list"> {
  list: ListedWord["list"];
}
type Match = WordMatch<Listed>;

/** The finders of the site's lists, rebuilt only when a list changes: building one of 2,000 words takes longer than searching. */
const siteFinder = createFinderCache<Listed>();
const exceptionFinder = createFinderCache<string>();

function createFinderCache<Value>() {
  let ready: { lists: string; finder: WordFinder<Value> } | undefined;
  let pending: { lists: string; done: Promise<void> } | undefined;
  const prepare = async (lists: string, entries: FinderEntry<Value>[]) => {
    const finder = await createWordFinderInSlices(entries);
    ready = { lists, finder };
    if (pending?.lists === lists) pending = undefined;
  };
  return {
    find(lists: string, listEntries: () => FinderEntry<Value>[]): WordFinder<Value> {
      if (ready?.lists !== lists) ready = { lists, finder: createWordFinder(listEntries()) };
      return ready.finder;
    },
    async prepare(lists: string, listEntries: () => FinderEntry<Value>[]): Promise<void> {
      if (ready?.lists === lists) return;
      if (pending?.lists !== lists) pending = { lists, done: prepare(lists, listEntries()) };
      await pending.done;
    },
  };
}

const linesOf = (list: string) => list.split("\n").filter((line) => line.trim() !== "");

/** The key of the site's lists, and their entries with all their forms. */
function siteLists(settings: Settings): [string, () => FinderEntry<Listed>[]] {
  const [banned, suspect] = [settings["moderation.bannedWords"], settings["moderation.suspectWords"]];
  const entriesOf = (list: string, level: Listed["level"]) =>
    linesOf(list).map((entry) => ({
      value: { entry, level, list: "site" as const },
      forms: lazily(() => listEntryForms(entry, siteLocale())),
    }));
  return [`${banned}\n\n${suspect}`, () => [...entriesOf(banned, "banned"), ...entriesOf(suspect, "suspect")]];
}

function exceptionList(settings: Settings): [string, () => FinderEntry<string>[]] {
  const list = settings["moderation.wordExceptions"];
  return [
    list,
    () =>
      linesOf(list).map((entry) => ({
        value: entry.trim(),
        forms: lazily(() => listEntryForms(entry.trim(), siteLocale())),
      })),
  ];
}

/** Forms are made when the finder takes them, in its slices. */
const lazily = (make: () => string[]): Iterable<string> => ({ [Symbol.iterator]: () => make().values() });

const findSiteWords = (settings: Settings) => siteFinder.find(...siteLists(settings));
const findExceptions = (settings: Settings) => exceptionFinder.find(...exceptionList(settings));

/**
 * Builds the finders of the site's lists if these have changed, in slices: 4,000 words would delay all readers by a tenth of a second.
 * `findListedWords` builds those that are missing at once.
 */
export async function prepareListedWords(settings: Settings): Promise<void> {
  await siteFinder.prepare(...siteLists(settings));
  await exceptionFinder.prepare(...exceptionList(settings));
}

/**
 * Finds the words of the site's lists and of the built-in ones in a comment's text, the site's in its links too. Words
 * that the site excepted do not count. Linear in the text.
 */
export function findListedWords(comment: SearchedComment, settings: Settings): ListedWords {
  const { text, source, links } = comment;
  const own = findSiteWords(settings);
  const chosen = settings["moderation.defaultLists"];
  const isChosen = ({ value }: WordMatch<DefaultWord>) =>
    chosen !== "none" && (chosen === "all" || value.list.startsWith(chosen));
  const { defaultWords } = comment.signals;
  const inText = dropCovered([...own.find(text), ...defaultWords.inText.filter(isChosen)], text, settings);
  const masked: Match[] = hasMaskedSource(source, text)
    ? [...own.find(source).filter(({ isMasked }) => isMasked), ...defaultWords.masked.filter(isChosen)]
    : [];
  const elsewhere = [
    ...dropCovered(masked, source, settings),
    ...dropCovered(own.find(links.join("\n")), links.join("\n"), settings),
  ];
  const reported = new Set(inText.filter((match) => isReported(match, comment)));
  // Somebody who mocks themselves insults nobody else.
  const aboutOneself = new Set(
    inText.filter((match) => match.value.level === "suspect" && isAboutOneself(match, text)),
  );
  const found = (level: Listed["level"]): ListedWord[] => {
    const words = new Map<string, ListedWord>();
    for (const match of [...inText, ...elsewhere]) {
      const { entry, list } = match.value;
      if (match.value.level !== level || aboutOneself.has(match)) continue;
      const known = words.get(`${list} ${entry}`);
      if (known) known.isReported &&= reported.has(match);
      else words.set(`${list} ${entry}`, { word: match.form, entry, list, isReported: reported.has(match) });
    }
    return [...words.values()];
  };
  return { banned: found("banned"), suspect: found("suspect") };
}

/** Before a word for oneself: "je suis un vieux …", "im such an …". */
const selfReference =
  /(?:(?<!\p{L})(?:je suis|j['’]étais|j['’]ai été)|\b(?:i am|i['’]?m|i was))(?: (?:une?|vraiment|trop|si|bien|le|la|vieux|vieille|gros|grosse|pauvre|petite?|vrai|vraie|parfait|parfaite|an?|the|such|really|so|real|total|complete|huge|big|old)){0,4} $/iu;
const isAboutOneself = ({ start }: Match, text: string) =>
  selfReference.test(text.slice(Math.max(0, start - 60), start));

const isReported = ({ start, end }: Match, { signals }: SearchedComment) =>
  signals.reportedSpans.some((span) => span.start <= start && end <= span.end);

const severity = { omitted: 0, suspect: 1, banned: 2 };

/**
 * Leaves out what the site excepted, matches inside longer ones that are at least as grave or left out on purpose, and
 * of several readings of a masked word all but the mildest.
 */
function dropCovered(matches: Match[], text: string, settings: Settings): Match[] {
  if (matches.length === 0) return [];
  const exceptions = findExceptions(settings);
  const approved = new Set(settings["moderation.wordExceptions"].split("\n"));
  const spans = exceptions.find(text);
  const covers = (outer: { start: number; end: number }, inner: Match) =>
    outer.start <= inner.start && inner.end <= outer.end;
  const kept: Match[] = [];
  // Sorted by position, the longer ones first: a match can only be covered by one before it, or at its place.
  const sorted = matches.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let furthest: Match[] = [];
  for (const match of sorted) {
    if (approved.has(match.value.entry) || spans.some((span) => covers(span, match))) continue;
    furthest = furthest.filter(({ end }) => end > match.start);
    const isCovered = furthest.some((other) => {
      if (!covers(other, match)) return false;
      const isLonger = other.end - other.start > match.end - match.start;
      if (other.value.level === "omitted") return isLonger;
      if (match.isMasked && !isLonger) return true;
      return severity[other.value.level] >= severity[match.value.level];
    });
    if (isCovered) continue;
    furthest.push(match);
    if (match.value.level !== "omitted") kept.push(match);
  }
  return kept;
}
