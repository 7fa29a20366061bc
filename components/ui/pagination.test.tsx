import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { listShownPages, Pagination } from "./pagination.tsx";

test.each([
  [1, 1, [1]],
  [1, 3, [1, 2, 3]],
  [1, 9, [1, 2, 0, 9]],
  [4, 9, [1, 2, 3, 4, 5, 0, 9]],
  [5, 9, [1, 0, 4, 5, 6, 0, 9]],
  [9, 9, [1, 0, 8, 9]],
])("shows for page %i of %i: %j", (page, pages, shown) => {
  expect(listShownPages(page, pages)).toEqual(shown);
});

const labels = { navigation: "Pages", previous: "<", next: ">", page: (n: number) => `Page ${n}`, position: "" };
const drawn = (page: number, pages: number) =>
  renderToStaticMarkup(
    <Pagination page={page} pages={pages} hrefOf={(n) => (n === 1 ? "/x" : `/x?page=${n}`)} labels={labels} />,
  );

test("labels its links, leaves the number out of the first page's URL, and renders nothing for one page", () => {
  expect(drawn(2, 3)).toContain('rel="prev" href="/x"');
  expect(drawn(2, 3)).toContain('rel="next" href="/x?page=3"');
  expect(drawn(2, 3)).toContain('aria-label="Page 2" aria-current="page"');
  expect(drawn(3, 3)).not.toContain('rel="next"');
  expect(drawn(1, 3)).not.toContain('rel="prev"');
  expect(drawn(1, 1)).toBe("");
});
