import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listCandidates, normaliseRedirectPath } from "./rules.ts";

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
  const articleForms = (slug: string) => [
    { kind: "article", slug },
    { kind: "stored", path: `/articles/${slug}` },
  ];

  test.each([
    ["/cloud-souverain", articleForms("cloud-souverain")],
    ["/2017/03/19/cloud-souverain", articleForms("cloud-souverain")],
    ["/actu/cloud-souverain", articleForms("cloud-souverain")],
    [
      "/cloud-souverain/comment-page-2",
      [{ kind: "stored", path: "/cloud-souverain" }, ...articleForms("cloud-souverain")],
    ],
    ["/articles/cloud-souverain", [{ kind: "article", slug: "cloud-souverain" }]],
    ["/articles/cloud-souverain/comments", [{ kind: "view", path: "/articles/cloud-souverain", view: "/comments" }]],
    ["/wordpress-id/901", [{ kind: "stored", path: "/?p=901" }]],
    ["/wordpress-attachment/902", [{ kind: "stored", path: "/?attachment_id=902" }]],
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
    ["/cloud-souverain/feed", [{ kind: "view", path: "/cloud-souverain", view: "/comments/feed.xml" }]],
    ["/2017/03/nuage/feed/atom", [{ kind: "view", path: "/2017/03/nuage", view: "/comments/atom.xml" }]],
    ["/comments/feed", [{ kind: "path", path: "/feed.xml" }]],
    ["/comments/feed/atom", [{ kind: "path", path: "/atom.xml" }]],
    [
      "/wp-content/uploads/2017/03/nuage-300x200.jpg",
      [
        { kind: "stored", path: "/wp-content/uploads/2017/03/nuage.jpg" },
        { kind: "stored", path: "/wp-content/uploads/2017/03/nuage-scaled.jpg" },
      ],
    ],
    [
      "/wp-content/uploads/2017/03/nuage.jpg",
      [{ kind: "stored", path: "/wp-content/uploads/2017/03/nuage-scaled.jpg" }],
    ],
    ["/été", []],
    ["/x.php", []],
    ["/", []],
    ["/category", articleForms("category")],
  ])("reads %s", (path, expected) => {
    expect(listCandidates(path)).toEqual(expected);
  });

  test("reads a long hostile path in linear time", () => {
    expect(listCandidates(`/category/${"a/".repeat(480)}/`)).toEqual([]);
    expect(listCandidates(`/wp-content/uploads/${"-1x1".repeat(200)}.jpg`)).not.toHaveLength(0);
  });
});
