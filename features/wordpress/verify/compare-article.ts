import type { Expected } from "./expected-content.ts";
import {
  type Element,
  findElements,
  hasClass,
  joinWords,
  listWords,
  parseHtml,
  rawText,
  readContent,
  type ShownImage,
} from "./html-content.ts";
import type { VerifyReport } from "./verify-report.ts";

/** What a served page of an article or a page of the site shows. */
export interface ServedPage {
  title: string;
  /** All words of the text: lead, body and source, as one text. */
  words: string;
  /** The words without those of links to some addresses. */
  wordsWithout: (hrefs: ReadonlySet<string>) => string;
  code: string[];
  images: ShownImage[];
  links: string[];
  captions: string;
  date: string;
  byline: string;
  /** The words of the names of its category and its tags. */
  terms: { href: string; words: string }[];
  rating: string;
  /** The words of the description for search engines. */
  description: string;
}

/** Reads a served page. */
export function readServedPage(html: string): ServedPage {
  const document = parseHtml(html);
  const [article] = findElements(document, (element) => hasClass(element, "h-entry"), 1);
  const [main] = findElements(document, ({ name }) => name === "main", 1);
  // A page of the site has its discussion beside its text.
  const [text] = main ? findElements([main], (element) => hasClass(element, "prose"), 1) : [];
  const root = article ?? text ?? main;
  const within = (matches: (element: Element) => boolean) => (root ? findElements([root], matches) : []);
  const isText = (element: Element) =>
    hasClass(element, "p-summary") || hasClass(element, "e-content") || element.attribs.id === "source";
  const bodies = article ? within(isText) : root ? [root] : [];
  // The lead picture is between the title and the body.
  const pictures = within(({ name }) => name === "img");
  const content = readContent(bodies);
  const wordsOf = ({ blocks }: typeof content) => joinWords(blocks.flatMap(({ text }) => listWords(text)));
  const textOf = (elements: Element[]) => elements.map((element) => rawText(element)).join(" ");
  const [time] = within((element) => hasClass(element, "dt-published"));
  const whole = root ? readContent([root]) : content;
  const [description] = findElements(
    document,
    ({ name, attribs }) => name === "meta" && attribs.name === "description",
    1,
  );
  return {
    description: joinWords(listWords(description?.attribs.content ?? "")),
    title: joinWords(listWords(textOf(findElements(document, ({ name }) => name === "h1", 1)))),
    words: wordsOf(content),
    wordsWithout: (hrefs) =>
      wordsOf(readContent(bodies, ({ name, attribs }) => name === "a" && hrefs.has(attribs.href ?? ""))),
    code: content.code,
    images: pictures.flatMap(({ attribs }) => (attribs.src ? [{ src: attribs.src, alt: attribs.alt ?? "" }] : [])),
    links: whole.links.map(({ href }) => href),
    captions: joinWords(whole.captions.flatMap(listWords)),
    date: time?.attribs.datetime ?? "",
    byline: joinWords(listWords(textOf(within((element) => hasClass(element, "p-author"))))),
    terms: within((element) => element.name === "a" && /^\/(?:categories|tags)\//.test(element.attribs.href ?? "")).map(
      (element) => ({ href: element.attribs.href ?? "", words: joinWords(listWords(rawText(element))) }),
    ),
    rating: joinWords(
      within((element) => element.attribs.id === "rating").flatMap((element) => listWords(rawText(element, " "))),
    ),
  };
}

/** Characters that are searched for the paragraphs of one text: some seconds. */
const maxSearchedLength = 4_000_000_000;

/** Compares the texts of an article: paragraphs in their order, code listings exactly, captions. */
export function compareBodies(expected: Expected, served: ServedPage, report: VerifyReport, where: string): void {
  // The link of a missing picture has words that the text has not.
  const pictures = new Set([...expected.images.map(({ src }) => src), ...expected.pictureLinks]);
  const withoutPictures = pictures.size > 0 ? served.wordsWithout(pictures) : "";
  let cursor = 0;
  let searched = 0;
  const isTooLong = () => searched > maxSearchedLength;
  for (const block of expected.blocks) {
    if (isTooLong()) {
      report.leaveOut("paragraphs of a text that is too long to be searched for each");
      continue;
    }
    const words = joinWords(block);
    const from = Math.max(cursor - 1, 0);
    const at = served.words.indexOf(words, from);
    searched += (at < 0 ? served.words.length : at) - from;
    if (at >= 0) cursor = at + words.length;
    if (at < 0) searched += withoutPictures.length;
    const isBesidePicture = at < 0 && withoutPictures.includes(words);
    const isElsewhere = at < 0 && served.words.includes(words);
    if (at < 0) searched += served.words.length;
    report.count(
      "paragraphs",
      at >= 0 || isBesidePicture,
      where,
      `${block.slice(0, 12).join(" ")}${isElsewhere ? " (not in its order)" : ""}`,
    );
  }
  for (const block of expected.anywhere)
    report.count("paragraphs", served.words.includes(joinWords(block)), where, block.slice(0, 12).join(" "));
  const excerpt = joinWords(expected.excerpt.flat());
  const isDescription = served.description.trim() !== "" && excerpt.startsWith(served.description);
  for (const block of expected.excerpt)
    report.count(
      "paragraphs",
      isDescription || served.words.includes(joinWords(block)),
      where,
      block.slice(0, 12).join(" "),
    );
  const shown = served.code.map(trimCode);
  for (const code of expected.code)
    report.count(
      "code listings",
      code.forms.some((form) => shown.includes(trimCode(form))),
      where,
      code.forms[0] ?? "",
    );
  for (const caption of expected.captions) {
    const words = joinWords(caption);
    report.count("captions", served.captions.includes(words) || served.words.includes(words), where, caption.join(" "));
  }
}

/** A listing's first and last line break are not shown. */
const trimCode = (code: string) => code.replace(/\r\n?/g, "\n").replace(/^\n+/, "").trimEnd().replaceAll("\u00a0", " ");
