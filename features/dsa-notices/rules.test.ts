import { describe, expect, test } from "vitest";
import { createReference, isContestable, listMeasures, parseNoticeTarget, referencePattern } from "./rules.ts";

const site = "https://vigie.example";

describe("URLs as people paste them", () => {
  test.each([
    ["https://vigie.example/articles/un-titre#comment-12", { kind: "comment", id: 12 }],
    ["https://vigie.example/articles/un-titre/comments?page=3#comment-12", { kind: "comment", id: 12 }],
    ["https://vigie.example/articles/un-titre/comments/12?after=3", { kind: "comment", id: 12 }],
    ["https://vigie.example/pages/contact/comments/12", { kind: "comment", id: 12 }],
    ["https://vigie.example/comments/12", { kind: "comment", id: 12 }],
    ["/comments/12", { kind: "comment", id: 12 }],
    [" vigie.example/articles/un-titre ", { kind: "article", slug: "un-titre" }],
    ["http://www.vigie.example/articles/un-titre/", { kind: "article", slug: "un-titre" }],
    ["https://VIGIE.example/articles/%C3%A9t%C3%A9", { kind: "article", slug: "été" }],
    ["https://vigie.example/articles/un-titre/comments?sort=best", { kind: "article", slug: "un-titre" }],
    ["/articles/un-titre#comments", { kind: "article", slug: "un-titre" }],
    ["https://other.example/articles/un-titre#comment-12", "foreign"],
    ["https://vigie.example.evil.example/articles/x", "foreign"],
    ["https://vigie.example@evil.example/articles/x", "foreign"],
    ["//evil.example/articles/x", "unknown"],
    ["javascript:alert(1)//vigie.example/articles/x", "unknown"],
    ["ftp://vigie.example/articles/x", "foreign"],
    ["https://vigie.example/", "unknown"],
    ["https://vigie.example/members/jeanne", "unknown"],
    // PostgreSQL would refuse the slug.
    ["https://vigie.example/articles/a%00b", "unknown"],
    ["https://vigie.example/comments/0", "unknown"],
    ["https://vigie.example/comments/12345678901234567890", "unknown"],
    ["le commentaire de Jean", "unknown"],
    ["%%%", "unknown"],
    ["", "unknown"],
  ])("parses %s", (address, target) => {
    const found = parseNoticeTarget(address, site);
    // A string without a valid host may count as foreign or unknown: both are refused.
    if (typeof target === "string") expect(["foreign", "unknown"]).toContain(found);
    else expect(found).toEqual(target);
    if (target === "foreign") expect(found).toBe("foreign");
  });

  test("treats another port as another site", () => {
    expect(parseNoticeTarget("http://localhost:4000/comments/1", "http://localhost:3000")).toBe("foreign");
    expect(parseNoticeTarget("localhost:3000/comments/1", "http://localhost:3000")).toEqual({ kind: "comment", id: 1 });
  });
});

test("creates a reference of a year and eight unambiguous digits", () => {
  expect(createReference(new Uint8Array([0, 1, 31, 32, 63, 255, 17, 18]), 2026)).toBe("V-2026-01Z0ZZHJ");
  for (let n = 0; n < 200; n += 1)
    expect(createReference(crypto.getRandomValues(new Uint8Array(8)), 2026)).toMatch(referencePattern);
});

test.each([
  // Just before and at the end of the last day in the site's time zone; in a month without that day, its last day.
  ["2026-03-31T12:00:00Z", "Europe/Paris", "2026-09-30T22:00:00Z"],
  ["2026-08-31T22:30:00Z", "Europe/Paris", "2027-03-01T23:00:00Z"],
  ["2026-08-31T22:30:00Z", "UTC", "2027-03-01T00:00:00Z"],
  ["2026-06-15T02:00:00Z", "America/New_York", "2026-12-15T05:00:00Z"],
])("lets a decision of %s in %s be contested until %s", (at, zone, end) => {
  const over = new Date(end);
  expect(isContestable(new Date(at), new Date(over.getTime() - 1), zone)).toBe(true);
  expect(isContestable(new Date(at), over, zone)).toBe(false);
});

test("lists the measures that the content allows", () => {
  expect(listMeasures({ isComment: true, status: "visible" })).toEqual(["remove", "spam", "none"]);
  expect(listMeasures({ isComment: true, status: "removed" })).toEqual(["gone", "none"]);
  expect(listMeasures({ isComment: true, status: null })).toEqual(["gone", "none"]);
  expect(listMeasures({ isComment: false, status: null })).toEqual(["newsroom", "none"]);
});
