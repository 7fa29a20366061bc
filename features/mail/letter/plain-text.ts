import { typeset } from "#lib/typography.ts";
import type { LetterBlock, LetterContent, LetterLink, LetterSite, LetterText } from "./letter.ts";
import { richTextToPlain } from "./rich-text.ts";

/** The columns of a line; an address that is longer stays whole. */
const maxColumns = 76;

/** The text part of a mail: the same content as its HTML, with each link in full. */
export function renderLetterText(content: LetterContent, site: LetterSite): string {
  const { dateline, online, kicker, title, greeting, blocks, button, notes = [], reason, stop } = content;
  const set = (text: string) => wrap(typeset(text, site.locale));
  const parts = [
    ...(dateline ? [set(`${site.name} – ${dateline}`)] : []),
    ...(title ? [set(titleLine(title, kicker))] : []),
    set(greeting),
    ...blocks.map((block) => renderBlockText(block, site)),
    ...(button ? [linkLines(button, site)] : []),
    ...notes.map(set),
    // What follows this line is the signature (RFC 3676): programs leave it out of an answer.
    `-- \n${set(reason)}`,
    ...(typeof stop === "string" ? [set(stop)] : stop.map((link) => linkLines(link, site))),
    ...(online ? [linkLines(online, site)] : []),
    `${site.name} · ${site.home}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** One part of a mail's content, as text. */
export function renderBlockText(block: LetterBlock, site: LetterSite): string {
  const set = (text: string) => wrap(typeset(text, site.locale));
  switch (block.kind) {
    case "text":
      return set(flatten(block.text));
    case "heading":
      return underline(set(block.text));
    case "html":
      return wrap(typeset(richTextToPlain(block.html), site.locale));
    case "quote": {
      const lines = wrap(typeset(block.text, site.locale), maxColumns - 2).split("\n");
      const quoted = lines.map((line) => `> ${line}`.trimEnd()).join("\n");
      return block.source ? `${linkLines(block.source, site)}\n\n${quoted}` : quoted;
    }
    case "picture":
      return [
        ...(block.picture.alt ? [set(`[${block.picture.alt}]`)] : []),
        block.caption ? set(block.caption) : "",
        block.href ?? "",
      ]
        .filter((line) => line !== "")
        .join("\n");
    case "links":
      return block.links.map((link) => linkLines(link, site)).join("\n\n");
    case "story":
      return [titleLine(block.title, block.kicker), block.excerpt ?? "", block.meta ?? ""]
        .filter((line) => line !== "")
        .map(set)
        .concat(block.href)
        .join("\n");
    case "rule":
      return "* * *";
  }
}

const titleLine = (title: string, kicker: string | undefined) => (kicker ? `${title} (${kicker})` : title);

const flatten = (text: LetterText): string =>
  typeof text === "string"
    ? text
    : text.map((part) => (part.href && part.href !== part.text ? `${part.text} (${part.href})` : part.text)).join("");

function linkLines({ label, href }: LetterLink, { locale }: LetterSite): string {
  // A label such as "The rule: be civil" has its colon.
  const colon = label.includes(":") ? "" : locale === "fr" ? " :" : ":";
  return `${wrap(typeset(`${label}${colon}`, locale))}\n${href}`;
}

const underline = (text: string): string => {
  const width = Math.max(...text.split("\n").map((line) => [...line].length));
  return `${text}\n${"=".repeat(width)}`;
};

/** Breaks lines at spaces that may break; each line of the text stays a line of its own. */
function wrap(text: string, columns = maxColumns): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, columns))
    .join("\n");
}

function wrapLine(line: string, columns: number): string {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current].join("\n");
}
