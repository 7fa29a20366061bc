import fc from "fast-check";
import { expect, it } from "vitest";
import { groupFormats } from "./feed-formats.ts";

type Offer = [path: string, title: string];
const group = (offers: Offer[]) =>
  groupFormats(offers.map(([path, title]) => ({ url: `https://journal.example${path}`, title, type: "" })));
const groupPaths = (offers: Offer[]) =>
  group(offers).map(({ url, otherFormats }) =>
    [url, ...otherFormats.map((other) => other.url)].map((one) => new URL(one).pathname),
  );

it.each<[what: string, offers: Offer[]]>([
  [
    "WordPress",
    [
      ["/feed/", "Le Journal » Flux"],
      ["/feed/atom/", "Le Journal » Atom"],
    ],
  ],
  [
    "files",
    [
      ["/rss.xml", "RSS 2.0"],
      ["/atom.xml", "Atom 1.0"],
      ["/feed.json", "JSON Feed"],
    ],
  ],
  [
    "a section",
    [
      ["/rss/une.xml", ""],
      ["/atom/une.xml", "La une"],
    ],
  ],
])("offers one format, the first listed: %s", (_what, offers) => {
  expect(groupPaths(offers)).toEqual([offers.map(([path]) => path)]);
});

it.each<[what: string, offers: Offer[]]>([
  [
    "sections",
    [
      ["/rss/une.xml", "RSS"],
      ["/rss/sport.xml", "RSS"],
    ],
  ],
  [
    "numbers",
    [
      ["/rss/1.xml", "RSS"],
      ["/rss/2.xml", "RSS"],
    ],
  ],
  [
    "titles",
    [
      ["/feed/", "Articles"],
      ["/rss.xml", "Podcasts"],
    ],
  ],
  [
    "words that begin alike",
    [
      ["/feedback/", ""],
      ["/atomes/", ""],
    ],
  ],
])("keeps feeds apart that differ: %s", (_what, offers) => {
  expect(groupPaths(offers)).toEqual(offers.map(([path]) => [path]));
});

it("takes the title of another format where the first has none", () => {
  expect(
    group([
      ["/rss.xml", ""],
      ["/atom.xml", "Le Journal"],
    ]),
  ).toMatchObject([{ title: "Le Journal" }]);
});

it("loses no feed and offers none twice", () => {
  const path = fc.array(fc.constantFrom("rss", "atom", "feed", "une", "1", ".xml", "?feed="), { maxLength: 4 });
  const offers = fc.uniqueArray(
    fc.record({
      url: path.map((parts) => `https://journal.example/${parts.join("/")}`),
      title: fc.constantFrom("", "RSS", "La une"),
      type: fc.constant(""),
    }),
    { selector: ({ url }) => url },
  );
  fc.assert(
    fc.property(offers, (feeds) => {
      const listed = groupFormats(feeds).flatMap(({ url, otherFormats }) => [
        url,
        ...otherFormats.map((other) => other.url),
      ]);
      expect(listed.toSorted()).toEqual(feeds.map(({ url }) => url).toSorted());
    }),
  );
});
