import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const colours = (text = "") =>
  Object.fromEntries(
    [...text.matchAll(/(--color-[a-z0-9]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );

test("renders a preview in the chosen theme's colours", () => {
  const [light, dark] = css("../../../app/tokens.css").split("@variant dark {");
  const chosen = (theme: string) =>
    /\{([^}]*)\}/.exec(css("../components/preview.css").split(`[data-theme="${theme}"]`)[1] ?? "")?.[1];
  expect(Object.keys(colours(dark)).length).toBeGreaterThan(10);
  expect(colours(chosen("dark"))).toEqual(colours(dark));
  const themed = Object.entries(colours(light)).filter(([name]) => name in colours(dark));
  expect(colours(chosen("light"))).toEqual(Object.fromEntries(themed));
});
