import { expect, test } from "vitest";
import type { RelatedReasons } from "#db/schema.ts";
import type { RelatedCard } from "../queries.ts";
import { describeReason } from "./describe-reason.ts";

const card: RelatedCard = {
  id: 1,
  slug: "a",
  title: "A",
  lead: "",
  publishedAt: new Date(0),
  category: { slug: "securite", name: "Sécurité" },
  author: { slug: "ada", name: "Ada" },
  picture: null,
  ratings: { count: 0, sum: 0, legacy: 0 },
  commentCount: 0,
  wordCount: 0,
  reasons: {},
};
const reasonOf = (reasons: RelatedReasons, authors: string[] = []) => describeReason({ ...card, reasons }, authors);

test("names the strongest reason in readers' words", () => {
  expect(reasonOf({ pinned: true, tags: ["spam"] }, ["ada"])).toBe("Choisi par la rédaction");
  expect(reasonOf({ tags: ["spam", "PME"], words: ["clef"] }, ["ada"])).toBe("Mêmes sujets : spam, PME");
  expect(reasonOf({ category: true, words: ["clef"] }, ["zoe", "ada"])).toBe("Du même auteur : Ada");
  expect(reasonOf({ category: true })).toBe("Même rubrique : Sécurité");
});

test("never shows the words that two texts share", () => {
  expect(reasonOf({ words: ["clef", "rancon"] })).toBe("Sujet proche");
  expect(reasonOf({ category: true, words: ["clef"] })).toBe("Sujet proche");
  expect(reasonOf({})).toBe("Sujet proche");
  expect(describeReason({ ...card, category: null, author: null, reasons: { category: true } }, ["ada"])).toBe(
    "Sujet proche",
  );
});
