import { expect, test } from "vitest";
import fr from "./fr.json" with { type: "json" };
import { pickMessages } from "./pick-messages.ts";

test("returns branches and single messages under their own keys, and nothing else", () => {
  const picked = pickMessages(["home.order", "taxonomy.slug", "errors.newsroom.slugEmpty"]);
  expect(picked).toEqual({
    home: { order: fr.home.order },
    taxonomy: { slug: fr.taxonomy.slug },
    errors: { newsroom: { slugEmpty: fr.errors.newsroom.slugEmpty } },
  });
});

test("keeps a branch whole if it is requested both whole and in part", () => {
  expect(pickMessages(["taxonomy.slug", "taxonomy"]).taxonomy).toEqual(fr.taxonomy);
  expect(pickMessages(["taxonomy", "taxonomy.slug"]).taxonomy).toEqual(fr.taxonomy);
});
