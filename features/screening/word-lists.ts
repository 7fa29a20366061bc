import type { Settings } from "#features/settings/schema.ts";
import { siteLocale } from "#i18n/translator.ts";
import { listEntryForms } from "#lib/words/inflections.ts";
import { createListFinder, createWordFinder, type WordFinder, type WordMatch } from "#lib/words/word-finder.ts";
import { type DefaultListName, type DefaultWord, defaultWordFinder } from "./default-lists/read-lists.ts";
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
  signals: Pick<TextSignals, "reportedSpans">;
}

interface Listed extends Omit<DefaultWord, "list"> {
  list: ListedWord["list"];
}
type Match = WordMatch<Listed>;

/** The finders of the site's lists, rebuilt only when a list changes: building one of 2,000 words takes longer than searching. */
let siteFinder: { lists: string; finder: WordFinder<Listed> } | undefined;
let exceptionFinder: { list: string; finder: WordFinder<string> } | undefined;

function findSiteWords(settings: Settings): WordFinder<Listed> {
  const [banned, suspect] = [settings["moderation.bannedWords"], settings["moderation.suspectWords"]];
  const lists = `${banned}\n\n${suspect}`;
  if (siteFinder?.lists !== lists) {
    const entriesOf = (list: string, level: Listed["level"]) =>
      list
        .split("\n")
        .filter(Boolean)
        .map((entry) => ({
          value: { entry, level, list: "site" as const },
          forms: listEntryForms(entry, siteLocale()),
        }));
    siteFinder = {
      lists,
      finder: createWordFinder([...entriesOf(banned, "banned"), ...entriesOf(suspect, "suspect")]),
    };
  }
  return siteFinder.finder;
}

function findExceptions(settings: Settings): WordFinder<string> {
  const list = settings["moderation.wordExceptions"];
  if (exceptionFinder?.list !== list) exceptionFinder = { list, finder: createListFinder(list, siteLocale()) };
  return exceptionFinder.finder;
}

/**
 * Finds the words of the site's lists and of the default ones in a comment's text, the site's in its links too. Words
 * that the site excepted do not count. Linear in the text.
 */
export function findListedWords(comment: SearchedComment, settings: Settings): ListedWords {
  const { text, source, links } = comment;
  const own = findSiteWords(settings);
  const chosen = settings["moderation.defaultLists"];
  const findAll = (searched: string): Match[] => [
    ...own.find(searched),
    ...(chosen === "none" ? [] : defaultWordFinder().find(searched)).filter(
      ({ value }) => chosen === "all" || value.list.startsWith(chosen),
    ),
  ];
  const inText = dropCovered(findAll(text), text, settings);
  // Markdown removes the signs of "c*nn*rd" from the text.
  const masked = source !== text && source.includes("*") ? findAll(source).filter(({ isMasked }) => isMasked) : [];
  const elsewhere = [
    ...dropCovered(masked, source, settings),
    ...dropCovered(own.find(links.join("\n")), links.join("\n"), settings),
  ];
  const reported = new Set(inText.filter((match) => isReported(match, comment)));
  const found = (level: Listed["level"]): ListedWord[] => {
    const words = new Map<string, ListedWord>();
    for (const match of [...inText, ...elsewhere]) {
      const { entry, list } = match.value;
      if (match.value.level !== level) continue;
      const known = words.get(`${list} ${entry}`);
      if (known) known.isReported &&= reported.has(match);
      else words.set(`${list} ${entry}`, { word: match.form, entry, list, isReported: reported.has(match) });
    }
    return [...words.values()];
  };
  return { banned: found("banned"), suspect: found("suspect") };
}

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
