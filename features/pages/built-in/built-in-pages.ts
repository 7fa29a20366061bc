import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { shellIds } from "#components/site-shell/shell-ids.ts";
import type { BodyPicture } from "#features/articles/queries.ts";
import { retentionMonths } from "#features/backup/retention/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { toText } from "#lib/html/text.ts";
import { readMarkdown } from "#lib/markdown.ts";
import { normaliseHeadingLevels } from "#lib/prose/heading-levels.ts";
import { addHeadingAnchors, reserveAnchors } from "#lib/prose/headings.ts";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { addScrollBoxes } from "#lib/prose/scroll-boxes.ts";
import { typesetTree } from "#lib/prose/typography.ts";
import { aboutPreset } from "./about.ts";
import { rulesPreset } from "./community-rules.ts";
import { insertPictures } from "./insert-pictures.ts";
import { legalPreset } from "./legal.ts";
import { privacyPreset } from "./privacy.ts";

/** The pages whose whole text an administrator writes, in Markdown. */
export const builtInPages = ["about", "privacy", "legal", "rules"] as const;
export type BuiltInPage = (typeof builtInPages)[number];

type BuiltInPageSettings = Pick<
  Settings,
  "site.name" | "site.mission" | "backup.daily" | "backup.weekly" | "backup.monthly" | `pages.${BuiltInPage}`
>;

/** One of the community rules, which moderation decisions cite, and its anchor (`/rules#ANCHOR`). */
export interface CommunityRule {
  anchor: string;
  title: string;
}

const presets = { about: aboutPreset, privacy: privacyPreset, legal: legalPreset, rules: rulesPreset };

/** About how many months backups keep what was deleted. */
const backupMonths = (settings: BuiltInPageSettings) =>
  retentionMonths({
    daily: settings["backup.daily"],
    weekly: settings["backup.weekly"],
    monthly: settings["backup.monthly"],
  });

/** Returns a page's title and body: the site's own text, or the built-in one. Safe whatever was typed. */
export function readBuiltInPage(
  page: BuiltInPage,
  settings: BuiltInPageSettings,
  locale: Locale = siteLocale(),
): { title: string; body: Root } {
  const own = settings[`pages.${page}`].trim();
  const { title, body } = readMarkdown(
    own === "" ? presets[page][locale](settings["site.name"], settings["site.mission"], backupMonths(settings)) : own,
  );
  return { title: title || translator(locale)(`pages.${page}.title`), body: reserveAnchors(body) };
}

/** Ids that the discussion of a page uses. */
const reservedIds = [...shellIds, "comments", "comments-heading", "leave-comment", "picked-comments", "delete-heading"];
const numberedIds = /^(comment|pending)-\d+$/;

/**
 * Formats a page's body for display: headings below the title and with anchors, links, pictures, wide tables,
 * typography.
 */
export function formatPageBody(body: Root, pictures: readonly BodyPicture[] = []): Root {
  const t = translator();
  const named = addHeadingAnchors(normaliseHeadingLevels(body), reservedIds, numberedIds);
  const shown = insertPictures(setLinkRel(named, ["external"]), pictures, t);
  return typesetTree(addScrollBoxes(shown, t("articles.scrollTable")));
}

/** Lists the headings of the highest level in a body that was formatted, for a table of contents. */
export function listMainHeadings(tree: Root): { id: string; label: string }[] {
  const headings: { id: string; label: string; level: string }[] = [];
  visit(tree, "element", (node) => {
    if (/^h[2-6]$/.test(node.tagName) && typeof node.properties.id === "string")
      headings.push({ id: node.properties.id, label: toText(node).trim(), level: node.tagName });
  });
  const top = headings.map(({ level }) => level).sort()[0];
  return headings.filter(({ level }) => level === top).map(({ id, label }) => ({ id, label }));
}

/**
 * Lists the community rules in order: the headings with their own {#anchor}; in a text without any, all its main
 * headings.
 */
export function listCommunityRules(settings: BuiltInPageSettings, locale: Locale = siteLocale()): CommunityRule[] {
  // Each decision and each moderation page needs the rules, and parsing takes 2 ms: the result is kept until the text
  // changes.
  const text = `${locale}\n${settings["site.name"]}\n${settings["pages.rules"]}`;
  if (lastRules?.text !== text) lastRules = { text, rules: parseCommunityRules(settings, locale) };
  return lastRules.rules;
}

let lastRules: { text: string; rules: CommunityRule[] } | undefined;

function parseCommunityRules(settings: BuiltInPageSettings, locale: Locale): CommunityRule[] {
  const { body } = readBuiltInPage("rules", settings, locale);
  const own = new Set<string>();
  visit(body, "element", ({ properties: { id } }) => {
    if (typeof id === "string") own.add(id);
  });
  const rules: (CommunityRule & { level: string })[] = [];
  visit(addHeadingAnchors(body, shellIds), "element", (node) => {
    const id = String(node.properties.id);
    if (!/^h[2-6]$/.test(node.tagName) || (own.size > 0 && !own.has(id))) return;
    rules.push({ anchor: id, title: toText(node).replace(/\s+/g, " ").trim(), level: node.tagName });
  });
  const top = rules.map(({ level }) => level).sort()[0];
  return rules.filter(({ level }) => own.size > 0 || level === top).map(({ anchor, title }) => ({ anchor, title }));
}
