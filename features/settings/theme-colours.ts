import { isHex, lowestContrast, mixUntil } from "#lib/contrast.ts";

/** What is arranged by hand on pages of its own; who changed it stands in the list of changes with the settings (i18n `settings.managedLists`). */
export const managedLists = [
  "home.order",
  "taxonomy.categories",
  "taxonomy.tags",
  "newsletter.topics",
  "pages.own",
] as const;
export type ManagedList = (typeof managedLists)[number];

export function isManagedList(key: string): key is ManagedList {
  return managedLists.some((one) => one === key);
}

/** What the site's texts stand on, by theme: `--color-paper`, `raise` and `wash` of app/globals.css (a test compares them). */
export const backgrounds = {
  light: ["#fdfcf9", "#ffffff", "#f4f1ea"],
  dark: ["#11141a", "#191d25", "#1b2029"],
} as const;
export type Theme = keyof typeof backgrounds;

/** What WCAG 2.2 asks of text at least (1.4.3, AA). */
export const minContrast = 4.5;

/** Why text of this colour cannot stand in that theme: a message key, or undefined. Empty means the site's own. */
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

/** The site's own colours, where a setting gives none (a test compares them with app/globals.css). */
export const defaultColours = {
  "look.accent": "#c23a1a",
  "look.accentDark": "#ff8161",
  "look.link": "#0b5c6e",
  "look.linkDark": "#83cfdd",
} as const;

export function isThemeColour(key: string): key is keyof ThemeColours {
  return Object.hasOwn(defaultColours, key);
}

/** What holds for a colour that is not given. */
export function fallbackColour(key: keyof ThemeColours, look: ThemeColours): string {
  const light = key === "look.accentDark" ? look["look.accent"] : key === "look.linkDark" ? look["look.link"] : "";
  return deriveDarkColour(light, "") || defaultColours[key];
}

/** The colour of the dark theme: its own, else the light one's, lightened until it can be read. Empty: the site's own. */
function deriveDarkColour(light: string, dark: string): string {
  if (dark !== "" || light === "") return dark;
  return mixUntil(light, "#ffffff", backgrounds.dark, minContrast);
}

/**
 * The style sheet that gives every page the site's own colours; empty where there are none. `:root` twice, to stand above the tokens wherever
 * it comes.
 */
export function renderThemeStylesheet(look: ThemeColours): string {
  const rule = (tokens: [string, string][]) => {
    const set = tokens.filter(([, value]) => isHex(value)).map(([name, value]) => `--color-${name}:${value}`);
    return set.length > 0 ? `:root:root{${set.join(";")}}` : "";
  };
  const light = rule([
    ["signal", look["look.accent"]],
    ["link", look["look.link"]],
  ]);
  const dark = rule([
    ["signal", deriveDarkColour(look["look.accent"], look["look.accentDark"])],
    ["link", deriveDarkColour(look["look.link"], look["look.linkDark"])],
  ]);
  if (light === "" && dark === "") return "";
  return `@layer theme{${light}${dark && `@media (prefers-color-scheme:dark){${dark}}`}}`;
}

const themeColourKeys = ["look.accent", "look.accentDark", "look.link", "look.linkDark"] as const;

/** Where that style sheet is served: its address says all that is in it, so that it never changes. Empty without colours of the site's own. */
export function themeStylesheetPath(look: ThemeColours): string {
  const dark = {
    "look.accentDark": deriveDarkColour(look["look.accent"], look["look.accentDark"]),
    "look.linkDark": deriveDarkColour(look["look.link"], look["look.linkDark"]),
  };
  const whole = { ...look, ...dark };
  if (themeColourKeys.every((key) => whole[key] === "")) return "";
  return `/look/${themeColourKeys.map((key) => whole[key].slice(1) || "0").join("-")}.css`;
}

/** The style sheet of such an address; undefined for any other, and for colours that could not be read. */
export function parseThemeStylesheet(address: string): string | undefined {
  const match = /^\/look\/([0-9a-f]{6}|0)-([0-9a-f]{6}|0)-([0-9a-f]{6}|0)-([0-9a-f]{6}|0)\.css$/.exec(address);
  if (!match) return undefined;
  const [accent = "", accentDark = "", link = "", linkDark = ""] = match
    .slice(1)
    .map((digits) => (digits === "0" ? "" : `#${digits}`));
  const look = { "look.accent": accent, "look.accentDark": accentDark, "look.link": link, "look.linkDark": linkDark };
  const themes = ["light", "dark", "light", "dark"] as const;
  if (themeColourKeys.some((key, at) => findColourError(look[key], themes[at] ?? "light"))) return undefined;
  // The same address as the site would write: nobody makes thousands of them.
  return themeStylesheetPath(look) === address ? renderThemeStylesheet(look) : undefined;
}
