import { maxPageTitleLength } from "#features/pages/rules.ts";
import type { OmissionCounter } from "./body/conversion-report.ts";
import type { PlainReason } from "./body/convert-plain.ts";
import type { ItemTally } from "./conversion/item-sources.ts";
import { proposeSite, type SiteProposal } from "./fields/site.ts";
import { formatReason, type ImportReason, toDraftReason } from "./import-reason.ts";
import type { SiteReading } from "./live-site/site-report.ts";
import { emptyMenuReport, formatMenus, listMenus, listProposals, type MenuReport } from "./menus/menu-report.ts";
import { formatHiddenAddress, type HiddenAddress } from "./pages/hidden-addresses.ts";
import type { PictureFailure } from "./pictures/picture-importer.ts";
import type { CommentCounts } from "./store/comments.ts";
import type { TermCount } from "./store/terms.ts";
import type { UserCounts } from "./users/import-users.ts";
import { formatUsers, listUsers } from "./users/report.ts";

/** A text, and why it did not come as it was; of an earlier version an English sentence. */
export interface ExplainedTitle {
  title: string;
  reason: ImportReason | string;
}

/** The result of an import. Counts are of this run: the same file again has no new and no changed articles. */
export interface ImportReport {
  blog: { title: string; url: string; wxr: string };
  dryRun: boolean;
  /** What was read of a live site. */
  reading?: SiteReading;
  /** Settings that the export suggests. */
  site: SiteProposal;
  articles: {
    new: number;
    changed: number;
    unchanged: number;
    published: number;
    /** To be published at their time. */
    scheduled: number;
    syndicated: number;
    rated: number;
    /** Changed there and edited here: left unchanged. */
    keptEdited: string[];
    /** Deleted here: not imported again. */
    keptDeleted: string[];
    /** Not public there: drafts here. */
    drafts: ExplainedTitle[];
    /** Ratings that are impossible on a scale to --ratings-max. */
    oddRatings: string[];
    /** Too complex to convert in reasonable time and memory: drafts with their text only, or left out. */
    tooComplex: string[];
    /** Their conversion failed: drafts with their text only, or left out. */
    failed: string[];
  };
  pages: {
    new: number;
    changed: number;
    unchanged: number;
    published: number;
    keptEdited: string[];
    keptDeleted: string[];
    /** Drafts here: not public there, or without a text. */
    drafts: ExplainedTitle[];
    /** Their titles are cut. */
    shortened: string[];
    /** Not imported. */
    skipped: ExplainedTitle[];
    /** Their old address shows a page of this site. */
    hidden: HiddenAddress[];
  };
  menus: MenuReport;
  comments: CommentCounts;
  /** Of `--users`. */
  users: UserCounts | undefined;
  categories: TermCount;
  tags: TermCount;
  authors: TermCount;
  pictures: {
    new: number;
    unchanged: number;
    /** Fetched by address; in a dry run, what would be. */
    fetched: number;
    toFetch: number;
    missing: string[];
    failed: PictureFailure[];
  };
  redirects: number;
  /** Old addresses that are already in use here, or reserved for members: `named` has the first of them. */
  takenAddresses: { count: number; named: string[] };
  /** Posts pinned to the top of the blog: nothing is pinned here. `named` has the first of them. */
  sticky: { count: number; named: string[] };
  /** Attachments that are no pictures: they stay on the old site. */
  files: { count: number; addresses: string[] };
  skipped: {
    /** Items by type. */
    items: { name: string; count: number }[];
    comments: { name: string; count: number }[];
    /** Terms of plugins' taxonomies that are not mapped, by taxonomy. */
    taxonomies: { name: string; count: number }[];
    /** Shortcodes whose tags were removed and whose content was kept. */
    shortcodes: { name: string; count: number }[];
    /** Blocks that a theme renders and that have no text. */
    blocks: { name: string; count: number }[];
    /** Files of galleries beyond the limit of an item. */
    galleryFiles: number;
    characters: number;
    /** Bytes before the export, such as PHP's warnings. */
    bytesBefore: number;
    /** Posts with an id that occurred before. */
    repeated: number;
  };
  related: number;
  /** In all, and for the related articles alone. */
  seconds: number;
  relatedSeconds: number;
}

export function emptyReport(): ImportReport {
  return {
    blog: { title: "", url: "", wxr: "" },
    dryRun: false,
    site: proposeSite({ title: "", description: "", language: "" }, undefined),
    articles: {
      new: 0,
      changed: 0,
      unchanged: 0,
      published: 0,
      scheduled: 0,
      syndicated: 0,
      rated: 0,
      keptEdited: [],
      keptDeleted: [],
      drafts: [],
      oddRatings: [],
      tooComplex: [],
      failed: [],
    },
    pages: {
      new: 0,
      changed: 0,
      unchanged: 0,
      published: 0,
      keptEdited: [],
      keptDeleted: [],
      drafts: [],
      shortened: [],
      skipped: [],
      hidden: [],
    },
    menus: emptyMenuReport(),
    comments: { new: 0, unchanged: 0, visible: 0, pending: 0, ofMembers: 0, orphans: 0 },
    users: undefined,
    categories: { new: 0, known: 0 },
    tags: { new: 0, known: 0 },
    authors: { new: 0, known: 0 },
    pictures: { new: 0, unchanged: 0, fetched: 0, toFetch: 0, missing: [], failed: [] },
    redirects: 0,
    takenAddresses: { count: 0, named: [] },
    sticky: { count: 0, named: [] },
    files: { count: 0, addresses: [] },
    skipped: {
      items: [],
      comments: [],
      taxonomies: [],
      shortcodes: [],
      blocks: [],
      galleryFiles: 0,
      characters: 0,
      bytesBefore: 0,
      repeated: 0,
    },
    related: 0,
    seconds: 0,
    relatedSeconds: 0,
  };
}

/** Counts an article that is as the last import left it. */
export function countUnchanged(report: ImportReport, notes: OmissionCounter, tally: ItemTally): void {
  const { articles, comments } = report;
  const title = tally.title ?? "";
  articles.unchanged += 1;
  comments.unchanged += tally.comments;
  if (tally.draftReason === undefined) articles.published += 1;
  else articles.drafts.push({ title, reason: toDraftReason(tally.draftReason) });
  if (tally.isSyndicated) articles.syndicated += 1;
  if (tally.isRated) articles.rated += 1;
  if (tally.hasOddRating) articles.oddRatings.push(title);
  if (tally.plain) countPlain(report, tally.plain, title);
  notes.merge(tally.omissions ?? []);
}

/** Names an item that has its text only. */
export function countPlain({ articles }: ImportReport, reason: PlainReason, title: string): void {
  articles[reason === "costly" ? "tooComplex" : "failed"].push(title);
}

export function addOmissions(report: ImportReport, notes: OmissionCounter): void {
  report.skipped.comments = notes.listByPrefix("comment:");
  report.skipped.taxonomies = notes.listByPrefix("taxonomy:");
  report.skipped.shortcodes = notes.listByPrefix("shortcode:");
  report.skipped.blocks = notes.listByPrefix("block:");
  report.skipped.galleryFiles = notes.listByPrefix("gallery:").reduce((sum, { count }) => sum + count, 0);
}

/** Longer lists are cut on the screen; `--json` has them whole. */
const maxListed = 12;

const explain = ({ title, reason }: ExplainedTitle) => `${title} (${formatReason(reason, "en")})`;

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Formats the report for people, as English lines. */
export function formatReport(report: ImportReport): string[] {
  const { articles, pages, comments, pictures, skipped } = report;
  const named = (list: { name: string; count: number }[]) =>
    list
      .slice(0, maxListed)
      .map(({ name, count }) => `${count} ${name}`)
      .join(", ") + (list.length > maxListed ? ` and ${list.length - maxListed} more kinds` : "");
  const lines = [
    `${report.dryRun ? "Dry run, nothing was written: " : ""}${report.blog.title || "Blog"} (${report.blog.url}, WXR ${report.blog.wxr || "without a version"})`,
    row("Articles", `${articles.new} new, ${articles.changed} changed, ${articles.unchanged} unchanged`),
    row(
      "",
      `${articles.published} published, ${articles.scheduled > 0 ? `${articles.scheduled} scheduled, ` : ""}${counted(articles.drafts.length, "draft")}, ${counted(articles.syndicated, "extract")} with a source`,
    ),
    row(
      "Pages",
      `${pages.new} new, ${pages.changed} changed, ${pages.unchanged} unchanged (${pages.published} published, ${counted(pages.drafts.length, "draft")})`,
    ),
    row(
      "Comments",
      `${comments.new} new (${comments.visible} visible, ${comments.pending} pending), ${comments.unchanged} unchanged${comments.ofMembers > 0 ? `, ${comments.ofMembers} linked to members` : ""}`,
    ),
    ...(report.users ? formatUsers(report.users, row) : []),
    row("Categories", termLine(report.categories)),
    row("Tags", termLine(report.tags)),
    row("Authors", termLine(report.authors)),
    row(
      "Images",
      `${pictures.new} new, ${pictures.unchanged} unchanged, ${pictures.missing.length} missing, ${pictures.failed.length} unusable${pictures.fetched > 0 ? `, ${pictures.fetched} fetched` : ""}${pictures.toFetch > 0 ? `, ${pictures.toFetch} to fetch` : ""}`,
    ),
    row("Ratings", `totals of ${counted(articles.rated, "article")}`),
    ...formatMenus(report.menus).map((text, index) => row(index === 0 ? "Menus" : "", text)),
    row("Redirects", `${counted(report.redirects, "old address", "old addresses")}`),
    row(
      "Time",
      `${report.seconds.toFixed(1)} s, ${Math.round(total(report) / Math.max(report.seconds - report.relatedSeconds, 0.001))} articles/s; ${report.relatedSeconds.toFixed(1)} s of it for related articles`,
    ),
  ];
  if (skipped.items.length > 0)
    lines.push(row("Skipped", `${named(skipped.items)} (a type that holds texts: --type NAME=post)`));
  if (skipped.comments.length > 0) lines.push(row("Skipped", `comments: ${named(skipped.comments)}`));
  if (skipped.taxonomies.length > 0)
    lines.push(row("Skipped", `terms of other taxonomies (see --taxonomy): ${named(skipped.taxonomies)}`));
  if (skipped.repeated > 0)
    lines.push(row("Skipped", `${skipped.repeated} posts whose id occurred earlier in the file`));
  if (skipped.shortcodes.length > 0)
    lines.push(row("Left out", `shortcodes, their content kept: ${named(skipped.shortcodes)}`));
  if (skipped.blocks.length > 0) lines.push(row("Left out", `blocks that the theme renders: ${named(skipped.blocks)}`));
  if (skipped.galleryFiles > 0)
    lines.push(row("Left out", `${counted(skipped.galleryFiles, "file")} of galleries with too many for one article`));
  if (skipped.bytesBefore > 0)
    lines.push(
      row("Left out", `${skipped.bytesBefore} bytes before the export begins (messages of PHP or of plugins)`),
    );
  if (skipped.characters > 0) lines.push(row("Left out", `${skipped.characters} characters that XML does not allow`));
  if (comments.orphans > 0)
    lines.push(
      row(
        "Note",
        `${comments.orphans === 1 ? "1 reply starts a thread: its parent was" : `${comments.orphans} replies start threads: their parents were`} not imported`,
      ),
    );
  if (comments.new > 0)
    lines.push(
      row(
        "Note",
        "e-mail and IP addresses of commenters are not kept; a member with the same address may claim theirs",
      ),
    );
  if (report.users) for (const [heading, entries] of listUsers(report.users)) list(lines, heading, entries);
  list(lines, "Not public on the old site, so drafts here:", articles.drafts.map(explain));
  list(lines, "Edited here, so left as they are:", [...articles.keptEdited, ...pages.keptEdited]);
  list(lines, "Deleted here, so not imported again:", [...articles.keptDeleted, ...pages.keptDeleted]);
  list(lines, "Pages that are drafts here:", pages.drafts.map(explain));
  list(lines, `Pages whose titles are shortened to ${maxPageTitleLength} characters:`, pages.shortened);
  list(lines, "Pages that were not imported:", pages.skipped.map(explain));
  list(lines, "Pages whose old address belongs to a page of this site:", pages.hidden.map(formatHiddenAddress));
  if (report.takenAddresses.count > 0)
    list(
      lines,
      `${counted(report.takenAddresses.count, "old address is", "old addresses are")} not redirected: already in use here, or reserved for members (/members/…):`,
      report.takenAddresses.named,
    );
  if (report.sticky.count > 0)
    list(
      lines,
      `${counted(report.sticky.count, "post")} pinned to the top of the old site, not here (an editor can pin up to three in Front page):`,
      report.sticky.named,
    );
  list(lines, "Ratings not imported, because they exceed the scale (see --ratings-max):", articles.oddRatings);
  list(lines, "Too complex to convert, so drafts with their text only:", articles.tooComplex);
  list(lines, "Their conversion failed (please report it), so drafts with their text only:", articles.failed);
  list(
    lines,
    `Images that were not found (linked to the old site, and gone when it goes; ${adviseOnMissing(report)}):`,
    pictures.missing,
  );
  list(
    lines,
    "Images that could not be used:",
    pictures.failed.map(({ path, reason }) => `${path}: ${formatReason(reason, "en")}`),
  );
  list(lines, "Files that stay on the old site (copy them before it goes):", report.files.addresses);
  for (const [heading, entries] of listMenus(report.menus)) list(lines, heading, entries);
  lines.push(...listProposals(report.menus));
  list(
    lines,
    `The old site's name, tagline and time zone, to set them here${languageNote(report.site)}:`,
    report.site.commands,
  );
  return lines;
}

/** How missing pictures can be brought. Those of other hosts are fetched only if they are named. */
function adviseOnMissing({ blog, pictures }: ImportReport): string {
  const hostOf = (address: string) =>
    URL.canParse(address, blog.url) ? new URL(address, blog.url).hostname.replace(/^www\./, "") : "";
  const own = hostOf(blog.url);
  const hosts = [...new Set(pictures.missing.map(hostOf))];
  const others = hosts.filter((host) => host !== "" && host !== own).sort();
  const from = `--fetch-images-from ${others.slice(0, 5).join(",")}${others.length > 5 ? ",…" : ""}`;
  if (others.length === 0) return "run again with --uploads or --fetch-images to import them";
  if (hosts.length === others.length) return `run again with ${from} to import them`;
  return `run again with --uploads or --fetch-images to import them, with ${from} for those of other hosts`;
}

function languageNote({ language }: SiteProposal): string {
  return language === "" ? "" : ` (its language is ${language}: SITE_LOCALE)`;
}

function total({ articles }: ImportReport): number {
  return articles.new + articles.changed + articles.unchanged;
}

function termLine(count: TermCount): string {
  return `${count.new} new, ${count.known} already here`;
}

function row(label: string, text: string): string {
  return `  ${label.padEnd(11)} ${text}`;
}

function list(lines: string[], heading: string, entries: string[]): void {
  if (entries.length === 0) return;
  lines.push(heading, ...entries.slice(0, maxListed).map((entry) => `  - ${entry}`));
  if (entries.length > maxListed) lines.push(`  … and ${entries.length - maxListed} more (--json names them all)`);
}
