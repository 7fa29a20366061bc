import { Body } from "@react-email/body";
import { Column } from "@react-email/column";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Html } from "@react-email/html";
import { Link } from "@react-email/link";
import { Row } from "@react-email/row";
import { Text } from "@react-email/text";
import { createElement, type ReactNode } from "react";
import { typeset } from "#lib/typography.ts";
import type { LetterLink, LetterSite } from "./letter.ts";
import { renderLetterStylesheet, space, type } from "./theme.ts";

/** The characters of a preheader that mail programs show at most. */
const maxPreheader = 140;

/** The document around a mail: head, the site's name above, the content, and the footer. */
export function letterFrame(
  site: LetterSite,
  about: { subject: string; preheader: string },
  content: ReactNode,
  footer: ReactNode,
): ReactNode {
  const { light } = site.theme;
  return createElement(
    Html,
    { lang: site.locale },
    createElement(
      Head,
      null,
      createElement("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      createElement("meta", { name: "color-scheme", content: "light dark" }),
      createElement("meta", { name: "supported-color-schemes", content: "light dark" }),
      createElement("meta", { name: "format-detection", content: "telephone=no, date=no, address=no, email=no" }),
      createElement("title", null, about.subject),
      createElement("style", null, renderLetterStylesheet(site.theme)),
    ),
    createElement(
      Body,
      { className: "paper", style: { backgroundColor: light.paper, margin: 0, padding: 0 } },
      preheader(typeset(about.preheader, site.locale)),
      createElement(
        Container,
        { style: { maxWidth: "600px" } },
        createElement(
          Row,
          null,
          createElement(
            Column,
            { className: "gutter", style: { padding: "28px 24px 40px" } },
            masthead(site),
            content,
            footer,
          ),
        ),
      ),
    ),
  );
}

/**
 * The words that mail programs show after the subject. React Email's own part pads them with invisible characters, which
 * made a short mail half as large again.
 */
function preheader(text: string): ReactNode {
  return createElement(
    "div",
    { style: { display: "none", maxHeight: 0, maxWidth: 0, opacity: 0, overflow: "hidden" } },
    [...text].slice(0, maxPreheader).join(""),
  );
}

/** The site's name with its lamp, over a rule. */
function masthead(site: LetterSite): ReactNode {
  const { light } = site.theme;
  return createElement(
    "div",
    { className: "ink-rule", style: { borderBottom: `3px solid ${light.ink}`, paddingBottom: "12px" } },
    createElement(
      Link,
      {
        href: site.home,
        className: "ink",
        style: { color: light.ink, ...type("serif", 24, 1.2, 600), letterSpacing: "-0.01em" },
      },
      site.name,
      createElement(
        "span",
        { className: "star", "aria-hidden": true, style: { color: light.star, verticalAlign: "-0.15em" } },
        "•",
      ),
    ),
  );
}

/** The one heading of the first level. */
export function letterTitle(site: LetterSite, title: string): ReactNode {
  return createElement(
    Heading,
    {
      as: "h1",
      className: "ink",
      style: {
        color: site.theme.light.ink,
        ...type("serif", 28, 1.2, 600),
        ...space(28, 20),
        letterSpacing: "-0.01em",
        overflowWrap: "anywhere",
      },
    },
    typeset(title, site.locale),
  );
}

/** Why the mail came, how to stop it, and the site. */
export function letterFooter(site: LetterSite, reason: string, stop: string | readonly LetterLink[]): ReactNode {
  const { light } = site.theme;
  const small = { color: light.mute, ...type("sans", 14, 1.5), ...space(0, 8) };
  const link = ({ label, href }: LetterLink) =>
    createElement(
      Link,
      { href, className: "link", style: { color: light.link, textDecoration: "underline" } },
      typeset(label, site.locale),
    );
  const sentences = typeof stop === "string" ? [typeset(stop, site.locale)] : stop.map(link);
  return [
    createElement(Hr, { key: "rule", className: "rule", style: { borderColor: light.rule, margin: "32px 0 16px" } }),
    createElement(Text, { key: "reason", className: "mute", style: small }, typeset(reason, site.locale)),
    ...sentences.map((sentence, at) =>
      createElement(Text, { key: `stop${at}`, className: "mute", style: small }, sentence),
    ),
    createElement(
      Text,
      { key: "site", className: "mute", style: { ...small, ...space(16, 0) } },
      link({ label: site.name, href: site.home }),
    ),
  ];
}
