import { createElement, Fragment, type ReactNode } from "react";
import { renderToStaticMarkup } from "#lib/mail/static-markup.ts";
import { isWebAddress } from "#lib/site-address.ts";
import { button, paragraph, renderBlocks } from "./blocks.ts";
import { letterFooter, letterFrame, letterTitle } from "./frame.ts";
import type { LetterBlock, LetterContent, LetterSite, LetterText, RenderedLetter } from "./letter.ts";
import { renderLetterText } from "./plain-text.ts";

/**
 * Renders a mail as HTML and as plain text with the same content and the same links. Names and settings are untrusted
 * text, so everything is escaped; a line break in a subject would start a header. Nothing in it reports that it was
 * read: no picture is loaded for that, and each link is the address itself. Throws if a link is not a web address.
 */
export function renderLetter(content: LetterContent, site: LetterSite): RenderedLetter {
  for (const address of addressesOf(content))
    if (!isWebAddress(address)) throw new TypeError(`Not a web address in a mail: ${address.slice(0, 80)}`);
  const subject = content.subject.replace(/\s+/g, " ").trim();
  const preheader = content.preheader ?? firstText(content.blocks);
  const document = letterFrame(
    site,
    { ...content, subject, preheader },
    letterBody(content, subject, site),
    letterFooter(site, content),
  );
  return {
    subject,
    html: `<!doctype html>${renderToStaticMarkup(document)}`,
    text: renderLetterText(content, site),
  };
}

function letterBody(content: LetterContent, subject: string, site: LetterSite): ReactNode {
  const { title = subject, kicker, greeting, blocks, blocksLocale = site.locale, notes = [] } = content;
  const parts = renderBlocks(site, blocks);
  return createElement(
    Fragment,
    null,
    letterTitle(site, title, kicker),
    paragraph(site, greeting),
    ...(blocksLocale === site.locale ? parts : [createElement("div", { key: "blocks", lang: blocksLocale }, ...parts)]),
    content.button && button(site, content.button),
    ...notes.map((note) => paragraph(site, note, true)),
  );
}

const plain = (text: LetterText) => (typeof text === "string" ? text : text.map((part) => part.text).join(""));

function firstText(blocks: readonly LetterBlock[]): string {
  const first = blocks.find((block) => block.kind === "text");
  return first?.kind === "text" ? plain(first.text) : "";
}

function addressesOf({ blocks, button: main, online, stop }: LetterContent): string[] {
  const links = [main ?? [], online ?? [], typeof stop === "string" ? [] : stop].flat();
  return [...blocks.flatMap(blockAddresses), ...links.map(({ href }) => href)];
}

function blockAddresses(block: LetterBlock): string[] {
  switch (block.kind) {
    case "text":
      return typeof block.text === "string" ? [] : block.text.flatMap(({ href }) => href ?? []);
    case "quote":
      return block.source ? [block.source.href] : [];
    case "picture":
      return [block.picture.src, ...(block.href ? [block.href] : [])];
    case "links":
      return block.links.map(({ href }) => href);
    case "story":
      return [block.href, ...(block.picture ? [block.picture.src] : [])];
    default:
      return [];
  }
}
