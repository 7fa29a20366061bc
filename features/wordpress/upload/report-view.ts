import type { Locale, Translator } from "#i18n/translator.ts";
import { formatReason } from "../import-reason.ts";
import type { ExplainedTitle, ImportReport } from "../report.ts";

/** A kind of content in an import, with the number of items by result. */
export interface ReportRow {
  kind: "articles" | "pages" | "comments" | "categories" | "tags" | "authors" | "pictures" | "menus" | "redirects";
  added: number;
  changed: number;
  unchanged: number;
  /** Not here: missing, unusable, or left as this site has it. */
  missing: number;
}

/** Names with their numbers, below a heading. */
export interface ReportList {
  heading:
    | "drafts"
    | "keptEdited"
    | "keptDeleted"
    | "tooComplex"
    | "conversionFailed"
    | "failed"
    | "oddRatings"
    | "missingPictures"
    | "failedPictures"
    | "files"
    | "items"
    | "taxonomies"
    | "shortcodes"
    | "blocks"
    | "comments"
    | "pages"
    | "hiddenPages"
    | "siteOmitted"
    | "siteTypes"
    | "shortTitles"
    | "menuLines"
    | "menuLinks"
    | "otherMenus"
    | "takenAddresses";
  entries: string[];
  /** Longer lists are cut. */
  count: number;
}

/** Longer lists are cut; the command line's `--json` has them whole. */
export const maxListed = 100;

/** Reads a report as rows of numbers, without those in which nothing happened. */
export function listReportRows(report: ImportReport): ReportRow[] {
  const { articles, pages, comments, pictures, menus } = report;
  const rows: ReportRow[] = [
    {
      kind: "articles",
      added: articles.new,
      changed: articles.changed,
      unchanged: articles.unchanged,
      missing: articles.keptEdited.length + articles.keptDeleted.length,
    },
    {
      kind: "pages",
      added: pages.new,
      changed: pages.changed,
      unchanged: pages.unchanged,
      missing: pages.keptEdited.length + pages.keptDeleted.length + pages.skipped.length,
    },
    {
      kind: "comments",
      added: comments.new,
      changed: 0,
      unchanged: comments.unchanged,
      missing: total(report.skipped.comments),
    },
    ...(["categories", "tags", "authors"] as const).map((kind) => ({
      kind,
      added: report[kind].new,
      changed: 0,
      unchanged: report[kind].known,
      missing: 0,
    })),
    {
      kind: "pictures",
      added: pictures.new,
      changed: 0,
      unchanged: pictures.unchanged,
      missing: pictures.missing.length + pictures.failed.length + report.skipped.galleryFiles,
    },
    {
      kind: "menus",
      added: menus.imported.length,
      changed: 0,
      unchanged: menus.unchanged.length,
      missing: menus.proposed.length + menus.others.length,
    },
    { kind: "redirects", added: report.redirects, changed: 0, unchanged: 0, missing: report.takenAddresses.count },
  ];
  return rows.filter(({ added, changed, unchanged, missing }) => added + changed + unchanged + missing > 0);
}

/** Lists from a report what an owner has to check: drafts, missing pictures, and what was left out. */
export function listReportLists(report: ImportReport, { t, locale }: { t: Translator; locale: Locale }): ReportList[] {
  const { articles, pages, pictures, menus, skipped } = report;
  const explained = (list: ExplainedTitle[]) =>
    list.map(({ title, reason }) => `${title} (${formatReason(reason, locale)})`);
  const counted = (list: { name: string; count: number }[]) => list.map(({ name, count }) => `${name} (${count})`);
  const lists: [ReportList["heading"], string[]][] = [
    ["drafts", explained([...articles.drafts, ...pages.drafts])],
    ["pages", explained(pages.skipped)],
    ["hiddenPages", (pages.hidden ?? []).map((page) => t.typeset("imports.report.hiddenPage", { ...page }))],
    ["shortTitles", pages.shortened],
    ["menuLines", menus.proposed.flatMap(({ menu, lines }) => [menu, ...lines])],
    [
      "menuLinks",
      menus.leftOut.map(({ label, address, reason }) => `${label || address} (${formatReason(reason, locale)})`),
    ],
    ["otherMenus", menus.others.map(({ menu, links }) => `${menu} (${links})`)],
    ["keptEdited", [...articles.keptEdited, ...pages.keptEdited]],
    ["keptDeleted", [...articles.keptDeleted, ...pages.keptDeleted]],
    ["tooComplex", articles.tooComplex],
    ["conversionFailed", articles.failed ?? []],
    ["failed", articles.failed],
    ["oddRatings", articles.oddRatings],
    ["missingPictures", pictures.missing],
    ["failedPictures", pictures.failed.map(({ path, reason }) => `${path} (${formatReason(reason, locale)})`)],
    ["files", report.files.addresses],
    ["takenAddresses", report.takenAddresses.named],
    ["items", counted(skipped.items)],
    ["taxonomies", counted(skipped.taxonomies)],
    ["shortcodes", counted(skipped.shortcodes)],
    ["blocks", counted(skipped.blocks)],
    ["comments", counted(skipped.comments.map((one) => ({ ...one, name: nameCommentKind(one.name, t) })))],
    [
      "siteOmitted",
      counted((report.reading?.omitted ?? []).map((one) => ({ ...one, name: nameOmission(one.name, t) }))),
    ],
    ["siteTypes", counted(report.reading?.otherTypes ?? [])],
  ];
  return lists
    .filter(([, entries]) => entries.length > 0)
    .map(([heading, entries]) => ({ heading, entries: entries.slice(0, maxListed), count: entries.length }));
}

/** What WordPress calls the kinds of comments that are left out. */
function nameCommentKind(name: string, t: Translator): string {
  if (name === "spam") return t("imports.report.commentKinds.spam");
  if (name === "trash" || name === "post-trashed") return t("imports.report.commentKinds.trash");
  if (name === "empty") return t("imports.report.commentKinds.empty");
  if (name === "without status") return t("imports.report.commentKinds.withoutStatus");
  return name;
}

/** Why items of a live site were left out: the list's name, and an English reason. */
function nameOmission(name: string, t: Translator): string {
  const [, list = name, reason] = /^(\S+) (with|that|on) /.exec(name) ?? [];
  if (name.endsWith("with a password")) return t.typeset("imports.report.omissions.password", { list });
  if (name.endsWith("that are not public")) return t.typeset("imports.report.omissions.notPublic", { list });
  return reason ? t.typeset("imports.report.omissions.unreadable", { list }) : name;
}

function total(list: { count: number }[]): number {
  return list.reduce((sum, { count }) => sum + count, 0);
}
