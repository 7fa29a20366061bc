import { expect, test } from "vitest";
import fr from "./fr.json" with { type: "json" };
import { pickMessages } from "./pick-messages.ts";

test("gives branches and single sentences at their own addresses, and nothing else", () => {
  const picked = pickMessages(["home.order", "taxonomy.slug", "errors.newsroom.slugEmpty"]);
  expect(picked).toEqual({
    home: { order: fr.home.order },
    taxonomy: { slug: fr.taxonomy.slug },
    errors: { newsroom: { slugEmpty: fr.errors.newsroom.slugEmpty } },
  });
});

test("a branch that is given whole and in part stays whole", () => {
  expect(pickMessages(["taxonomy.slug", "taxonomy"]).taxonomy).toEqual(fr.taxonomy);
  expect(pickMessages(["taxonomy", "taxonomy.slug"]).taxonomy).toEqual(fr.taxonomy);
});
