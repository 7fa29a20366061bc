import type { CSSProperties } from "react";
import type { Settings } from "#features/settings/schema.ts";
import { fallbackColour } from "#features/settings/theme-colours.ts";

interface Palette {
  paper: string;
  ink: string;
  soft: string;
  mute: string;
  rule: string;
  star: string;
  link: string;
  signal: string;
}

export interface LetterTheme {
  light: Palette;
  dark: Palette;
}

/** The tokens of app/tokens.css that mails use (a test compares them); a mail cannot load a stylesheet. */
export const lightTokens = {
  paper: "#fdfcf9",
  ink: "#15181e",
  soft: "#4a505c",
  mute: "#666c78",
  rule: "#e3dfd5",
  star: "#d98a00",
} as const;
export const darkTokens = {
  paper: "#11141a",
  ink: "#eceae4",
  soft: "#c3c6cc",
  mute: "#99a0ac",
  rule: "#2b313c",
  star: "#f2b33d",
} as const;

/** Fonts that the recipient has: a mail loads none. The text's is inherited from the cells, a heading's is its own. */
export const families = {
  serif: "Georgia, Times New Roman, serif",
  sans: "-apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif",
} as const;

/** The style of a run of text: its size (px), line height and weight. */
export const type = (size: number, lineHeight: number, weight?: number): CSSProperties => ({
  fontSize: `${size}px`,
  lineHeight,
  ...(weight !== undefined && { fontWeight: weight }),
});

/** The width (px) of a mail at most. */
export const frameWidth = 600;

/** The type of a mail's text. */
export const textType = type(16, 1.55);

/** The style of a heading of this size (px). */
export const headingType = (size: number): CSSProperties => ({ fontFamily: families.serif, ...type(size, 1.25, 700) });

/** The space (px) above and below. */
export const space = (above: number, below: number): CSSProperties => ({
  marginTop: `${above}px`,
  marginBottom: `${below}px`,
});

export type ThemeSettings = Pick<Settings, "look.accent" | "look.accentDark" | "look.link" | "look.linkDark">;

/** The colours of mails, with those that the site's settings choose. */
export function createTheme(settings: ThemeSettings): LetterTheme {
  const colour = (key: keyof ThemeSettings) => settings[key] || fallbackColour(key, settings);
  return {
    light: { ...lightTokens, link: colour("look.link"), signal: colour("look.accent") },
    dark: { ...darkTokens, link: colour("look.linkDark"), signal: colour("look.accentDark") },
  };
}

/**
 * The media query of the dark theme, in the stylesheet and for the logo. The preview of a mail replaces it
 * (`forceScheme`).
 */
export const darkQuery = "(prefers-color-scheme:dark)";

/**
 * The stylesheet in a mail's head. Light colours are inline, since some programs drop this sheet; dark ones override
 * them here, by class.
 */
export function renderLetterStylesheet({ dark }: LetterTheme): string {
  const colours = (["ink", "soft", "mute", "link", "signal", "star"] as const).map(
    (name) => `.${name}{color:${dark[name]}!important}`,
  );
  return [
    ":root{color-scheme:light dark;supported-color-schemes:light dark}",
    // Outlook for Windows knows neither max-width nor @media; other programs fit the mail to their window.
    `.frame{width:${frameWidth}px}@media all{.frame{width:100%!important}}`,
    `@media ${darkQuery}{`,
    `.paper,.paper>table>tbody>tr>td{background-color:${dark.paper}!important}`,
    ...colours,
    `.rule{border-color:${dark.rule}!important}.section{border-color:${dark.ink}!important}`,
    `.bar{border-color:${dark.signal}!important}`,
    `.button{background-color:${dark.ink}!important;color:${dark.paper}!important}`,
    "}",
    "@media (max-width:480px){",
    ".gutter{padding-left:20px!important;padding-right:20px!important}",
    ".title{font-size:25px!important}.lead{font-size:22px!important}.thumb{width:96px!important}",
    "}",
  ].join("");
}
