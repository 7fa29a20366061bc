import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { line, opaque, prose } from "./form-fields.ts";
import { cleanLine, cleanLines, searchWords } from "./html/clean-text.ts";

const title = line(20, "tooLong", "missing");
const text = prose(40, "tooLong", 3, "tooShort");
const messages = (parsed: { error?: { issues: { message: string }[] } | undefined }) =>
  parsed.error?.issues.map(({ message }) => message);

test.each([
  ["a\u0000b", "ab"],
  ["a\ud800b", "ab"],
  ["\udc00", ""],
  ["a\u202eb\u2066c\u2069", "abc"],
  ["a\u0007b\u0085c\u009fd", "abcd"],
  ["a\u200bb\u00adc\ufeffd\u2060e", "abcde"],
  ["a\u200db", "ab"],
  ["a\u{e0041}b", "ab"],
  ["\u3164", ""],
  [" a \t\r\n\u00a0\u2028 b ", "a b"],
  ["e\u0301", "é"],
  ["l’été 😀", "l’été 😀"],
  ["👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"],
  ["❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"],
  ["می\u200cخواهم", "می\u200cخواهم"],
  ["क्\u200dष", "क्\u200dष"],
  ["\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}", "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}"],
  ["a\u200fب", "a\u200fب"],
])("reads %j as the line %j", (typed, kept) => expect(cleanLine(typed)).toBe(kept));

test("keeps the line breaks of several lines", () => {
  expect(cleanLines(" a\u0000 \r\n\r\n  b\u2028c\rd\u202e ")).toBe("a \n\n  b\nc\nd");
});

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ..."\u0000\u0007\u001b\u0085\u200b\u200c\u200d\u202a\u202e\u2066\u2069\ufeff\u00ad\ud800\udc00\u2028\u0301\u0344\u3164 \n\r\ta",
    ),
    fc.constantFrom("\u{e0041}", "\u{1f3f4}", "😀", "é", "1"),
    fc.string({ unit: "binary", maxLength: 2 }),
  ),
  maxLength: 60,
});

test("cleans any text to one line that PostgreSQL accepts, and cleaning is idempotent", () => {
  fc.assert(
    fc.property(hostile, (typed) => {
      const one = cleanLine(typed);
      expect(one).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029\u200b\ufeff]|^\s|\s$|\s\s/u);
      for (const kept of [one, cleanLines(typed)]) {
        expect(kept.isWellFormed()).toBe(true);
        expect(kept).not.toContain("\0");
        expect(kept).toBe(kept.normalize("NFC"));
      }
      expect(cleanLine(one)).toBe(one);
      expect(cleanLines(cleanLines(typed))).toBe(cleanLines(typed));
    }),
    { numRuns: 5_000 },
  );
});

test("cuts a long run of combining marks before normalising it, which would take quadratic time", () => {
  expect(cleanLine(`a${"\u0301\u0316".repeat(200_000)}`).length).toBeLessThan(13);
});

describe("fields", () => {
  test("a line counts characters after cleaning", () => {
    expect(title.parse(`  ${"😀".repeat(20)}\u200b  `)).toBe("😀".repeat(20));
    expect(messages(title.safeParse("é".repeat(21)))).toEqual(["tooLong"]);
    expect(messages(title.safeParse(" \u200b\u0000 "))).toEqual(["missing"]);
    expect(messages(title.safeParse(undefined))).toEqual(["missing"]);
  });

  test("refuses a far too long text before processing it", () => {
    expect(messages(title.safeParse(" ".repeat(2_000)))).toEqual(["tooLong"]);
    expect(messages(text.safeParse("\u0000".repeat(2_000)))).toEqual(["tooLong"]);
  });

  test("prose has a minimum and a maximum length, and keeps its lines", () => {
    expect(text.parse("un\r\ndeux")).toBe("un\ndeux");
    expect(messages(text.safeParse(" u \u200b "))).toEqual(["tooShort"]);
    expect(messages(text.safeParse("u".repeat(41)))).toEqual(["tooLong"]);
  });

  test("accepts only printable ASCII as a value that a page wrote itself", () => {
    const key = opaque(10, "stale");
    expect(key.parse("/a?b=c#d")).toBe("/a?b=c#d");
    for (const wrong of ["é", "a\u0000", "a\n", "a".repeat(11), "\u007f", 7])
      expect(messages(key.safeParse(wrong))?.[0]).toBe("stale");
  });

  test("search words are one clean line, cut to a length", () => {
    expect(searchWords("  a\u0000  b\ud800 ")).toBe("a b");
    expect(searchWords("😀".repeat(300))).toBe("😀".repeat(200));
    expect(searchWords(undefined)).toBe("");
  });
});
