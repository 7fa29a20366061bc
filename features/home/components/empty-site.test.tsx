import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { EmptySite } from "./empty-site.tsx";

test("shows the operator of an empty site where to write, and an unbroken command", () => {
  const drawn = renderToStaticMarkup(<EmptySite />);
  expect(drawn).toContain('href="/admin/articles/new"');
  expect(drawn).toContain('<span class="whitespace-nowrap">--</span>');
  const text = drawn.match(/<code>(.*)<\/code>/)?.[1]?.replace(/<[^>]+>/g, "");
  expect(text).toBe("npm run vigie -- import wordpress export.xml");
});
