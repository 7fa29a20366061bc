import { describe, expect, it } from "vitest";
import { type MatchFacts, scoreMatch, sumScore } from "./score.ts";

const now = new Date("2026-06-15T12:00:00Z");
const day = 86_400_000;
const context = {
  kind: "article" as const,
  termWeights: [1, 1],
  words: ["mot", "passe"],
  foldWords: (text: string) => text.toLowerCase().split(" "),
  now,
};
const facts: MatchFacts = {
  density: 0.1,
  frequency: 0.1,
  inTitle: [],
  inHead: [],
  inText: [0, 1],
  asTyped: [0, 1],
  title: "",
  listedAt: new Date(now.getTime() - 100 * day),
  votes: 0,
  stars: 0,
  reactions: 0,
};
const score = (more: Partial<MatchFacts>, kind: "article" | "comment" = "article") =>
  sumScore(scoreMatch({ ...facts, ...more }, { ...context, kind }));

describe("scoreMatch", () => {
  it("prefers the title to the lead, and the lead to the body", () => {
    expect(score({ inTitle: [0], inHead: [0] })).toBeGreaterThan(score({ inHead: [0] }));
    expect(score({ inHead: [0] })).toBeGreaterThan(score({}));
  });

  it("prefers the word itself to a synonym, and words as typed to other forms", () => {
    expect(score({ inTitle: [0] })).toBeGreaterThan(score({ inTitle: [0], asTyped: [1] }));
    expect(score({ title: "mot passe" })).toBeGreaterThan(score({ title: "passe x mot" }));
    expect(score({ title: "passe x mot" })).toBeGreaterThan(score({ title: "mots passes" }));
  });

  it("prefers newer and better rated articles, by less than a word of the title", () => {
    const best = score({ listedAt: now, votes: 1_000, stars: 5_000 });
    expect(best).toBeGreaterThan(score({}));
    expect(score({ inTitle: [0], inHead: [0], listedAt: new Date(0) })).toBeGreaterThan(best);
  });

  it("puts a comment below an article with the words at the same place", () => {
    expect(score({}, "comment")).toBeLessThan(score({}));
  });

  it("is finite without terms, votes or a past", () => {
    const parts = scoreMatch(
      { ...facts, listedAt: new Date(now.getTime() + day) },
      { ...context, termWeights: [], words: [] },
    );
    for (const part of Object.values(parts)) expect(Number.isFinite(part)).toBe(true);
  });
});
