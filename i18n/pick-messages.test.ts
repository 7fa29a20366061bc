import { expect, test, vi } from "vitest";
import fr from "./fr.json" with { type: "json" };
import { type MessagePath, pickMessages } from "./pick-messages.ts";

const parse = (paths: readonly MessagePath[]) => JSON.parse(pickMessages(paths));

test("returns branches and single messages under their own keys, and nothing else", () => {
  const picked = parse(["home.order", "taxonomy.slug", "errors.newsroom.slugEmpty"]);
  expect(picked).toEqual({
    home: { order: fr.home.order },
    taxonomy: { slug: fr.taxonomy.slug },
    errors: { newsroom: { slugEmpty: fr.errors.newsroom.slugEmpty } },
  });
});

test("keeps a branch whole if it is requested both whole and in part", () => {
  expect(parse(["taxonomy.slug", "taxonomy"]).taxonomy).toEqual(fr.taxonomy);
  expect(parse(["taxonomy", "taxonomy.slug"]).taxonomy).toEqual(fr.taxonomy);
});

test("writes the JSON of a list once", () => {
  const paths = ["taxonomy"] as const;
  const first = pickMessages(paths);
  const stringify = vi.spyOn(JSON, "stringify");
  expect(pickMessages(paths)).toBe(first);
  expect(stringify).not.toHaveBeenCalled();
  stringify.mockRestore();
});
