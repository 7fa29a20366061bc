import { createHash } from "node:crypto";
import type { Executor } from "#db/client.ts";
import { lockSetting, setSetting } from "#features/settings/mutations.ts";
import { automaticEntry } from "#features/settings/navigation/link-list.ts";
import { parseSetting } from "#features/settings/schema.ts";
import { findImportedItems, findOfAllBlogs, recordImportedItems } from "../store/imported-items.ts";
import { countLinks, toMenuLines } from "./menu-lines.ts";
import type { MenuReport, NavigationSetting } from "./menu-report.ts";
import { buildMenus, type Menu, parseNavigation } from "./menu-tree.ts";
import { type LinkContext, LinkResolver } from "./resolve-links.ts";
import type { ScannedMenus } from "./scanned-menus.ts";

interface MenuContext extends LinkContext {
  menus: ScannedMenus;
  readBody: (navigation: ScannedMenus["navigations"][number]) => Promise<string>;
  report: MenuReport;
}

/** An export does not say where the theme shows a menu. Its name usually does. */
const headerNames = /\b(?:main|primary|principale?|header|top|haut|en-?t[eê]te|navigation)\b/i;
const footerNames = /\b(?:footer|bottom|bas|pied|legal|l[eé]gales?|mentions)\b/i;
const otherNames = /\b(?:social|r[eé]seaux|mobile|sidebar)\b/i;

/**
 * Imports the main menu into the header and the footer's menu into the footer, if their links here are the default ones,
 * or those of an earlier import that nobody edited since. Other menus are proposed or counted. Runs after everything
 * else was imported, because links lead to it.
 */
export async function importMenus(db: Executor, context: MenuContext): Promise<void> {
  const { report, menus } = context;
  const all: Menu[] = [];
  for (const navigation of menus.navigations) {
    const nodes = parseNavigation(await context.readBody(navigation), menus.pages);
    all.push({ name: navigation.title || "Navigation", nodes });
  }
  all.push(...buildMenus(menus, context.terms));
  report.excess = menus.excess;
  const chosen = chooseMenus(all);
  const resolver = new LinkResolver(db, context);
  for (const menu of all) {
    const setting = chosen.get(menu);
    if (setting) await db.transaction((tx) => importMenu(tx, { menu, setting, resolver, context }));
    else report.others.push({ menu: menu.name, links: countLinks(menu.nodes) });
  }
}

/** Chooses a menu for each place: by its name, and for the header also by the number of its links. */
export function chooseMenus(menus: Menu[]): Map<Menu, NavigationSetting> {
  const chosen = new Map<Menu, NavigationSetting>();
  const filled = menus.filter(({ nodes }) => countLinks(nodes) > 0);
  const largest = (list: Menu[]) =>
    list.reduce<Menu | undefined>(
      (best, menu) => (best && countLinks(best.nodes) >= countLinks(menu.nodes) ? best : menu),
      undefined,
    );
  const footers = filled.filter(({ name }) => footerNames.test(name));
  const rest = filled.filter((menu) => !footers.includes(menu) && !otherNames.test(menu.name));
  const named = rest.filter(({ name }) => headerNames.test(name));
  const header = largest(named.length > 0 ? named : rest);
  const footer = largest(footers);
  if (header) chosen.set(header, "navigation.header");
  if (footer) chosen.set(footer, "navigation.footer");
  return chosen;
}

async function importMenu(
  tx: Executor,
  work: { menu: Menu; setting: NavigationSetting; resolver: LinkResolver; context: MenuContext },
): Promise<void> {
  const { menu, setting, resolver, context } = work;
  const { report, blogUrl } = context;
  const { lines, leftOut } = await toMenuLines(menu.nodes, resolver);
  report.leftOut.push(...leftOut.map((link) => ({ menu: menu.name, ...link })));
  if (lines.length === 0) return;
  // The footer's own links (rules, figures, feed) stay beside those of the blog.
  const typed = [...lines, ...(setting === "navigation.footer" ? [automaticEntry] : [])].join("\n");
  const parsed = parseSetting(setting, typed);
  const value = parsed.success ? String(parsed.data) : typed;
  const stored = await lockSetting(tx, setting);
  const before = (await findImportedItems(tx, blogUrl, "step", [setting])).get(setting);
  const counted = { setting, menu: menu.name, links: lines.length };
  if (stored === value) {
    report.unchanged.push(counted);
    return;
  }
  const isUntouched = before ? typeof stored === "string" && hash(stored) === before.fingerprint : !stored;
  const saved = isUntouched ? await setSetting(tx, setting, value) : undefined;
  if (!saved?.ok) {
    const otherBlog = typeof stored === "string" ? await findOtherBlog(tx, setting, stored, blogUrl) : undefined;
    report.proposed.push({ setting, menu: menu.name, lines: value.split("\n"), ...(otherBlog && { otherBlog }) });
    return;
  }
  report.imported.push(counted);
  const mark = { foreignId: setting, localId: setting, fingerprint: hash(value) };
  await recordImportedItems(tx, blogUrl, "step", [mark]);
}

/** The other blog whose import set the navigation as it is; undefined if somebody edited it. */
async function findOtherBlog(
  tx: Executor,
  setting: NavigationSetting,
  value: string,
  blogUrl: string,
): Promise<string | undefined> {
  const [other] = (await findOfAllBlogs(tx, "step", setting)).filter(
    (mark) => mark.blogUrl !== blogUrl && mark.fingerprint === hash(value),
  );
  return other?.blogUrl;
}

function hash(value: string): string {
  return createHash("sha256").update(value).digest("base64url").slice(0, 22);
}
