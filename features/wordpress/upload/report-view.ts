import type { Locale, Translator } from "#i18n/translator.ts";
import { formatReason } from "../import-reason.ts";
import { isOmissionReason, type Omission } from "../live-site/omissions.ts";
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
    | "siteHidden"
    | "addOns"
    | "shortTitles"
    | "menuLines"
    | "menuLinks"
    | "otherMenus"
    | "takenAddresses"
    | "sticky";
  entries: string[];
  /** Of the things: an entry may stand for several. */
  count: number;
  /** How many entries are cut off. */
  more: number;
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

/** A list: `count` is the number of things, `all` that of entries if the report names only the first ones. */
type ReportEntry = [heading: ReportList["heading"], entries: string[], count?: number, all?: number];

/** Lists from a report what an owner has to check: drafts, missing pictures, and what was left out. */
export function listReportLists(report: ImportReport, { t, locale }: { t: Translator; locale: Locale }): ReportList[] {
  const { articles, pages, pictures, menus, skipped } = report;
  const { omitted = [], otherTypes = [], addOns = [], notPublic = [] } = report.reading ?? {};
  const explained = (list: ExplainedTitle[]) =>
    list.map(({ title, reason }) => `${title} (${formatReason(reason, locale)})`);
  const counted = (list: { name: string; count: number }[]) => list.map(({ name, count }) => `${name} (${count})`);
  // A report names only the first of many. Reports of earlier versions lack some of these lists.
  const named = (heading: ReportList["heading"], list = { count: 0, named: [] as string[] }): ReportEntry => [
    heading,
    list.named,
    list.count,
    list.count,
  ];
  const lists: ReportEntry[] = [
    ["drafts", explained([...articles.drafts, ...pages.drafts])],
    ["pages", explained(pages.skipped)],
    ["hiddenPages", pages.hidden.map((page) => t.typeset("imports.report.hiddenPage", { ...page }))],
    ["shortTitles", pages.shortened],
    [
      "menuLines",
      menus.proposed.flatMap(({ menu, lines }) => [menu, ...lines]),
      menus.proposed.reduce((sum, { lines }) => sum + lines.length, 0),
    ],
    [
      "menuLinks",
      menus.leftOut.map(({ label, address, reason }) => `${label || address} (${formatReason(reason, locale)})`),
    ],
    ["otherMenus", menus.others.map(({ menu, links }) => `${menu} (${links})`)],
    ["keptEdited", [...articles.keptEdited, ...pages.keptEdited]],
    ["keptDeleted", [...articles.keptDeleted, ...pages.keptDeleted]],
    ["tooComplex", articles.tooComplex],
    ["conversionFailed", articles.failed],
    ["oddRatings", articles.oddRatings],
    ["missingPictures", pictures.missing],
    ["failedPictures", pictures.failed.map(({ path, reason }) => `${path} (${formatReason(reason, locale)})`)],
    ["files", report.files.addresses],
    named("takenAddresses", report.takenAddresses),
    named("sticky", report.sticky),
    ["items", counted(skipped.items), total(skipped.items)],
    ["taxonomies", counted(skipped.taxonomies), total(skipped.taxonomies)],
    ["shortcodes", counted(skipped.shortcodes), total(skipped.shortcodes)],
    ["blocks", counted(skipped.blocks), total(skipped.blocks)],
    [
      "comments",
      counted(skipped.comments.map((one) => ({ ...one, name: nameCommentKind(one.name, t) }))),
      total(skipped.comments),
    ],
    ["siteOmitted", omitted.map((one) => `${describeOmission(one, t)} (${one.count})`), total(omitted)],
    ["siteTypes", counted(otherTypes), total(otherTypes)],
    ["addOns", counted(addOns), total(addOns)],
    ["siteHidden", notPublic.map((list) => nameSiteList(list, t))],
  ];
  return lists
    .filter(([, entries]) => entries.length > 0)
    .map(([heading, entries, count = entries.length, all = entries.length]) => ({
      heading,
      entries: entries.slice(0, maxListed),
      count,
      more: Math.max(0, all - Math.min(entries.length, maxListed)),
    }));
}

/** Describes in sentences what the rows of numbers do not tell. */
export function listReportNotes(report: ImportReport, t: Translator): string[] {
  const { articles, pages, comments, pictures, skipped, reading } = report;
  const note = (condition: number, text: string) => (condition > 0 ? [text] : []);
  const { published, scheduled, syndicated, rated, drafts } = articles;
  const all = articles.new + articles.changed + articles.unchanged;
  return [
    ...note(
      all,
      t.typeset("imports.report.notes.articles", { published, scheduled, drafts: drafts.length, extracts: syndicated }),
    ),
    ...note(
      pages.new + pages.changed + pages.unchanged,
      t.typeset("imports.report.notes.pages", { published: pages.published, drafts: pages.drafts.length }),
    ),
    ...note(
      comments.new,
      t.typeset("imports.report.notes.comments", { visible: comments.visible, pending: comments.pending }),
    ),
    ...note(rated, t.typeset("imports.report.notes.ratings", { count: rated })),
    ...note(pictures.fetched, t.typeset("imports.report.notes.fetched", { count: pictures.fetched })),
    ...note(pictures.toFetch, t.typeset("imports.report.notes.toFetch", { count: pictures.toFetch })),
    ...note(comments.orphans, t.typeset("imports.report.notes.orphans", { count: comments.orphans })),
    ...note(comments.new, t.typeset("imports.report.notes.guests")),
    ...note(skipped.repeated, t.typeset("imports.report.notes.repeated", { count: skipped.repeated })),
    ...note(skipped.bytesBefore, t.typeset("imports.report.notes.bytesBefore", { count: skipped.bytesBefore })),
    ...note(skipped.characters, t.typeset("imports.report.notes.characters", { count: skipped.characters })),
    ...note(report.menus.excess, t.typeset("imports.report.notes.menuExcess", { count: report.menus.excess })),
    ...(reading ? [t.typeset("imports.report.notes.reading", { address: reading.address })] : []),
  ];
}

/** What the old site says of itself, which an administrator may take over in the settings. */
export function listProposedSettings({
  site,
}: ImportReport): { key: "name" | "tagline" | "zone" | "language"; value: string }[] {
  return (["name", "tagline", "zone", "language"] as const)
    .map((key) => ({ key, value: site[key] }))
    .filter(({ value }) => value !== "");
}

/** What WordPress calls the kinds of comments that are left out. */
function nameCommentKind(name: string, t: Translator): string {
  if (name === "spam") return t("imports.report.commentKinds.spam");
  if (name === "trash" || name === "post-trashed") return t("imports.report.commentKinds.trash");
  if (name === "empty") return t("imports.report.commentKinds.empty");
  if (name === "without status") return t("imports.report.commentKinds.withoutStatus");
  return name;
}

/** Names what a live site did not give, in the reader's language. Reports of earlier versions have no reason. */
function describeOmission({ reason, list }: Omission, t: Translator): string {
  return isOmissionReason(reason)
    ? t.typeset(`imports.report.omissions.${reason}`, { list: nameSiteList(list, t) })
    : (list ?? "");
}

/** The lists of WordPress's REST API, and what they are called here. */
const siteLists = new Map<string, ReportRow["kind"]>([
  ["posts", "articles"],
  ["pages", "pages"],
  ["comments", "comments"],
  ["terms-category", "categories"],
  ["terms-post_tag", "tags"],
  ["users", "authors"],
]);
const otherSiteLists = ["media", "taxonomies", "timezones"] as const;

function nameSiteList(list: string, t: Translator): string {
  const kind = siteLists.get(list);
  if (kind) return t(`imports.report.kinds.${kind}`);
  const other = otherSiteLists.find((name) => name === list);
  return other ? t(`imports.report.siteLists.${other}`) : list.replace(/^terms-/, "");
}

function total(list: { count: number }[]): number {
  return list.reduce((sum, { count }) => sum + count, 0);
}
