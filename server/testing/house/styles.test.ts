import { globSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { codeFiles, importsOf, readSource, root } from "./source-files.ts";

const tokensFile = "app/tokens.css";
/** Stylesheets that redefine the colour tokens: print, and a preview in a chosen theme. */
const tokenOverrides = ["app/print.css", "features/newsroom/components/preview.css"];
/** Classes set by a library. */
const libraryClasses = /^(?:ProseMirror|selectedCell$)/;

const sheets = globSync("{app,components,features}/**/*.css", { cwd: root })
  .map((path) => path.replaceAll("\\", "/"))
  .sort();

const withoutComments = (path: string) => readSource(path).replaceAll(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, "");

/** Returns the words of strings and templates in components, each possibly a class; a word that ends in `-` is the prefix of several. */
function wordsOfStrings(): Set<string> {
  const words = new Set<string>();
  for (const path of codeFiles({ under: ["app", "components", "features", "lib", "server/http"] }))
    for (const [text] of readSource(path).matchAll(/"[^"\n]*"|'[^'\n]*'|`[^`]*`/g))
      for (const [word] of text.matchAll(/[a-zA-Z][\w-]*/g)) words.add(word);
  return words;
}

/** Returns the classes in a stylesheet's selectors. */
function classesOf(path: string): Set<string> {
  const classes = new Set<string>();
  for (const [selector] of withoutComments(path).matchAll(/[^{};]+(?=\{)/g))
    if (!selector.trimStart().startsWith("@"))
      for (const [, name] of selector.matchAll(/\.([a-zA-Z][\w-]*)/g)) classes.add(name ?? "");
  return classes;
}

const declarationsOf = (path: string) =>
  [...withoutComments(path).matchAll(/(?<=[{;]\s*)(--)?([a-z][\w-]*)\s*:([^;{}]+);/g)].map(
    ([, custom = "", name, value = ""]) => ({
      name: `${custom}${name}`,
      value: value.trim().replaceAll(/\s+/g, " "),
    }),
  );

/** Maps (light) values to token names: `12px` → `--radius-lg`. */
function tokensByValue(kind: string): Map<string, string> {
  const tokens = declarationsOf(tokensFile).filter(
    ({ name }) => name.startsWith(`--${kind}-`) && !name.endsWith("line-height"),
  );
  return new Map(tokens.map(({ name, value }) => [value, name] as const).reverse());
}

const suggestion = (kind: string, value: string) => {
  const tokens = tokensByValue(kind);
  const same = tokens.get(value);
  return same
    ? `use var(${same})`
    : `use a token of ${tokensFile} (${[...tokens.values()].reverse().join(", ")}) or add one there`;
};

test("each class in a stylesheet is set by a component", () => {
  const words = wordsOfStrings();
  const starts = [...words].filter((word) => word.endsWith("-") && word.length > 3);
  const dead = sheets.flatMap((path) =>
    [...classesOf(path)]
      .filter(
        (name) => !words.has(name) && !libraryClasses.test(name) && !starts.some((start) => name.startsWith(start)),
      )
      .map((name) => `${path}: no component sets .${name}: delete the rule, or the class was renamed`),
  );
  expect(dead).toEqual([]);
});

test("each stylesheet is loaded: by app/globals.css, or by the pages that need it", () => {
  const loaded = new Set(
    codeFiles({ under: ["app", "components", "features"] }).flatMap((path) => importsOf(path).map(({ file }) => file)),
  );
  for (const [, name = ""] of readSource("app/globals.css").matchAll(/@import "(\.[^"]+\.css)"/g))
    loaded.add(new URL(name, "file:///app/").pathname.slice(1));
  const forgotten = sheets
    .filter((path) => !loaded.has(path))
    .map(
      (path) => `${path} is loaded nowhere: import it in app/globals.css (reader pages) or in the pages that need it`,
    );
  expect(forgotten).toEqual([]);
});

test("a feature's stylesheets are beside its components", () => {
  const misplaced = sheets.filter(
    (path) => /^(?:app|features)\//.test(path) && dirname(path) !== "app" && !path.includes("/components/"),
  );
  expect(misplaced.map((path) => `${path}: move it to the components/ folder of its feature`)).toEqual([]);
});

const colour =
  /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|(?<![\w-])(?:white|black|gr[ae]y|red|green|blue|yellow|orange)(?![\w-])/i;

test("colours are tokens", () => {
  const literal = sheets
    .filter((path) => path !== tokensFile)
    .flatMap((path) =>
      declarationsOf(path)
        .filter(
          ({ name, value }) => colour.test(value) && !(tokenOverrides.includes(path) && name.startsWith("--color-")),
        )
        .map(
          ({ name, value }) =>
            `${path}: ${name}: ${value}: ${suggestion("color", value)}; a share of one is color-mix(in srgb, var(…) 50%, transparent)`,
        ),
    );
  expect(literal).toEqual([]);
});

test("radii are tokens, except 0 and 50%", () => {
  const literal = sheets
    .filter((path) => path !== tokensFile)
    .flatMap((path) =>
      declarationsOf(path)
        .filter(({ name }) => /^border-(?:[a-z]+-)*radius$/.test(name))
        .flatMap(({ name, value }) =>
          value
            .split(/[ /]+/)
            .filter((length) => /^\.?\d/.test(length) && length !== "0" && length !== "50%")
            .map((length) => `${path}: ${name}: ${value}: ${suggestion("radius", length)}`),
        ),
    );
  expect(literal).toEqual([]);
});

test("a font size equal to a token's uses that token", () => {
  const sizes = tokensByValue("text");
  const literal = sheets
    .filter((path) => path !== tokensFile)
    .flatMap((path) =>
      declarationsOf(path)
        .filter(({ name, value }) => name === "font-size" && sizes.has(value))
        .map(({ value }) => `${path}: font-size: ${value}: use var(${sizes.get(value)})`),
    );
  expect(literal).toEqual([]);
});

test("no component uses a utility class that app/globals.css excludes from Tailwind", () => {
  const excluded = new Set(
    [...readSource("app/globals.css").matchAll(/@source not inline\("\{([^}]*)\}"\)/g)].flatMap(([, list = ""]) =>
      list.split(","),
    ),
  );
  expect(excluded.size).toBeGreaterThan(0);
  const missing = codeFiles({ under: ["app", "components", "features"] }).flatMap((path) =>
    [...readSource(path).matchAll(/className=(?:"([^"]*)"|\{([^{}]*)\})/g)]
      .flatMap(([, text, code = ""]) => text ?? [...code.matchAll(/"([^"]*)"/g)].map(([, one = ""]) => one))
      .flatMap((classes) => classes.split(" "))
      .filter((name) => excluded.has(name))
      .map((name) => `${path}: take "${name}" off the list in app/globals.css, or the class does nothing`),
  );
  expect(missing).toEqual([]);
});
