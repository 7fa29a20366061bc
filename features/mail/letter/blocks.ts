import { Button } from "@react-email/button";
import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Img } from "@react-email/img";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import { type CSSProperties, createElement, Fragment, type ReactNode } from "react";
import { typeset } from "#lib/typography.ts";
import {
  type LetterBlock,
  type LetterLink,
  type LetterPicture,
  type LetterSite,
  type LetterText,
  maxPictureWidth,
} from "./letter.ts";
import { space, type } from "./theme.ts";

type Story = Extract<LetterBlock, { kind: "story" }>;

/** One part of a mail's content, as HTML. */
export function renderBlock(site: LetterSite, block: LetterBlock, key?: string): ReactNode {
  return createElement(Fragment, { key }, blockElement(site, block));
}

function blockElement(site: LetterSite, block: LetterBlock): ReactNode {
  switch (block.kind) {
    case "text":
      return paragraph(site, block.text, block.soft);
    case "heading":
      return heading(site, block.text);
    case "quote":
      return quote(site, block.text, block.source);
    case "picture":
      return [
        createElement(Fragment, { key: "picture" }, picture(site, block.picture, block.href)),
        ...(block.caption ? [createElement(Fragment, { key: "caption" }, smallLine(site, block.caption))] : []),
      ];
    case "links":
      return block.links.map((link) =>
        createElement(Text, { key: link.href, style: { ...bodyText(site), ...space(0, 8) } }, inlineLink(site, link)),
      );
    case "story":
      return story(site, block);
    case "rule":
      return createElement(Hr, { className: "rule", style: { borderColor: site.theme.light.rule, margin: "28px 0" } });
  }
}

const bodyText = (site: LetterSite): CSSProperties => ({
  color: site.theme.light.ink,
  ...type("serif", 17, 1.6),
  ...space(0, 16),
  overflowWrap: "anywhere",
});

/** A paragraph; each line of the text is a line of it. */
export function paragraph(site: LetterSite, text: LetterText, soft = false): ReactNode {
  const { light } = site.theme;
  const style = soft ? { ...bodyText(site), color: light.soft, ...type("sans", 15, 1.5) } : bodyText(site);
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

/** A heading of the second level. */
export function heading(site: LetterSite, text: string): ReactNode {
  return createElement(
    Heading,
    {
      as: "h2",
      className: "ink",
      style: {
        color: site.theme.light.ink,
        ...type("serif", 22, 1.25, 600),
        ...space(32, 12),
        overflowWrap: "anywhere",
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

/** A picture in the text column, never wider than it. */
export function picture(site: LetterSite, { src, alt, width, height }: LetterPicture, href?: string): ReactNode {
  const scale = Math.min(1, maxPictureWidth / width);
  const image = createElement(Img, {
    src,
    alt,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    // React adds a preload to the head for any other picture.
    loading: "lazy",
    style: { height: "auto", maxWidth: "100%" },
  });
  const framed = href ? createElement(Link, { href, className: "link", style: linkStyle(site) }, image) : image;
  return createElement("div", { style: { margin: "0 0 12px" } }, framed);
}

function smallLine(site: LetterSite, text: string): ReactNode {
  return createElement(
    Text,
    { className: "mute", style: { color: site.theme.light.mute, ...type("sans", 14, 1.5), ...space(0, 16) } },
    typeset(text, site.locale),
  );
}

/** An article: its picture, its title as a link, and the beginning of it. */
export function story(site: LetterSite, { title, href, kicker, excerpt, meta, picture: shown }: Story): ReactNode {
  const { light } = site.theme;
  return createElement(
    "div",
    { style: { margin: "0 0 28px" } },
    shown && picture(site, shown, href),
    kicker &&
      createElement(
        Text,
        { className: "signal", style: { color: light.signal, ...type("sans", 14, 1.4, 600), ...space(0, 4) } },
        typeset(kicker, site.locale),
      ),
    createElement(
      Heading,
      { as: "h3", style: { ...type("serif", 20, 1.25, 600), ...space(0, 6), overflowWrap: "anywhere" } },
      createElement(
        Link,
        { href, className: "ink", style: { color: light.ink, textDecoration: "none" } },
        typeset(title, site.locale),
      ),
    ),
    excerpt &&
      createElement(
        Text,
        { className: "soft", style: { ...bodyText(site), color: light.soft, ...space(0, 6) } },
        typeset(excerpt, site.locale),
      ),
    meta && smallLine(site, meta),
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
          borderRadius: "8px",
          color: light.paper,
          ...type("sans", 16, 1, 600),
          padding: "14px 22px",
        },
      },
      typeset(label, site.locale),
    ),
  );
}
