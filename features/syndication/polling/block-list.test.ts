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
