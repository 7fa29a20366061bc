import { expect, test } from "vitest";
import {
  FreeSlugs,
  findFreeSlug,
  findSlugProblem,
  findSlugShapeProblem,
  maxSlugLength,
  slugFromTyped,
  toSlug,
} from "./slug.ts";

test.each([
  ["L’été à Nîmes !", "l-ete-a-nimes"],
  ["Mon Article", "mon-article"],
  ["MonArticle", "monarticle"],
  ["déjà-pris", "deja-pris"],
  ["a--b", "a-b"],
  ["-", ""],
  ["  Cœur d’Alène : 100 % ", "coeur-d-alene-100"],
  ["Moi & toi", "moi-toi"],
  ["C# ou Rust ?", "c-ou-rust"],
  ["Droite/gauche : le débat", "droite-gauche-le-debat"],
  ["3.5/5 pour le film", "3-5-5-pour-le-film"],
  ["Москва", "moskva"],
  ["🎉 Fête 🎉", "fete"],
  ["🎉", ""],
  ["♥🦄", ""],
  ["…", ""],
  ["https://vigie.example/articles/l-ete-a-nimes", "l-ete-a-nimes"],
  ["HTTPS://Vigie.example/articles/L%27%C3%A9t%C3%A9/?utm_source=x&y=1#comments", "l-ete"],
  ["https://vigie.example/articles/mon-article/comments", "mon-article"],
  ["https://ancien.example/2019/05/mon_article.html", "mon-article"],
  ["https://vigie.example/", ""],
  ["https://vigie.example", ""],
  ["vigie.example/articles/mon-article", "mon-article"],
  ["/articles/mon-article", "mon-article"],
  ["/pages/Qui sommes-nous ?", "qui-sommes-nous"],
  ["tags/réseau", "reseau"],
  ["../admin", "admin"],
  ["https://vigie.example/articles/100%", "100"],
])("converts %j to the slug %j", (typed, slug) => {
  expect(slugFromTyped(typed)).toBe(slug);
  expect(slugFromTyped(slug)).toBe(slug);
});

test("cuts a long slug after a whole word, so that a suffix still fits the columns", async () => {
  const long = `${"parlement ".repeat(30)}`;
  const slug = slugFromTyped(long);
  expect(slug).toMatch(/^(parlement-)+parlement$/);
  expect(slug.length).toBeLessThanOrEqual(maxSlugLength);
  expect(slug.length).toBeGreaterThan(maxSlugLength - 10);
  expect(slugFromTyped("x".repeat(300))).toHaveLength(maxSlugLength);
  expect(toSlug(`${"x".repeat(maxSlugLength)} y`)).toBe("x".repeat(maxSlugLength));
  expect(await findFreeSlug("a", async (one) => one !== "a-3")).toBe("a-3");
});

test.each([
  ["reseau", undefined],
  ["5g-et-6g", undefined],
  ["feed", "newsroom.slugReserved"],
  ["page", "newsroom.slugReserved"],
  ["-", "newsroom.slugShape"],
  ["a--b", "newsroom.slugShape"],
  ["Réseau", "newsroom.slugShape"],
  ["a/b", "newsroom.slugShape"],
  ["", "newsroom.slugEmpty"],
  ["x".repeat(191), "newsroom.slugTooLong"],
])("the slug %j: %s", (slug, fault) => {
  expect(findSlugProblem(slug)).toBe(fault);
  expect(findSlugShapeProblem(slug)).toBe(fault === "newsroom.slugReserved" ? undefined : fault);
});

test("finds free slugs for many equal names in linear time", async () => {
  const taken = new Set(["a-3"]);
  const slugs = new FreeSlugs();
  let steps = 0;
  for (let count = 0; count < 1_000; count += 1)
    taken.add(
      await slugs.find("a", (slug) => {
        steps += 1;
        return taken.has(slug);
      }),
    );
  expect([...taken].slice(0, 5)).toEqual(["a-3", "a", "a-2", "a-4", "a-5"]);
  expect(taken.size).toBe(1_001);
  expect(steps).toBeLessThan(2_100);
});
