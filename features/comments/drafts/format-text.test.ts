import fc from "fast-check";
import { expect, test } from "vitest";
import { formatForKey, formatText, type TextFormat, textFormats } from "./format-text.ts";

/** Formats the part between brackets; shows what is selected afterwards in the same way. */
function format(marked: string, kind: TextFormat): string {
  const start = marked.indexOf("[");
  const end = marked.indexOf("]") - 1;
  const text = marked.replace("[", "").replace("]", "");
  const edit = formatText(text, start, end, kind);
  const result = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  const [from, to] = edit.select;
  return `${result.slice(0, from)}[${result.slice(from, to)}]${result.slice(to)}`;
}

test.each<[TextFormat, string, string]>([
  ["bold", "un [mot] ici", "un **[mot]** ici"],
  ["bold", "un **[mot]** ici", "un [mot] ici"],
  ["italic", "un [ mot ]ici", "un  *[mot]* ici"],
  ["italic", "un *[mot]* ici", "un [mot] ici"],
  ["italic", "un **[mot]** ici", "un ***[mot]*** ici"],
  ["italic", "un ***[mot]*** ici", "un **[mot]** ici"],
  ["bold", "[]", "**[]**"],
  ["quote", "a\nb[]\nc", "a\n> b[]\nc"],
  ["quote", "[a\nb]", "> a\n> b[]"],
  ["quote", "> [a\n> b]", "a\nb[]"],
])("%s: %s → %s", (kind, before, after) => {
  expect(format(before, kind)).toBe(after);
});

test("a link asks for what is missing", () => {
  expect(formatText("voir ici", 5, 8, "link")).toEqual({ from: 5, to: 8, text: "[ici](https://)", select: [11, 19] });
  expect(formatText("", 0, 0, "link")).toMatchObject({ text: "[](https://)", select: [1, 1] });
  expect(formatText("https://a.test", 0, 14, "link")).toMatchObject({ text: "[](https://a.test)", select: [1, 1] });
});

test("any selection of any text gives a selection within the result", () => {
  const selection = fc
    .string({ unit: fc.constantFrom("*", ">", " ", "\n", "a", "[", "é") })
    .chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length), fc.nat(text.length)));
  fc.assert(
    fc.property(selection, fc.constantFrom(...textFormats), ([text, a, b], kind) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      const edit = formatText(text, start, end, kind);
      const result = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
      expect(edit.from).toBeGreaterThanOrEqual(0);
      expect(edit.to).toBeGreaterThanOrEqual(edit.from);
      expect(edit.select[0]).toBeLessThanOrEqual(edit.select[1]);
      expect(edit.select[0]).toBeGreaterThanOrEqual(0);
      expect(edit.select[1]).toBeLessThanOrEqual(result.length);
    }),
  );
});

test("keys with Ctrl", () => {
  expect(["b", "I", "k", "z", "constructor"].map(formatForKey)).toEqual([
    "bold",
    "italic",
    "link",
    undefined,
    undefined,
  ]);
});
