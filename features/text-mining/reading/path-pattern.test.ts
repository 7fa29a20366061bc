import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesPattern, normaliseRobotsPath } from "./path-pattern.ts";

test.each([
  // RFC 9309, sections 2.2.2 and 2.2.3, and Google's table of examples.
  ["/fish", "/fish.html", true],
  ["/fish", "/Fish.asp", false],
  ["/fish*", "/fishheads/yummy.html", true],
  ["/fish/", "/fish", false],
  ["/*.php", "/folder/any.php.file.html", true],
  ["/*.php", "/windows.PHP", false],
  ["/*.php$", "/folder/filename.php", true],
  ["/*.php$", "/filename.php?parameters", false],
  ["/*.php$", "/filename.php5", false],
  ["/fish*.php", "/fishheads/catfish.php?parameters", true],
  ["/path/file-with-a-%2A.html", "/path/file-with-a-*.html", false],
  ["/foo/bar/ツ", "/foo/bar/%E3%83%84", true],
  ["/foo/bar/%62%61%7A", "/foo/bar/baz", true],
  ["/a%2fb", "/a/b", false],
  ["/a%2fb", "/a%2Fb", true],
  ["/this$", "/this", true],
  ["/$", "/x", false],
  ["*", "/x", true],
  ["/a*a$", "/a", false],
  ["", "/x", true],
])("%s matches %s: %s", (pattern, path, expected) => {
  expect(matchesPattern(normaliseRobotsPath(pattern), normaliseRobotsPath(path))).toBe(expected);
});

/** The same by a regular expression, which takes exponential time in the worst case. */
function matchesSlowly(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith("$");
  const parts = (isAnchored ? pattern.slice(0, -1) : pattern).split("*");
  const escaped = parts.map((part) => part.replace(/[$.]/g, "\\$&")).join("[^]*");
  return new RegExp(`^${escaped}${isAnchored ? "$" : ""}`).test(path);
}

test("matches what the definition matches", () => {
  const text = (characters: string) =>
    fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((chosen) => chosen.join(""));
  fc.assert(
    fc.property(text("ab*$"), text("ab"), (pattern, path) => {
      expect(matchesPattern(pattern, path)).toBe(matchesSlowly(pattern, path));
    }),
    { numRuns: 3_000 },
  );
});

test("any text can be normalised, and a second time changes nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }), (codes) => {
      const text = String.fromCharCode(...codes);
      const once = normaliseRobotsPath(text);
      expect(once).toMatch(/^[\x21-\x7e]*$/);
      expect(normaliseRobotsPath(once)).toBe(once);
    }),
  );
});
