import { expect, test } from "vitest";
import { readComment } from "./comment-text.ts";

function reported(typed: string): string[] {
  const read = readComment(typed);
  if (!read.ok) throw new Error(read.code);
  const { text, signals } = read.value;
  return signals.reportedSpans.map(({ start, end }) => text.slice(start, end));
}

test.each<[string, string[]]>([
  ["> pauvre type\n\nÇa, on ne l’écrit pas.", ["pauvre type"]],
  ["Bonjour\n\n> un\n> deux\n\n- pauvre type\n\n> trois", ["un\ndeux", "trois"]],
  ["pauvre type\n\n> pauvre type\n\nquel niveau", ["pauvre type"]],
  ["> **pauvre** [type](https://a.example)\n\nrien à voir", ["pauvre type"]],
  ["pauvre type", []],
  // Nothing of it is the author's own: it reports nothing.
  ["> pauvre type", []],
  ["> pauvre type\n\n+1", []],
  ["« pauvre type » !", []],
])("%j reports %j", (typed, spans) => {
  expect(reported(typed)).toEqual(spans);
});

test("finds a mail address that only a link has, once", () => {
  const read = readComment(
    "[Lui](mailto:jean.dupont@gmail.com?subject=a) et <ada@gmail.com> et [elle](mailto:zoe%40gmail.com)",
  );
  const found = read.ok ? read.value.signals.personalData : [];
  expect(found.map(({ value }) => value)).toEqual(["ada@gmail.com", "jean.dupont@gmail.com", "zoe@gmail.com"]);
});
