import { expect, test } from "vitest";
import { translator } from "#i18n/translator.ts";
import { refused } from "#lib/result.ts";
import { toDraftReason, toReason } from "../import-reason.ts";
import { emptyReport } from "../report.ts";
import { listReportLists, listReportRows, maxListed } from "./report-view.ts";

const french = { t: translator("fr"), locale: "fr" } as const;

test("an empty report has neither rows nor lists", () => {
  expect(listReportRows(emptyReport())).toEqual([]);
  expect(listReportLists(emptyReport(), french)).toEqual([]);
});

test("counts what was imported, and everything that was not", () => {
  const report = emptyReport();
  Object.assign(report.articles, {
    new: 2,
    unchanged: 1,
    keptEdited: ["A"],
    drafts: [{ title: "B", reason: toDraftReason("private") }],
  });
  report.pages.skipped = [{ title: "C", reason: toReason(refused("import.tooManyPages", undefined, { max: 3 })) }];
  report.comments.new = 4;
  report.skipped.comments = [
    { name: "spam", count: 7 },
    { name: "pingback", count: 1 },
  ];
  report.pictures.missing = ["https://blog.example/a.jpg"];
  report.pages.shortened = ["D"];
  Object.assign(report.menus, {
    proposed: [{ setting: "navigation.header", menu: "Principal", lines: ["Une | /"] }],
    leftOut: [{ menu: "Principal", label: "", address: "http://e.example/", reason: "no https" }],
    others: [{ menu: "Social", links: 3 }],
  });
  expect(listReportRows(report)).toEqual([
    { kind: "articles", added: 2, changed: 0, unchanged: 1, missing: 1 },
    { kind: "pages", added: 0, changed: 0, unchanged: 0, missing: 1 },
    { kind: "comments", added: 4, changed: 0, unchanged: 0, missing: 8 },
    { kind: "pictures", added: 0, changed: 0, unchanged: 0, missing: 1 },
    { kind: "menus", added: 0, changed: 0, unchanged: 0, missing: 2 },
  ]);
  expect(listReportLists(report, french)).toEqual([
    { heading: "drafts", entries: ["B (privé)"], count: 1 },
    { heading: "pages", entries: ["C (il y a déjà 3 pages)"], count: 1 },
    { heading: "shortTitles", entries: ["D"], count: 1 },
    { heading: "menuLines", entries: ["Principal", "Une | /"], count: 2 },
    { heading: "menuLinks", entries: ["http://e.example/ (no https)"], count: 1 },
    { heading: "otherMenus", entries: ["Social (3)"], count: 1 },
    { heading: "keptEdited", entries: ["A"], count: 1 },
    { heading: "missingPictures", entries: ["https://blog.example/a.jpg"], count: 1 },
    { heading: "comments", entries: ["spam (7)", "pingback (1)"], count: 2 },
  ]);
});

test("a very long list is cut, with its length", () => {
  const report = emptyReport();
  report.pictures.missing = Array.from({ length: 5_000 }, (_, index) => `/${index}.jpg`);
  const [list] = listReportLists(report, french);
  expect(list?.entries).toHaveLength(maxListed);
  expect(list?.count).toBe(5_000);
});
