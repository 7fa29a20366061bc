import { expect, test } from "./fixtures.ts";

const machines = [
  "/robots.txt",
  "/feed.xml",
  "/atom.xml",
  "/feed.json",
  "/sitemap.xml",
  "/news-sitemap.xml",
  "/manifest.webmanifest",
];
const pages = ["/", "/?page=2", "/rules", "/privacy", "/legal", "/login", "/no-such-page", "/articles/no-such-article"];
/** Enough for several pages of each kind on the demo site. */
const maxPages = 120;

test("no page shows data of the build: each is rendered again after the start @desktop", async ({
  request,
  baseURL,
}) => {
  const known = new Set([...pages, ...machines]);
  for (const path of known) {
    const text = await (await request.get(path, { maxRedirects: 0 })).text();
    // server/process/build.ts builds with an address that no site has.
    expect(text, path).not.toContain("from-the-build.invalid");
    for (const [, found = ""] of text.matchAll(/href="(\/[^"#]*)"/g)) {
      if (known.size < maxPages && !/^\/(_next|media)\//.test(found)) known.add(found.replaceAll("&amp;", "&"));
    }
  }
  expect(known.size).toBeGreaterThan(pages.length + machines.length);
  const home = await (await request.get("/")).text();
  expect(home).toContain(new URL(baseURL ?? "").origin);
});
