import fc from "fast-check";
import { expect, test } from "vitest";
import { maxIssueArticles } from "./rules.ts";
import { articlesPerTopic, type Candidate, isNearCopy, selectArticles } from "./selection.ts";

const candidate = (articleId: number, score: number, more: Partial<Candidate> = {}): Candidate => ({
  articleId,
  topicId: 1,
  title: `Titre numero${articleId}`,
  lead: `chapeau${articleId} propre${articleId} article${articleId}`,
  sourceUrl: null,
  score,
  ...more,
});

test("selects the best articles of each topic, the best first, each once", () => {
  const all = Array.from({ length: 12 }, (_, n) => candidate(n, n));
  expect(selectArticles(all)).toEqual([11, 10, 9, 8, 7, 6, 5]);
  const both = [...all, candidate(11, 11, { topicId: 2 }), candidate(50, 3, { topicId: 2 })];
  expect(selectArticles(both)).toEqual([11, 10, 9, 8, 7, 6, 5, 50]);
});

test("leaves out near-copies: the same original, or nearly the same words", () => {
  const [title, lead] = [
    "Un rançongiciel chiffre les serveurs de la mairie",
    "Les services sont arrêtés depuis lundi.",
  ];
  const copy = candidate(2, 4, { title: "Rançongiciel : les serveurs de la mairie chiffrés", lead });
  const kept = candidate(1, 5, { title, lead });
  expect(isNearCopy(kept, { ...copy, title: title.toUpperCase() })).toBe(true);
  expect(selectArticles([kept, { ...copy, title: `${title} !` }, candidate(3, 1)])).toEqual([1, 3]);
  const sourceUrl = "https://exemple.fr/a";
  expect(selectArticles([candidate(1, 5, { sourceUrl }), candidate(2, 4, { sourceUrl })])).toEqual([1]);
});

test("a full issue has articles of every topic", () => {
  const topics = Array.from({ length: 20 }, (_, topicId) => topicId);
  const all = topics.flatMap((topicId) =>
    Array.from({ length: 10 }, (_, n) => candidate(topicId * 100 + n, topicId + n / 100, { topicId })),
  );
  const chosen = selectArticles(all);
  expect(chosen).toHaveLength(maxIssueArticles);
  expect(new Set(chosen.map((id) => Math.floor(id / 100))).size).toBe(20);
});

test("never selects more than the limits allow, nor an article twice", () => {
  const list = fc.array(
    fc.record({
      articleId: fc.nat(60),
      topicId: fc.nat(5),
      title: fc.string({ maxLength: 30 }),
      lead: fc.string({ maxLength: 30 }),
      sourceUrl: fc.constant(null),
      score: fc.double({ min: 0, max: 3, noNaN: true }),
    }),
    { maxLength: 100 },
  );
  fc.assert(
    fc.property(list, (candidates) => {
      const chosen = selectArticles(candidates);
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen.length).toBeLessThanOrEqual(Math.min(maxIssueArticles, 6 * articlesPerTopic));
      if (candidates.length > 0) expect(chosen.length).toBeGreaterThan(0);
    }),
  );
});
