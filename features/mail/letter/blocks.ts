import { Button } from "@react-email/button";
import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import { type CSSProperties, createElement, Fragment, type ReactNode } from "react";
import { typeset } from "#lib/typography.ts";
import type { LetterBlock, LetterLink, LetterSite, LetterText } from "./letter.ts";
import { renderRichText } from "./rich-text.ts";
import { columnBox, picture, story } from "./story.ts";
import { headingType, space, textType, type } from "./theme.ts";

/** The parts of a mail's content, as HTML. */
export function renderBlocks(site: LetterSite, blocks: readonly LetterBlock[]): ReactNode[] {
  // Headings in order: a story's title is below the section's heading, if there are sections.
  const level = blocks.some(({ kind }) => kind === "heading") ? "h3" : "h2";
  return blocks.map((block, at) =>
    createElement(
      Fragment,
      { key: at },
      block.kind === "story"
        ? story(site, block, { follows: blocks[at - 1]?.kind === "story", level })
        : blockElement(site, block),
    ),
  );
}

function blockElement(site: LetterSite, block: Exclude<LetterBlock, { kind: "story" }>): ReactNode {
  switch (block.kind) {
    case "text":
      return paragraph(site, block.text, block.soft);
    case "heading":
      return heading(site, block.text);
    case "html":
      return renderRichText(site, block.html);
    case "quote":
      return quote(site, block.text, block.source);
    case "picture":
      return [
        createElement(
          "div",
          { key: "picture", style: { marginBottom: block.caption ? "8px" : "16px" } },
          picture(site, block.picture, columnBox, block.href),
        ),
        ...(block.caption ? [createElement(Fragment, { key: "caption" }, smallLine(site, block.caption))] : []),
      ];
    case "links":
      return block.links.map((link, at) =>
        createElement(
          Text,
          { key: link.href, style: { ...bodyText(site), ...space(0, at === block.links.length - 1 ? 16 : 8) } },
          inlineLink(site, link),
        ),
      );
    case "rule":
      return createElement(Hr, {
        className: "rule",
        style: { borderTop: `1px solid ${site.theme.light.rule}`, margin: "28px 0" },
      });
  }
}

const bodyText = (site: LetterSite): CSSProperties => ({
  color: site.theme.light.ink,
  ...textType,
  ...space(0, 16),
});

/** A paragraph; each line of the text is a line of it. */
export function paragraph(site: LetterSite, text: LetterText, soft = false): ReactNode {
  const { light } = site.theme;
  const style = soft ? { ...bodyText(site), color: light.soft, ...type(15, 1.5) } : bodyText(site);
  return createElement(Text, { className: soft ? "soft" : "ink", style }, ...inline(site, text));
}

function inline(site: LetterSite, text: LetterText): ReactNode[] {
  const parts = typeof text === "string" ? [{ text }] : text;
  return parts.map((part, at) => {
    const words = breakLines(typeset(part.text, site.locale));
    const linked = part.href
      ? createElement(Link, { href: part.href, className: "link", style: linkStyle(site) }, ...words)
      : createElement(Fragment, null, ...words);
    const strong = part.strong ? createElement("strong", null, linked) : linked;
    return createElement(Fragment, { key: at }, part.emphasis ? createElement("em", null, strong) : strong);
  });
}

const breakLines = (text: string): ReactNode[] =>
  text.split("\n").flatMap((line, at) => (at === 0 ? [line] : [createElement("br", { key: at }), line]));

const linkStyle = (site: LetterSite): CSSProperties => ({
  color: site.theme.light.link,
  textDecoration: "underline",
});

const inlineLink = (site: LetterSite, { label, href }: LetterLink): ReactNode =>
  createElement(Link, { href, className: "link", style: linkStyle(site) }, typeset(label, site.locale));

/** A heading of the second level, below a rule. */
export function heading(site: LetterSite, text: string): ReactNode {
  return createElement(
    Heading,
    {
      as: "h2",
      className: "ink section",
      style: {
        borderTop: `2px solid ${site.theme.light.ink}`,
        color: site.theme.light.ink,
        paddingTop: "10px",
        ...headingType(22),
        ...space(32, 12),
      },
    },
    typeset(text, site.locale),
  );
}

function quote(site: LetterSite, text: string, source: LetterLink | undefined): ReactNode {
  const { light } = site.theme;
  return createElement(
    "blockquote",
    {
      className: "rule",
      style: { borderLeft: `3px solid ${light.rule}`, margin: "0 0 16px", padding: "0 0 0 16px" },
    },
    source && createElement(Text, { style: { ...bodyText(site), ...space(0, 8) } }, inlineLink(site, source)),
    createElement(
      Text,
      { className: "soft", style: { ...bodyText(site), color: light.soft, ...space(0, 8) } },
      ...breakLines(typeset(text, site.locale)),
    ),
  );
}

function smallLine(site: LetterSite, text: string): ReactNode {
  return createElement(
    Text,
    { className: "mute", style: { color: site.theme.light.mute, ...type(14, 1.5), ...space(0, 16) } },
    typeset(text, site.locale),
  );
}

/** The link that the mail is about. */
export function button(site: LetterSite, { label, href }: LetterLink): ReactNode {
  const { light } = site.theme;
  return createElement(
    "div",
    { style: { margin: "24px 0" } },
    createElement(
      Button,
      {
        href,
        className: "button",
        style: {
          backgroundColor: light.ink,
          borderRadius: "24px",
          color: light.paper,
          ...type(16, 1.25, 600),
          padding: "13px 24px",
        },
      },
      typeset(label, site.locale),
    ),
  );
}
