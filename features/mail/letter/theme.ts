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

const families = {
  serif: "Newsreader, Georgia, 'Times New Roman', serif",
  sans: "'Instrument Sans', system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif",
} as const;

/** The style of a run of type: its size (px), line height and weight. */
export const type = (family: keyof typeof families, size: number, lineHeight: number, weight = 400): CSSProperties => ({
  fontFamily: families[family],
  fontSize: `${size}px`,
  fontWeight: weight,
  lineHeight,
});

/** The space (px) above and below. */
export const space = (above: number, below: number): CSSProperties => ({
  marginTop: `${above}px`,
  marginBottom: `${below}px`,
});

type ThemeSettings = Pick<Settings, "look.accent" | "look.accentDark" | "look.link" | "look.linkDark">;

/** The colours of mails, with those that the site's settings choose. */
export function createTheme(settings: ThemeSettings): LetterTheme {
  const colour = (key: keyof ThemeSettings) => settings[key] || fallbackColour(key, settings);
  return {
    light: { ...lightTokens, link: colour("look.link"), signal: colour("look.accent") },
    dark: { ...darkTokens, link: colour("look.linkDark"), signal: colour("look.accentDark") },
  };
}

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
    "@media (prefers-color-scheme:dark){",
    `.paper,.paper>table>tbody>tr>td{background-color:${dark.paper}!important}`,
    ...colours,
    `.rule{border-color:${dark.rule}!important}.ink-rule{border-color:${dark.ink}!important}`,
    `.button{background-color:${dark.ink}!important;color:${dark.paper}!important}`,
    "}",
    "@media (max-width:480px){.gutter{padding-left:20px!important;padding-right:20px!important}}",
  ].join("");
}
