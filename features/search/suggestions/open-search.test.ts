import fc from "fast-check";
import { expect, test } from "vitest";
import { type ReadElement, readXml } from "#lib/xml-testing.ts";
import { writeOpenSearchDescription } from "./open-search.ts";

const site = { name: "Vigie", description: "Les nouvelles", siteUrl: "https://vigie.test", locale: "fr" };
const read = (more: Partial<typeof site> = {}): ReadElement =>
  readXml(writeOpenSearchDescription({ ...site, ...more }));
const textOf = (root: ReadElement, name: string) => root.children.find((child) => child.name === name)?.text;

test("describes the search, its suggestions and itself", () => {
  const root = read();
  expect([root.name, root.attributes.xmlns]).toEqual(["OpenSearchDescription", "http://a9.com/-/spec/opensearch/1.1/"]);
  expect(["ShortName", "Description", "LongName", "Language"].map((name) => textOf(root, name))).toEqual([
    "Vigie",
    "Les nouvelles",
    undefined,
    "fr",
  ]);
  const urls = root.children.filter(({ name }) => name === "Url").map(({ attributes }) => attributes);
  expect(urls.map(({ type, rel, template }) => [type, rel, template])).toEqual([
    ["text/html", undefined, "https://vigie.test/search?q={searchTerms}"],
    [
      "application/x-suggestions+json",
      "suggestions",
      "https://vigie.test/search/suggest?q={searchTerms}&format=opensearch",
    ],
    ["application/opensearchdescription+xml", "self", "https://vigie.test/opensearch.xml"],
  ]);
});

test("is valid for any name and description", () => {
  const long = read({ name: `Le journal <de> "l'Été" & ${"x".repeat(100)}`, description: "" });
  expect(textOf(long, "ShortName")).toBe("Le journal…");
  expect(textOf(long, "LongName")?.length).toBeLessThanOrEqual(48);
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1, maxLength: 80 }),
      fc.string({ unit: "binary" }),
      (name, description) => {
        const root = read({ name, description });
        expect([...(textOf(root, "ShortName") ?? "")].length).toBeLessThanOrEqual(16);
        expect([...(textOf(root, "Description") ?? "")].length).toBeLessThanOrEqual(1_024);
      },
    ),
  );
});
