import { Heading } from "@react-email/heading";
import { Img } from "@react-email/img";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import { createElement, type ReactNode } from "react";
import { typeset } from "#lib/typography.ts";
import { letterKicker } from "./frame.ts";
import { layoutTable } from "./layout-table.ts";
import { type LetterBlock, type LetterPicture, type LetterSite, maxPictureWidth } from "./letter.ts";
import { families, headingType, space, type } from "./theme.ts";

type Story = Extract<LetterBlock, { kind: "story" }>;

/** The box (px) that a picture fills at most: a portrait would push the text off the screen. */
export interface PictureBox {
  width: number;
  height: number;
}

export const columnBox: PictureBox = { width: maxPictureWidth, height: 360 };
const thumbBox: PictureBox = { width: 132, height: 132 };

/** A picture in the text column, scaled down to fit its box, never up. */
export function picture(site: LetterSite, shown: LetterPicture, box: PictureBox, href?: string): ReactNode {
  const { src, alt, width, height } = shown;
  const scale = Math.min(1, box.width / width, box.height / height);
  const [shownWidth, shownHeight] = [width, height].map((size) => Math.max(2, Math.round(size * scale)));
  const image = createElement(Img, {
    src,
    alt,
    width: shownWidth,
    height: shownHeight,
    // React adds a preload to the head for any other picture.
    loading: "lazy",
    className: "soft",
    // The colour and size are those of the alternative text.
    style: {
      color: site.theme.light.soft,
      ...type(14, 1.4),
      height: "auto",
      width: "100%",
      maxWidth: `${shownWidth}px`,
    },
  });
  // Without alternative text the link would have no accessible name; the title below is a link too.
  return href === undefined || alt === "" ? image : createElement(Link, { href, key: "picture" }, image);
}

interface Placement {
  /** Whether it follows another story, from which a line divides it. */
  follows: boolean;
  level: "h2" | "h3";
}

/** An article: its picture, its title as a link, and the beginning of it. */
export function story(site: LetterSite, shown: Story, { follows, level }: Placement): ReactNode {
  const { light } = site.theme;
  const { href, picture: image, isLead = false } = shown;
  const look = follows ? { className: "rule", style: { borderTop: `1px solid ${light.rule}` } } : {};
  const above = follows ? 18 : 4;
  const cell = {
    padding: `${above}px 0 18px`,
    verticalAlign: "top",
    fontFamily: families.sans,
  } as const;
  const words = storyText(site, shown, level);
  if (!image || isLead)
    return layoutTable(
      look,
      createElement(
        "td",
        { key: "text", style: cell },
        image &&
          createElement(
            "div",
            { key: "picture", style: { marginBottom: "14px" } },
            picture(site, image, columnBox, href),
          ),
        ...words,
      ),
    );
  return layoutTable(
    look,
    createElement("td", { key: "text", style: cell }, ...words),
    createElement(
      "td",
      {
        key: "picture",
        className: "thumb",
        width: thumbBox.width,
        align: "right",
        style: { ...cell, padding: `${above}px 0 18px 16px`, width: `${thumbBox.width}px` },
      },
      picture(site, image, thumbBox, href),
    ),
  );
}

function storyText(site: LetterSite, shown: Story, level: "h2" | "h3"): ReactNode[] {
  const { title, href, kicker, excerpt, meta, isLead } = shown;
  const { light } = site.theme;
  const line = (key: "soft" | "mute", text: string, size: number) =>
    createElement(
      Text,
      { key, className: key, style: { color: light[key], ...type(size, 1.5), ...space(6, 0) } },
      typeset(text, site.locale),
    );
  return [
    kicker && letterKicker(site, kicker, space(0, 4)),
    createElement(
      Heading,
      {
        as: level,
        key: "title",
        className: isLead ? "lead" : undefined,
        style: { ...headingType(isLead ? 25 : 20), ...space(0, 0) },
      },
      createElement(
        Link,
        { href, className: "ink", style: { color: light.ink, textDecoration: "none" } },
        typeset(title, site.locale),
      ),
    ),
    excerpt && line("soft", excerpt, 16),
    meta && line("mute", meta, 14),
  ];
}
