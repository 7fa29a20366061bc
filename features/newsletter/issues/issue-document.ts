import { Body } from "@react-email/body";
import { Head } from "@react-email/head";
import { Heading } from "@react-email/heading";
import { Html } from "@react-email/html";
import { Img } from "@react-email/img";
import { Link } from "@react-email/link";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { type CSSProperties, Fragment, createElement as h, type ReactElement, type ReactNode } from "react";
import { jsx, jsxs } from "react/jsx-runtime";
import { darkTokens, lightTokens } from "#features/mail/letter/theme.ts";
import { defaultColours } from "#features/settings/theme-colours.ts";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { MailContent, MailStory } from "./mail-content.ts";

const light = { ...lightTokens, link: defaultColours["look.link"], signal: defaultColours["look.accent"] };
const dark = { ...darkTokens, link: defaultColours["look.linkDark"], signal: defaultColours["look.accentDark"] };

const serif = "Georgia, 'Times New Roman', serif";
const sans = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** `!important` overrides the inline styles, which mail programs without <style> need. */
const stylesheet = `
:root{color-scheme:light dark}
.intro p,.intro ul,.intro ol,.intro blockquote{margin:0 0 14px}
.intro a{color:${light.link}}
@media (prefers-color-scheme:dark){
.paper,.paper>table>tbody>tr>td{background:${dark.paper}!important}
.ink{color:${dark.ink}!important}
.soft{color:${dark.soft}!important}
.mute,.mute a{color:${dark.mute}!important}
.signal{color:${dark.signal}!important}
.rule{border-color:${dark.rule}!important}
.bar{border-color:${dark.signal}!important}
.intro a{color:${dark.link}!important}
}
@media (max-width:480px){
.title{font-size:20px!important}
.thumb{width:88px!important}
}
`.replace(/\n/g, "");

/** The document of an issue's mail: one column of at most 600 pixels, made of tables for the programs that need them. */
export function issueDocument(content: MailContent): ReactElement {
  const { locale, subject, preheader, sections } = content;
  const several = sections.length > 1;
  return h(
    Html,
    { lang: locale },
    h(
      Head,
      null,
      h("meta", { name: "viewport", content: "width=device-width" }),
      h("meta", { name: "color-scheme", content: "light dark" }),
      h("meta", { name: "supported-color-schemes", content: "light dark" }),
      h("title", null, subject),
      h("style", null, stylesheet),
    ),
    h(
      Body,
      { className: "paper", style: { margin: 0, padding: 0, backgroundColor: light.paper } },
      preheader && h("div", { style: { display: "none", maxHeight: 0, overflow: "hidden" } }, preheader),
      column(
        masthead(content),
        introduction(content),
        ...sections.map(({ name, stories }, section) =>
          h(
            Fragment,
            { key: section },
            several && sectionHeading(name),
            stories.map((one, at) =>
              story(one, { lead: section === 0 && at === 0, first: at === 0, level: several ? "h3" : "h2", key: at }),
            ),
          ),
        ),
        footer(content),
      ),
    ),
  );
}

function table(style: CSSProperties, className: string | undefined, ...rows: ReactNode[]): ReactElement {
  return h(
    "table",
    { role: "presentation", width: "100%", cellPadding: 0, cellSpacing: 0, border: 0, style, className },
    h("tbody", null, ...rows),
  );
}

const row = (...cells: ReactNode[]) => h("tr", null, ...cells);

function column(...children: ReactNode[]): ReactElement {
  const inner = table(
    { maxWidth: 600, margin: "0 auto" },
    undefined,
    row(h("td", { style: { padding: "24px 20px 40px", fontFamily: sans, textAlign: "left" } }, ...children)),
  );
  return table({ background: light.paper }, "paper", row(h("td", { align: "center" }, inner)));
}

function masthead({ locale, siteName, siteUrl, date, archiveUrl, isAlert }: MailContent): ReactElement {
  const t = translator(locale);
  return table(
    { borderTop: `3px solid ${light.signal}`, marginBottom: 20 },
    "bar",
    row(
      h(
        "td",
        { style: { padding: "14px 12px 0 0", verticalAlign: "baseline" } },
        h(
          "h1",
          { style: { margin: 0, fontFamily: serif, fontSize: 26, fontWeight: 700, lineHeight: "1.25" } },
          link(siteUrl, siteName, { className: "ink", style: { color: light.ink, textDecoration: "none" } }),
        ),
      ),
      h(
        "td",
        {
          className: "mute",
          align: "right",
          style: {
            padding: "14px 0 0",
            verticalAlign: "baseline",
            color: light.mute,
            fontSize: 14,
            lineHeight: "20px",
          },
        },
        isAlert &&
          h("strong", { className: "signal", style: { color: light.signal } }, t.typeset("issues.mail.alert"), h("br")),
        date,
        h("br"),
        link(archiveUrl, t.typeset("issues.mail.readOnline"), {
          style: { color: light.mute, textDecoration: "underline" },
        }),
      ),
    ),
  );
}

const paragraph = { margin: "0 0 14px", fontSize: 16, lineHeight: "25px", color: light.ink };

function introduction({ greeting, introductionHtml }: MailContent): ReactElement {
  return h(
    "div",
    { className: "intro ink", style: { ...paragraph, marginBottom: 22 } },
    h("p", { className: "ink", style: paragraph }, greeting),
    introductionHtml && toJsxRuntime(parseHtml(introductionHtml), { Fragment, jsx, jsxs }),
  );
}

function sectionHeading(name: string): ReactElement {
  return h(
    Heading,
    {
      as: "h2",
      className: "ink rule",
      style: {
        margin: "12px 0 0",
        padding: "16px 0 12px",
        borderTop: `2px solid ${light.rule}`,
        color: light.ink,
        fontFamily: serif,
        fontSize: 24,
        lineHeight: "30px",
        fontWeight: 700,
      },
    },
    name,
  );
}

interface Placement {
  /** The first story of the mail has a large picture. */
  lead: boolean;
  /** The first of its section has no line above it. */
  first: boolean;
  level: "h2" | "h3";
  key: number;
}

function story(
  { url, title, category, text, picture }: MailStory,
  { lead, first, level, key }: Placement,
): ReactElement {
  const body: ReactNode[] = [
    category &&
      h(
        "p",
        { className: "signal", style: { margin: "0 0 4px", color: light.signal, fontSize: 13, fontWeight: 600 } },
        category,
      ),
    h(
      Heading,
      {
        as: level,
        className: "title",
        style: { margin: "0 0 6px", fontFamily: serif, fontSize: lead ? 26 : 21, lineHeight: "1.25", fontWeight: 700 },
      },
      link(url, title, { className: "ink", style: { color: light.ink, textDecoration: "none" } }),
    ),
    text &&
      h("p", { className: "soft", style: { margin: 0, color: light.soft, fontSize: 16, lineHeight: "24px" } }, text),
  ];
  const frame = { borderTop: first ? undefined : `1px solid ${light.rule}` };
  const cell = { padding: first ? "0 0 18px" : "18px 0", verticalAlign: "top", overflowWrap: "anywhere" } as const;
  if (lead || !picture)
    return h(
      Fragment,
      { key },
      table(
        frame,
        "rule",
        row(
          h(
            "td",
            { style: cell },
            picture && h("div", { style: { marginBottom: 14 } }, image(picture, url, 560, 1280)),
            ...body,
          ),
        ),
      ),
    );
  return h(
    Fragment,
    { key },
    table(
      frame,
      "rule",
      row(
        h("td", { style: cell }, ...body),
        h(
          "td",
          { className: "thumb", width: 130, align: "right", style: { ...cell, width: 130, paddingLeft: 16 } },
          image(picture, url, 130, 320),
        ),
      ),
    ),
  );
}

/** A picture that leads to the article. JPEG, because Outlook shows no WebP. */
function image(picture: NonNullable<MailStory["picture"]>, url: string, width: number, size: number): ReactElement {
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  const img = h(Img, {
    src: absoluteUrl(mediaSrc(picture.mediaId, size, "jpeg", picture.revision)),
    alt: picture.alt,
    width,
    height,
    className: "soft",
    style: {
      display: "block",
      width: "100%",
      maxWidth: width,
      height: "auto",
      border: 0,
      color: light.soft,
      fontSize: 14,
    },
  });
  // Without alternative text the link would have no accessible name; the title below is a link too.
  return picture.alt === "" ? img : h(Link, { href: url }, img);
}

function link(href: string, text: string, more: { className?: string; style: CSSProperties }): ReactElement {
  return h(Link, { href, ...more }, text);
}

function footer({ locale, reason, preferencesUrl, unsubscribeUrl, archiveUrl }: MailContent): ReactElement {
  const t = translator(locale);
  const style = { color: light.mute, textDecoration: "underline", whiteSpace: "nowrap" } as const;
  return h(
    "div",
    {
      className: "mute rule",
      style: {
        marginTop: 16,
        paddingTop: 18,
        borderTop: `2px solid ${light.rule}`,
        color: light.mute,
        fontSize: 14,
        lineHeight: "22px",
      },
    },
    h("p", { style: { margin: "0 0 10px" } }, reason),
    h(
      "p",
      { style: { margin: 0 } },
      link(preferencesUrl, t.typeset("issues.mail.changePreferences"), { style }),
      " · ",
      link(unsubscribeUrl, t.typeset("issues.mail.stop"), { style }),
      " · ",
      link(archiveUrl, t.typeset("issues.mail.readOnline"), { style }),
    ),
  );
}
