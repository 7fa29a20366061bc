import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, lowestContrast } from "#lib/contrast.ts";
import {
  backgrounds,
  defaultColours,
  fallbackColour,
  findColourError,
  parseThemeStylesheet,
  renderThemeStylesheet,
  themeStylesheetPath,
} from "./theme-colours.ts";

const none = { "look.accent": "", "look.accentDark": "", "look.link": "", "look.linkDark": "" };

test("has the backgrounds and default colours of the style sheet", () => {
  const css = readFileSync(new URL("../../app/tokens.css", import.meta.url), "utf8");
  const [light = "", dark = ""] = css.split("@variant dark {");
  const tokenIn = (text: string) => (name: string) => new RegExp(`--color-${name}: (#[0-9a-f]{6})`).exec(text)?.[1];
  expect(["paper", "raise", "wash"].map(tokenIn(light))).toEqual(backgrounds.light);
  expect(["paper", "raise", "wash"].map(tokenIn(dark))).toEqual(backgrounds.dark);
  expect([light, dark].flatMap((text) => ["signal", "link"].map(tokenIn(text)))).toEqual([
    defaultColours["look.accent"],
    defaultColours["look.link"],
    defaultColours["look.accentDark"],
    defaultColours["look.linkDark"],
  ]);
});

test.each([
  ["", "light", undefined],
  ["#c23a1a", "light", undefined],
  ["#ff8161", "dark", undefined],
  ["#ff8161", "light", "setting.tooPale"],
  ["#c23a1a", "dark", "setting.tooDark"],
  // 4.5 on white and less on the wash: all backgrounds count.
  ["#757575", "light", "setting.tooPale"],
  ["red", "light", "setting.noColour"],
  ["#c23a1a;}", "light", "setting.noColour"],
] as const)("checks %j in the %s theme: %s", (colour, theme, fault) => {
  expect(findColourError(colour, theme)).toBe(fault);
});

test("lightens the light theme's colour for a dark theme without one until it is readable", () => {
  const look = { ...none, "look.accent": "#7a0019" };
  const dark = fallbackColour("look.accentDark", look);
  expect(lowestContrast(dark, backgrounds.dark)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(dark, "#7a0019")).toBeGreaterThan(1);
  expect(renderThemeStylesheet(look)).toBe(
    `@layer theme{:root:root{--color-signal:#7a0019}@media (prefers-color-scheme:dark){:root:root:not([data-appearance=light]){--color-signal:${dark}}}:root:root[data-appearance=dark]{--color-signal:${dark}}}`,
  );
  expect(fallbackColour("look.linkDark", look)).toBe(defaultColours["look.linkDark"]);
});

test("writes no style sheet without own colours, and none from invalid ones", () => {
  expect(renderThemeStylesheet(none)).toBe("");
  expect(renderThemeStylesheet({ ...none, "look.accentDark": "</style><script>" })).toBe("");
  expect(renderThemeStylesheet({ ...none, "look.linkDark": "#83cfdd" })).toBe(
    "@layer theme{@media (prefers-color-scheme:dark){:root:root:not([data-appearance=light]){--color-link:#83cfdd}}:root:root[data-appearance=dark]{--color-link:#83cfdd}}",
  );
});

test("puts the style sheet's whole content into its address", () => {
  const look = { ...none, "look.accent": "#7a0019", "look.linkDark": "#83cfdd" };
  const address = themeStylesheetPath(look);
  expect(address).toMatch(/^\/look\/7a0019-[0-9a-f]{6}-0-83cfdd\.css$/);
  expect(parseThemeStylesheet(address)).toBe(renderThemeStylesheet(look));
  expect(themeStylesheetPath(none)).toBe("");
  for (const other of [
    "/look/0-0-0-0.css",
    "/look/ffffff-0-0-0.css",
    "/look/7a0019-0-0-0.css",
    "/look/7A0019-0-0-0.css",
    "/look/x.css",
  ])
    expect(parseThemeStylesheet(other), other).toBeUndefined();
});
