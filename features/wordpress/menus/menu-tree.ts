import { cleanLine } from "#lib/html/clean-text.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { ExportTerm } from "../export/entries.ts";
import type { MenuItem, MenuLink, MenuPage, ScannedMenus } from "./scanned-menus.ts";

export interface MenuNode {
  /** Undefined for a heading: its entries are below it. */
  link: MenuLink | undefined;
  label: string;
  children: MenuNode[];
}

export interface Menu {
  name: string;
  nodes: MenuNode[];
}

/** Deeper entries are left out; WordPress's own themes show two or three levels. */
const maxDepth = 12;
/** Characters of the body of a block menu. */
const maxBodyLength = 500_000;
const maxBlocks = 2_000;

/** Builds the classic menus, by the order of their items. */
export function buildMenus(menus: ScannedMenus, terms: ExportTerm[]): Menu[] {
  return [...menus.items].map(([nicename, items]) => {
    const term = terms.find((one) => one.taxonomy === "nav_menu" && one.nicename === nicename);
    return { name: toPlainLine(term?.name || nicename), nodes: buildTree(items) };
  });
}

function buildTree(items: MenuItem[]): MenuNode[] {
  const byParent = new Map<string, MenuItem[]>();
  const ids = new Set(items.map(({ id }) => id));
  for (const item of [...items].sort((a, b) => a.order - b.order)) {
    // An item whose parent is missing stands at the top, as on WordPress.
    const parent = ids.has(item.parent) && item.parent !== item.id ? item.parent : "";
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(item);
    else byParent.set(parent, [item]);
  }
  // An id may occur again and again: each item is placed once.
  const placed = new Set<MenuItem>();
  const place = (parent: string, depth: number): MenuNode[] => {
    if (depth > maxDepth) return [];
    return (byParent.get(parent) ?? []).flatMap((item) => {
      if (placed.has(item)) return [];
      placed.add(item);
      return [toNode(item, place(item.id, depth + 1))];
    });
  };
  return place("", 1);
}

function toNode(link: MenuLink, children: MenuNode[]): MenuNode {
  const isHeading = !["post_type", "taxonomy"].includes(link.type) && (link.url === "" || link.url.startsWith("#"));
  return { link: isHeading ? undefined : link, label: toPlainLine(link.label), children };
}

interface OpenBlock {
  name: string;
  children: MenuNode[];
}

/**
 * Reads a menu of the block editor: links, submenus, the link to the home page and the list of pages. Blocks of other
 * kinds hold no links of a menu.
 */
export function parseNavigation(body: string, pages: MenuPage[]): MenuNode[] {
  const root: OpenBlock = { name: "", children: [] };
  const open = [root];
  let blocks = 0;
  const content = body.slice(0, maxBodyLength);
  for (let start = content.indexOf("<!--"); start >= 0; start = content.indexOf("<!--", start + 4)) {
    const end = content.indexOf("-->", start);
    if (end < 0 || blocks >= maxBlocks) break;
    const mark = /^<!--\s*(\/)?wp:(?:core\/)?(navigation-link|navigation-submenu|home-link|page-list)([\s\S]*)$/.exec(
      content.slice(start, end),
    );
    const [, closes, name = "", rest = ""] = mark ?? [];
    if (!mark) continue;
    blocks += 1;
    if (closes) {
      if (open.length > 1 && open.at(-1)?.name === name) open.pop();
      continue;
    }
    const parent = (open.at(-1) ?? root).children;
    const isEmpty = rest.trimEnd().endsWith("/");
    const attributes = readAttributes(isEmpty ? rest.trimEnd().slice(0, -1) : rest);
    if (name === "page-list") {
      parent.push(...listPages(pages));
      continue;
    }
    const node = toNode(name === "home-link" ? homeLink(attributes) : toLink(attributes), []);
    parent.push(node);
    if (!isEmpty) open.push({ name, children: open.length < maxDepth ? node.children : [] });
  }
  return root.children;
}

function readAttributes(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function toLink(attributes: Record<string, unknown>): MenuLink {
  // JSON can escape what XML forbids, and PostgreSQL refuses.
  const text = (key: string) => cleanLine(String(attributes[key] ?? "").slice(0, 2_000));
  const kinds = new Map([
    ["post-type", "post_type"],
    ["taxonomy", "taxonomy"],
  ]);
  return {
    label: text("label").slice(0, 300),
    type: text("id") === "" ? "" : (kinds.get(text("kind")) ?? ""),
    object: text("type") === "tag" ? "post_tag" : text("type"),
    objectId: text("id"),
    url: text("url"),
  };
}

function homeLink(attributes: Record<string, unknown>): MenuLink {
  return { ...toLink({ label: attributes.label ?? "" }), url: "/" };
}

/** Lists the pages at the top as WordPress's block does: by their order, then by title. */
function listPages(pages: MenuPage[]): MenuNode[] {
  const ids = new Set(pages.map(({ id }) => id));
  return pages
    .filter(({ parent }) => !ids.has(parent))
    .sort((a, b) => a.order - b.order || a.title.localeCompare(b.title))
    .map(({ id }) => toNode({ label: "", type: "post_type", object: "page", objectId: id, url: "" }, []));
}
