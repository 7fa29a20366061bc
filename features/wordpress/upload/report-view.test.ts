import { expect, test } from "vitest";
import { translator } from "#i18n/translator.ts";
import { refused } from "#lib/result.ts";
import { toDraftReason, toReason } from "../import-reason.ts";
import { emptyReport } from "../report.ts";
import { listProposedSettings, listReportLists, listReportNotes, listReportRows, maxListed } from "./report-view.ts";

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
    { heading: "drafts", entries: ["B (privé)"], count: 1, more: 0 },
    { heading: "pages", entries: ["C (il y a déjà 3 pages)"], count: 1, more: 0 },
    { heading: "shortTitles", entries: ["D"], count: 1, more: 0 },
    { heading: "menuLines", entries: ["Principal", "Une | /"], count: 1, more: 0 },
    { heading: "menuLinks", entries: ["http://e.example/ (no https)"], count: 1, more: 0 },
    { heading: "otherMenus", entries: ["Social (3)"], count: 1, more: 0 },
    { heading: "keptEdited", entries: ["A"], count: 1, more: 0 },
    { heading: "missingPictures", entries: ["https://blog.example/a.jpg"], count: 1, more: 0 },
    // Comments, not kinds of them.
    { heading: "comments", entries: ["spam (7)", "pingback (1)"], count: 8, more: 0 },
  ]);
});

test("says what the numbers of the rows do not tell", () => {
  const report = emptyReport();
  Object.assign(report.articles, { new: 3, published: 2, scheduled: 1, rated: 2, syndicated: 1 });
  Object.assign(report.comments, { new: 5, visible: 4, pending: 1, orphans: 2 });
  report.pictures.toFetch = 1_200;
  expect(listReportNotes(report, french.t).map((line) => line.replaceAll(/[\u00a0\u202f]/g, " "))).toEqual([
    "Articles : 2 publiés, aucun brouillon, 1 programmé, dont 1 extrait avec sa source",
    "Nouveaux commentaires : 4 visibles, 1 en attente",
    "Notes des lecteurs : celles de 2 articles",
    "Images à récupérer sur l’ancien site : 1 200",
    "2 réponses ouvrent leur propre fil : le commentaire précédent manque",
    expect.stringMatching(/^Les adresses électroniques et IP des commentateurs ne sont pas conservées/),
  ]);
  expect(listReportNotes(emptyReport(), french.t)).toEqual([]);
});

test("proposes the old site's name, tagline and zone", () => {
  const report = emptyReport();
  Object.assign(report.site, { name: "L’Ancien", zone: "Europe/Paris" });
  expect(listProposedSettings(report)).toEqual([
    { key: "name", value: "L’Ancien" },
    { key: "zone", value: "Europe/Paris" },
  ]);
});

test("a very long list is cut, with its length", () => {
  const report = emptyReport();
  report.pictures.missing = Array.from({ length: 5_000 }, (_, index) => `/${index}.jpg`);
  const [list] = listReportLists(report, french);
  expect(list?.entries).toHaveLength(maxListed);
  expect(list).toMatchObject({ count: 5_000, more: 5_000 - maxListed });
});

test("counts all of a list of which the report names the first only", () => {
  const report = emptyReport();
  report.takenAddresses = { count: 5_000, named: Array.from({ length: 1_000 }, (_, index) => `/${index}`) };
  expect(listReportLists(report, french)).toMatchObject([{ count: 5_000, more: 5_000 - maxListed }]);
});

test("says in the reader's language what a live site did not give", () => {
  const report = emptyReport();
  report.reading = {
    ...{ address: "https://blog.example", requests: 1, isContinued: false, updatedSince: null, items: {} },
    ...{ otherTypes: [], addOns: [] },
    notPublic: ["users", "media"],
    omitted: [
      { reason: "password", list: "posts", count: 2 },
      { reason: "wrongFields", list: "terms-genre", count: 1 },
      { reason: "unknownZone", list: "timezones", count: 1 },
    ],
  };
  const lists = listReportLists(report, french).map(({ heading, entries, count }) => ({ heading, entries, count }));
  const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");
  expect(lists.map((list) => ({ ...list, entries: list.entries.map(plain) }))).toEqual([
    {
      heading: "siteOmitted",
      entries: [
        "Articles : protection par mot de passe (2)",
        "genre : lecture impossible (1)",
        "Fuseau horaire : inconnu (1)",
      ],
      count: 4,
    },
    { heading: "siteHidden", entries: ["Auteurs", "Médiathèque"], count: 2 },
  ]);
});
