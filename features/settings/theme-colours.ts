import { isHex, lowestContrast, mixUntil } from "#lib/contrast.ts";

/** The backgrounds of text, by theme: `--color-paper`, `raise` and `wash` of app/globals.css (a test compares them). */
export const backgrounds = {
  light: ["#fdfcf9", "#ffffff", "#f4f1ea"],
  dark: ["#11141a", "#191d25", "#1b2029"],
} as const;
export type Theme = keyof typeof backgrounds;

/** The minimum contrast of text in WCAG 2.2 (1.4.3, AA). */
export const minContrast = 4.5;

/**
 * Explains why text of this colour is not readable in that theme: a message key, or undefined. Empty means the default.
 */
export function findColourError(colour: string, theme: Theme): string | undefined {
  if (colour === "") return undefined;
  if (!isHex(colour)) return "setting.noColour";
  if (lowestContrast(colour, backgrounds[theme]) >= minContrast) return undefined;
  return theme === "light" ? "setting.tooPale" : "setting.tooDark";
}

interface ThemeColours {
  "look.accent": string;
  "look.accentDark": string;
  "look.link": string;
  "look.linkDark": string;
}

/** The colours used where a setting names none (a test compares them with app/globals.css). */
export const defaultColours = {
  "look.accent": "#c23a1a",
  "look.accentDark": "#ff8161",
  "look.link": "#0b5c6e",
  "look.linkDark": "#83cfdd",
} as const;

export function isThemeColour(key: string): key is keyof ThemeColours {
  return Object.hasOwn(defaultColours, key);
}

/** The colour used in place of an empty setting. */
export function fallbackColour(key: keyof ThemeColours, colours: ThemeColours): string {
  const light =
    key === "look.accentDark" ? colours["look.accent"] : key === "look.linkDark" ? colours["look.link"] : "";
  return deriveDarkColour(light, "") || defaultColours[key];
}

/**
 * The colour of the dark theme: its own, or else the light one's, lightened until it is readable. Empty: the default.
 */
function deriveDarkColour(light: string, dark: string): string {
  if (dark !== "" || light === "") return dark;
  return mixUntil(light, "#ffffff", backgrounds.dark, minContrast);
}

/**
 * Returns the style sheet with the site's own colours; empty without any. `:root` is doubled to override the tokens
 * wherever the style sheet is loaded.
 */
export function renderThemeStylesheet(colours: ThemeColours): string {
  const declare = (tokens: [string, string][]) =>
    tokens.flatMap(([name, value]) => (isHex(value) ? [`--color-${name}:${value}`] : [])).join(";");
  const light = declare([
    ["signal", colours["look.accent"]],
    ["link", colours["look.link"]],
  ]);
  const dark = declare([
    ["signal", deriveDarkColour(colours["look.accent"], colours["look.accentDark"])],
    ["link", deriveDarkColour(colours["look.link"], colours["look.linkDark"])],
  ]);
  if (light === "" && dark === "") return "";
  const always = light && `:root:root{${light}}`;
  // On a dark device unless the reader chose light, and wherever they chose dark.
  const whereDark =
    dark &&
    `@media (prefers-color-scheme:dark){:root:root:not([data-appearance=light]){${dark}}}:root:root[data-appearance=dark]{${dark}}`;
  return `@layer theme{${always}${whereDark}}`;
}

const themeColourKeys = ["look.accent", "look.accentDark", "look.link", "look.linkDark"] as const;

/**
 * Returns the address of that style sheet. It contains all the colours, so that its content never changes. Empty
 * without own colours.
 */
export function themeStylesheetPath(colours: ThemeColours): string {
  const dark = {
    "look.accentDark": deriveDarkColour(colours["look.accent"], colours["look.accentDark"]),
    "look.linkDark": deriveDarkColour(colours["look.link"], colours["look.linkDark"]),
  };
  const parsed = { ...colours, ...dark };
  if (themeColourKeys.every((key) => parsed[key] === "")) return "";
  return `/look/${themeColourKeys.map((key) => parsed[key].slice(1) || "0").join("-")}.css`;
}

/** Returns the style sheet of such an address; undefined for any other, and for colours that are not readable. */
export function parseThemeStylesheet(address: string): string | undefined {
  const match = /^\/look\/([0-9a-f]{6}|0)-([0-9a-f]{6}|0)-([0-9a-f]{6}|0)-([0-9a-f]{6}|0)\.css$/.exec(address);
  if (!match) return undefined;
  const [accent = "", accentDark = "", link = "", linkDark = ""] = match
    .slice(1)
    .map((digits) => (digits === "0" ? "" : `#${digits}`));
  const colours = {
    "look.accent": accent,
    "look.accentDark": accentDark,
    "look.link": link,
    "look.linkDark": linkDark,
  };
  const themes = ["light", "dark", "light", "dark"] as const;
  if (themeColourKeys.some((key, at) => findColourError(colours[key], themes[at] ?? "light"))) return undefined;
  // Only the address that the site itself would write: nobody can create thousands of variants.
  return themeStylesheetPath(colours) === address ? renderThemeStylesheet(colours) : undefined;
}
