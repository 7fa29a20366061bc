import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CategoryItems, listFurtherCategories } from "./category-items.tsx";
import { TagLinks } from "./tag-links.tsx";

const [une, deux, trois] = ["une", "deux", "trois"].map((slug) => ({ slug, name: `Rubrique ${slug}` }));

test("names the categories that the header does not, before the tags", () => {
  const article = { category: une ?? null, categories: [une, deux, trois].filter((one) => one !== undefined) };
  const list = renderToStaticMarkup(
    <TagLinks tags={[{ slug: "eau", name: "Eau" }]}>
      <CategoryItems article={article} />
    </TagLinks>,
  );
  expect([...list.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    "/categories/deux",
    "/categories/trois",
    "/tags/eau",
  ]);
  expect(list).not.toContain("Rubrique une");
});

test("names none of an article with one category, or without any", () => {
  expect(listFurtherCategories({ category: une ?? null, categories: une ? [une] : [] })).toEqual([]);
  expect(listFurtherCategories({ category: null, categories: [] })).toEqual([]);
});
