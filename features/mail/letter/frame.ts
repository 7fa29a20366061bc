import { Body } from "@react-email/body";
import { Column } from "@react-email/column";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Html } from "@react-email/html";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import { type CSSProperties, createElement, Fragment, type ReactNode } from "react";
import { typeset } from "#lib/typography.ts";
import { layoutTable } from "./layout-table.ts";
import type { LetterContent, LetterLink, LetterSite } from "./letter.ts";
import { darkQuery, families, frameWidth, headingType, renderLetterStylesheet, space, type } from "./theme.ts";

/** The characters of a preheader that mail programs show at most. */
const maxPreheader = 140;

/** The document around a mail: head, the site's name above, the content, and the footer. */
export function letterFrame(
  site: LetterSite,
  about: Pick<LetterContent, "dateline" | "online"> & { subject: string; preheader: string },
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
        { className: "frame", style: { maxWidth: `${frameWidth}px` } },
        createElement(
          Column,
          {
            className: "gutter",
            style: {
              fontFamily: families.sans,
              padding: "24px 24px 40px",
              textAlign: "left",
              overflowWrap: "anywhere",
            },
          },
          masthead(site, about),
          content,
          footer,
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

/** The site's name or logo over a rule, with the date and the way to the page of the site beside it. */
function masthead(site: LetterSite, { dateline, online }: Pick<LetterContent, "dateline" | "online">): ReactNode {
  const { light } = site.theme;
  const name = createElement(
    Link,
    { href: site.home, className: "ink", style: { color: light.ink, ...headingType(24), textDecoration: "none" } },
    ...(site.logo ? [logo(site, site.logo)] : [site.name, lamp(site)]),
  );
  const cell: CSSProperties = { padding: "0 0 12px", verticalAlign: "bottom" };
  const beside = (dateline ?? online) !== undefined && {
    key: "beside",
    className: "mute",
    align: "right" as const,
    style: { ...cell, paddingLeft: "12px", color: light.mute, ...type(14, 1.45) },
  };
  return layoutTable(
    { className: "bar", style: { borderBottom: `3px solid ${light.signal}` } },
    // "anywhere" would let a long date squeeze the name to a few letters.
    createElement("td", { key: "name", style: { ...cell, overflowWrap: "break-word" } }, name),
    beside &&
      createElement(
        "td",
        beside,
        dateline && typeset(dateline, site.locale),
        dateline && online && createElement("br"),
        online && smallLink(site, online),
      ),
  );
}

/** The height (px) of the logo. */
const logoHeight = 36;

function logo(site: LetterSite, { light, dark }: NonNullable<LetterSite["logo"]>): ReactNode {
  // Programs that know no <picture> show the image in it. Without pictures, its text looks like the name.
  return createElement(
    "picture",
    { key: "logo" },
    dark && createElement("source", { srcSet: dark, media: darkQuery }),
    createElement("img", {
      src: light,
      alt: site.name,
      height: logoHeight,
      // React adds a preload to the head for any other picture.
      loading: "lazy",
      style: { border: 0, display: "block", height: `${logoHeight}px`, width: "auto", maxWidth: "100%" },
    }),
  );
}

const lamp = (site: LetterSite): ReactNode =>
  createElement(
    "span",
    {
      key: "lamp",
      className: "star",
      "aria-hidden": true,
      style: { color: site.theme.light.star, verticalAlign: "-0.15em" },
    },
    "•",
  );

/** The one heading of the first level. */
export function letterTitle(site: LetterSite, title: string, kicker: string | undefined): ReactNode {
  return createElement(
    Fragment,
    null,
    kicker && letterKicker(site, kicker, space(28, 0)),
    createElement(
      Heading,
      {
        as: "h1",
        className: "ink title",
        style: { color: site.theme.light.ink, ...headingType(28), ...space(kicker ? 4 : 28, 18) },
      },
      typeset(title, site.locale),
    ),
  );
}

/** A line above a title, as the category. */
export function letterKicker(site: LetterSite, text: string, margins: CSSProperties): ReactNode {
  return createElement(
    Text,
    {
      key: "kicker",
      className: "signal",
      style: { color: site.theme.light.signal, ...type(14, 1.4, 600), ...margins },
    },
    typeset(text, site.locale),
  );
}

const smallLink = (site: LetterSite, { label, href }: LetterLink): ReactNode =>
  createElement(
    Link,
    { href, className: "mute", style: { color: site.theme.light.mute, textDecoration: "underline" } },
    typeset(label, site.locale),
  );

/** Why the mail came, how to stop it, and the site. */
export function letterFooter(site: LetterSite, { reason, stop }: Pick<LetterContent, "reason" | "stop">): ReactNode {
  const { light } = site.theme;
  const line = (key: string, content: ReactNode, below = 8) =>
    createElement(
      Text,
      {
        key,
        className: "mute",
        style: { color: light.mute, ...type(14, 1.5), ...space(0, below) },
      },
      content,
    );
  const sentences = typeof stop === "string" ? [typeset(stop, site.locale)] : stop.map((link) => smallLink(site, link));
  return [
    createElement(Hr, {
      key: "rule",
      className: "rule",
      style: { borderTop: `1px solid ${light.rule}`, margin: "36px 0 16px" },
    }),
    line("reason", typeset(reason, site.locale)),
    ...sentences.map((sentence, at) => line(`stop${at}`, sentence)),
    line("site", smallLink(site, { label: site.name, href: site.home }), 0),
  ];
}
