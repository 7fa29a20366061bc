import { expect, test } from "vitest";
import { blockedBy } from "./block-list.ts";

const item = {
  title: "Les soldes d’Été",
  author: "Léa Martin, Agence Presse+",
  excerpt: "",
  bodyHtml: "<p>Un <b>bon plan</b> de plus</p>",
};
const find = (blockedWords: string, blockedAuthors = "") => blockedBy({ blockedWords, blockedAuthors })(item);

test("finds whole words and phrases without case and accents, in title and text", () => {
  expect(find("publicité\n ete \n")).toBe("ete");
  expect(find("BON PLAN")).toBe("BON PLAN");
  expect(find("solde")).toBeUndefined();
  expect(find("b")).toBeUndefined();
});

test("finds one of several authors", () => {
  expect(find("", "lea martin")).toBe("lea martin");
  expect(find("", "Martine")).toBeUndefined();
});

test("blank lines and lines without a word block nothing", () => {
  expect(find("\n  \n+++\n", "\n—\n")).toBeUndefined();
});

test.each(["ca\u200bsino", "cas\u00adino", "ｃａｓｉｎｏ", "c\u0430sino", "CÀSÏNO"])(
  "finds the disguised %s",
  (title) => {
    expect(blockedBy({ blockedWords: "casino", blockedAuthors: "" })({ ...item, title })).toBe("casino");
  },
);

test.each([
  ["casino", '<p>Le cas<strong>i</strong><a href="https://a.test/">no</a></p>'],
  ["casino", "<p>cas&#8203;ino</p>".replace("&#8203;", "\u200b")],
  ["AT&T", "<p>Un contrat d’AT&amp;T</p>"],
  ["buy now", "<p>Buy</p><p>now</p>"],
])("finds %s in %s", (blockedWords, bodyHtml) => {
  expect(blockedBy({ blockedWords, blockedAuthors: "" })({ ...item, bodyHtml })).toBe(blockedWords);
});

test("marks that are piled on a letter take no time", () => {
  const bodyHtml = `<p>a${"\u0301\u0323".repeat(1_000_000)} casino</p>`;
  expect(blockedBy({ blockedWords: "casino", blockedAuthors: "" })({ ...item, bodyHtml })).toBe("casino");
});
