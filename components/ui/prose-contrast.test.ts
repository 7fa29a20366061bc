import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrast } from "#lib/contrast.ts";
import { callouts } from "#lib/html/vocabulary.ts";

const css = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const tokensIn = (text = "") =>
  new Map(
    [...text.matchAll(/--color-([a-z0-9]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]),
  );
const [light, dark] = css("../../app/tokens.css").split("@variant dark {");
const prose = css("./prose.css");

/** The token that colours the name and edge of a kind of callout; a note uses the default one. */
const tokenOf = (kind: string) =>
  (prose.split(`.callout[data-callout="${kind}"] {`)[1] ?? prose.split(".prose .callout {")[1])?.match(
    /--callout: var\(--color-([a-z]+)\)/,
  )?.[1] ?? "";

describe.each([
  ["light", light],
  ["dark", dark],
])("in %s", (_, theme) => {
  const tokens = tokensIn(theme);
  test.each(callouts)("gives the name and text of the callout %s enough contrast with its background", (kind) => {
    const ground = tokens.get("wash") ?? "";
    expect(contrast(tokens.get(tokenOf(kind)) ?? "", ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens.get("ink") ?? "", ground)).toBeGreaterThanOrEqual(4.5);
  });
});

test("gives each kind of callout its own colour", () => {
  expect(new Set(callouts.map(tokenOf)).size).toBe(callouts.length);
});
