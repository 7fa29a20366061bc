import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayBeRedirected, normaliseRedirectPath } from "./rules.ts";
import { listCandidates } from "./wordpress/candidates.ts";

describe("normaliseRedirectPath", () => {
  test.each([
    ["/2017/03/19/Cloud-Souverain/", "/2017/03/19/cloud-souverain"],
    ["/2017//03/x", "/2017/03/x"],
    ["/", "/"],
    ["/?p=901", "/?p=901"],
    ["/%C3%89t%C3%A9/", "/été"],
    ["/e\u0301te\u0301", "/été"],
    ["/index.php/2017/x", "/2017/x"],
    ["/index.php", "/index.php"],
    ["no-slash", "/no-slash"],
  ])("normalises %s to %s", (path, expected) => {
    expect(normaliseRedirectPath(path)).toBe(expected);
  });

  test.each(["/%", "/%e9", "/%00", "/a%0ab", "/a%5cb", "/\ud800"])("rejects the path %j", (path) => {
    expect(normaliseRedirectPath(path)).toBeUndefined();
  });

  test("rejects a path longer than any slug", () => {
    expect(normaliseRedirectPath(`/${"x".repeat(1_000)}`)).toBeUndefined();
    expect(normaliseRedirectPath(`/${"%20".repeat(9_000)}`)).toBeUndefined();
  });

  test("returns a normalised path unchanged", () => {
    const piece = fc.constantFrom("/", "//", "a", "É", "e\u0301", "index.php", ".", "..", "?p=1", "-", "%25", "%2f");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const once = normaliseRedirectPath(pieces.join(""));
        // A path that still contains an escape changes when it is read again.
        if (once === undefined || once.includes("%")) return;
        expect(normaliseRedirectPath(once)).toBe(once);
      }),
    );
  });
});

describe("the forms of WordPress", () => {
  const articleForms = (slug: string, kinds = ["category", "tag"]) => [
    { kind: "article", slug },
    { kind: "stored", path: `/articles/${slug}` },
    ...kinds.map((kind) => ({ kind, slug, page: 1 })),
  ];
  const inFolder = ["category", "tag", "author"];
  const listForms = (slug: string, feed: string, kinds = inFolder) =>
    kinds.map((kind) => ({ kind, slug, page: 1, feed }));
  const ids = (id: number, first = "p") =>
    [...new Set([first, "p", "page_id", "attachment_id"])].map((name) => ({ kind: "stored", path: `/?${name}=${id}` }));

  const forms: [path: string, candidates: unknown[]][] = [
    ["/cloud-souverain", articleForms("cloud-souverain")],
    ["/2017/03/19/cloud-souverain", articleForms("cloud-souverain", inFolder)],
    ["/actu/cloud-souverain", articleForms("cloud-souverain", inFolder)],
    ["/en/cloud-souverain.html", articleForms("cloud-souverain", [])],
    ...["comment-page-2", "trackback", "embed", "amp", "attachment/nuage", "3"].map(
      (view) =>
        [
          `/cloud-souverain/${view}`,
          [
            { kind: "stored", path: "/cloud-souverain" },
            ...articleForms("cloud-souverain", []),
            ...(view === "3" ? ids(3) : []),
          ],
        ] as [string, unknown[]],
    ),
    ["/articles/cloud-souverain", [{ kind: "article", slug: "cloud-souverain" }]],
    ["/articles/cloud-souverain/comments", [{ kind: "view", path: "/articles/cloud-souverain", view: "/comments" }]],
    ["/wordpress-id/901", ids(901)],
    ["/wordpress-attachment/902", ids(902, "attachment_id")],
    ["/category/cloud", [{ kind: "category", slug: "cloud", page: 1 }]],
    ["/category/securite/cloud", [{ kind: "category", slug: "cloud", page: 1 }]],
    ["/category/securite/cloud/page/3", [{ kind: "category", slug: "cloud", page: 3 }]],
    ["/tag/rgpd", [{ kind: "tag", slug: "rgpd", page: 1 }]],
    ["/author/claire", [{ kind: "author", slug: "claire", page: 1 }]],
    ["/feed", [{ kind: "path", path: "/feed.xml" }]],
    ["/feed/rss2", [{ kind: "path", path: "/feed.xml" }]],
    ["/feed/atom", [{ kind: "path", path: "/atom.xml" }]],
    ["/category/cloud/feed", [{ kind: "category", slug: "cloud", page: 1, feed: "feed.xml" }]],
    ["/tag/rgpd/feed/atom", [{ kind: "tag", slug: "rgpd", page: 1, feed: "atom.xml" }]],
    [
      "/cloud-souverain/feed",
      [
        { kind: "view", path: "/cloud-souverain", view: "/comments/feed.xml" },
        ...listForms("cloud-souverain", "feed.xml", ["category", "tag"]),
      ],
    ],
    [
      "/2017/03/nuage/feed/atom",
      [{ kind: "view", path: "/2017/03/nuage", view: "/comments/atom.xml" }, ...listForms("nuage", "atom.xml")],
    ],
    ...["/rss", "/rss2", "/rdf", "/en/feed", "/blog/feed/rss2", "/wp-rss2.php", "/wp-commentsrss2.php"].map(
      (path) => [path, [{ kind: "path", path: "/feed.xml" }]] as [string, unknown[]],
    ),
    ["/atom", [{ kind: "path", path: "/atom.xml" }]],
    ["/wp-atom.php", [{ kind: "path", path: "/atom.xml" }]],
    ...[
      "/wp-sitemap.xml",
      "/wp-sitemap-posts-post-1.xml",
      "/sitemap_index.xml",
      "/post-sitemap2.xml",
      "/category-sitemap.xml",
      "/sitemap.xml.gz",
      "/blog/sitemap_index.xml",
      "/carnet/wp-sitemap.xml",
    ].map((path) => [path, [{ kind: "path", path: "/sitemap.xml" }]] as [string, unknown[]]),
    ...(
      [
        ["/2017", "2017"],
        ["/2017/03/page/2", "2017-03"],
        ["/en/2017/3/4", "2017-03-04"],
        ["/2017/03/14/feed", "2017-03-14"],
        ["/?m=201703", "2017-03"],
      ] as const
    ).map(
      ([path, period]) => [path, [{ kind: "path", path: `/search?period=${period}&sort=date` }]] as [string, unknown[]],
    ),
    ["/2017/13", [{ kind: "stored", path: "/2017" }, ...articleForms("2017", []), ...ids(13)]],
    ["/en", [{ kind: "path", path: "/" }]],
    ["/index.php", [{ kind: "path", path: "/" }]],
    ["/en/page/4", [{ kind: "path", path: "/?page=4" }]],
    ["/?p=12", ids(12)],
    ["/?page_id=12", ids(12, "page_id")],
    ["/blog/?p=12", ids(12)],
    ["/?feed=atom", [{ kind: "path", path: "/atom.xml" }]],
    ["/?cat=5&paged=2", [{ kind: "moved", path: "/?cat=5", page: 2 }]],
    ["/?author=3&feed=rss2", [{ kind: "moved", path: "/?author=3", page: 1, feed: "feed.xml" }]],
    ["/?tag=rgpd", [{ kind: "tag", slug: "rgpd", page: 1 }]],
    ["/?category_name=securite/cloud", [{ kind: "category", slug: "cloud", page: 1 }]],
    ["/?author_name=claire", [{ kind: "author", slug: "claire", page: 1 }]],
    ["/?s=nuage bleu", [{ kind: "path", path: "/search?q=nuage+bleu" }]],
    ["/?paged=2", [{ kind: "path", path: "/?page=2" }]],
    [
      "/rubrique/cloud/page/2",
      [
        { kind: "moved", path: "/rubrique/cloud", page: 2 },
        { kind: "stored", path: "/rubrique/cloud" },
        ...articleForms("cloud", []),
        ...inFolder.map((kind) => ({ kind, slug: "cloud", page: 2 })),
      ],
    ],
    ["/comments/feed", [{ kind: "path", path: "/feed.xml" }]],
    ["/comments/feed/atom", [{ kind: "path", path: "/atom.xml" }]],
    ["/carnet/comments/feed", [{ kind: "path", path: "/feed.xml" }]],
    [
      "/wp-content/uploads/2017/03/nuage-300x200.jpg",
      [
        { kind: "stored", path: "/wp-content/uploads/2017/03/nuage.jpg" },
        { kind: "stored", path: "/wp-content/uploads/2017/03/nuage-scaled.jpg" },
      ],
    ],
    ...["/blog/wp-content/uploads/", "/wp-content/uploads/sites/3/", "/wp-content/blogs.dir/3/files/", "/files/"].map(
      (folder) =>
        [
          `${folder}2017/03/nuage.jpg`,
          [
            { kind: "stored", path: "/wp-content/uploads/2017/03/nuage.jpg" },
            { kind: "stored", path: "/wp-content/uploads/2017/03/nuage-scaled.jpg" },
          ],
        ] as [string, unknown[]],
    ),
    [
      "/wp-content/uploads/2017/03/nuage.jpg",
      [{ kind: "stored", path: "/wp-content/uploads/2017/03/nuage-scaled.jpg" }],
    ],
    ["/été", []],
    ["/x.php", []],
    ["/", []],
    ["/category", articleForms("category")],
  ];

  test.each(forms)("reads %s", (path, expected) => {
    expect(listCandidates(path)).toEqual(expected);
  });

  test("has no old addresses among WordPress's scripts, which scanners request", () => {
    for (const path of ["/wp-admin", "/wp-admin/x.php", "/xmlrpc.php", "/wp-json/wp/v2/users", "/blog/wp-login.php"])
      expect(mayBeRedirected(path), path).toBe(false);
    for (const path of ["/wp-content/uploads/x.jpg", "/wp-sitemap.xml", "/wp-rss2.php", "/wp-admin-2017"])
      expect(mayBeRedirected(path), path).toBe(true);
  });

  test("reads a long hostile path in linear time", () => {
    expect(listCandidates(`/category/${"a/".repeat(480)}/`).length).toBeLessThan(9);
    for (const piece of ["/feed", "/page/1", "/2017", "/en", "/blog", "/amp", "/wp-content/uploads", "/1"])
      expect(listCandidates(piece.repeat(180)).length, piece).toBeLessThan(20);
    expect(listCandidates(`/wp-content/uploads/${"-1x1".repeat(200)}.jpg`)).not.toHaveLength(0);
  });
});
