import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { toText } from "#lib/html/text.ts";
import { type DefaultListMatches, findDefaultWords } from "./default-lists/find-default-words.ts";
import { findPersonalData, type PersonalDatum } from "./personal-data/find-personal-data.ts";
import { findQuotedSpans, findReportedSpans, type TextSpan } from "./reported-speech.ts";
import { dropScareQuotes } from "./scare-quotes.ts";
import { findSpamPatterns, type SpamPatterns } from "./spam/patterns/find-spam-patterns.ts";
import { scoreTone } from "./tone/score.ts";
import type { ToneScores } from "./tone/tone-scores.ts";

/** What the text of a comment shows by itself, whatever the settings: computed together with the parsing, in its thread. */
export interface TextSignals {
  /** What the text quotes or reports, in order and without overlaps: words in it may be somebody else's. */
  reportedSpans: TextSpan[];
  /** Whether a reporting verb attributes some of these words to somebody ("called me …"): quotation marks do not. */
  hasAttribution: boolean;
  /** How likely the text is insulting, hateful, threatening, obscene or advertising. */
  tone: ToneScores;
  /** Phone numbers, addresses and the like, of anybody. */
  personalData: PersonalDatum[];
  /** What advertising and fraud say, and how they hide where a link leads. */
  spamPatterns: SpamPatterns;
  /** Words of all built-in lists, whichever the site has chosen. */
  defaultWords: DefaultListMatches;
}

/** Of a person or an office. */
const writtenMailAddress = /[\w.-]@[a-z\d-]{1,60}\.[a-z]{2}/i;

/**
 * Reads the signals of a comment. `source`: as typed; `links`: the URLs of its links; `tree`: its sanitised content, of which `text` is the
 * plain text. Linear in the text.
 */
export function readTextSignals(
  { source, text, links }: { source: string; text: string; links: string[] },
  tree: Root,
): TextSignals {
  // Most comments have no link, and their content need not be visited again.
  const linked = links.length > 0 ? tree : undefined;
  const quotations = findQuotedSpans(text, locateBlockQuotations(text, tree));
  const { spans: reportedSpans, hasAttribution } = dropScareQuotes(text, {
    spans: findReportedSpans(text, quotations),
    quotations,
  });
  const personalData = findPersonalData([text, ...(linked ? listHiddenMailAddresses(text, linked) : [])].join("\n"));
  const hasContactData =
    writtenMailAddress.test(text) || personalData.some(({ kind }) => kind === "phone" || kind === "email");
  return {
    reportedSpans,
    hasAttribution,
    tone: scoreTone(text, reportedSpans),
    personalData,
    spamPatterns: findSpamPatterns(text, { tree: linked, reported: reportedSpans, hasContactData }),
    defaultWords: findDefaultWords(source, text),
  };
}

/** The addresses of the mail links whose text does not show them. */
function listHiddenMailAddresses(text: string, tree: Root): string[] {
  const addresses: string[] = [];
  visit(tree, "element", ({ properties: { href } }) => {
    const address = typeof href === "string" ? /^mailto:([^?]{1,400})/i.exec(href)?.[1] : undefined;
    if (address !== undefined && !text.includes(address)) addresses.push(address.replaceAll("%40", "@"));
  });
  return addresses;
}

/** The ranges of the outermost block quotations. Those inside a list are not located. */
function locateBlockQuotations(text: string, { children }: Root): TextSpan[] {
  if (!children.some(isBlockQuotation)) return [];
  const spans: TextSpan[] = [];
  let end = 0;
  for (const child of children) {
    const part = toText(child);
    if (part === "") continue;
    const start = text.indexOf(part, end);
    // Blocks are a line break apart. A text that is put together otherwise has no known positions.
    if (start < 0 || start > end + 1) return [];
    end = start + part.length;
    if (isBlockQuotation(child)) spans.push({ start, end });
  }
  return spans;
}

const isBlockQuotation = (node: Root["children"][number]) => node.type === "element" && node.tagName === "blockquote";
