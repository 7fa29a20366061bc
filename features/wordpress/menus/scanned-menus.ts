import type { ExportItem } from "../export/entries.ts";

/** A link of a menu, as the export has it: to an item, to a term, or to an address. */
export interface MenuLink {
  /** As HTML; "" if the menu shows the name of what it leads to. */
  label: string;
  /** "post_type", "taxonomy", or another, whose address counts. */
  type: string;
  /** The type of the item, or the term's taxonomy. */
  object: string;
  objectId: string;
  url: string;
}

export interface MenuItem extends MenuLink {
  id: string;
  /** Id of the item above, or "0". */
  parent: string;
  order: number;
}

/** A page, for menus that list the pages. */
export interface MenuPage {
  id: string;
  title: string;
  parent: string;
  order: number;
}

/** Where the body of an item is in the file, and its hash (`ItemPlace`). */
interface BodyPlace {
  start: number;
  length: number;
  hash: string;
}

/** Items of all menus together; a WordPress site has some dozens. */
const maxItems = 5_000;
const maxPages = 5_000;
const maxNavigations = 50;
const maxLabelLength = 300;
const maxUrlLength = 2_000;

/** The menus of an export, collected by its scan. */
export class ScannedMenus {
  /** Items of classic menus by the menu's nicename, in the order of the file. */
  readonly items = new Map<string, MenuItem[]>();
  /** Menus of the block editor, whose bodies are read later. */
  readonly navigations: { title: string; place: BodyPlace }[] = [];
  readonly pages: MenuPage[] = [];
  /** What was too much. */
  excess = 0;
  #count = 0;

  /** Adds an item; returns whether it is part of a menu. */
  add(item: ExportItem, place: BodyPlace): boolean {
    // WordPress keeps items of deleted menus, and drafts of unsaved ones.
    if (item.status !== "publish") return false;
    if (item.type === "nav_menu_item") return this.#addItem(item);
    if (item.type !== "wp_navigation") return false;
    if (this.navigations.length >= maxNavigations) this.excess += 1;
    else this.navigations.push({ ...copy({ title: item.title.slice(0, maxLabelLength) }), place });
    return true;
  }

  #addItem(item: ExportItem): boolean {
    const menu = item.terms.find(({ taxonomy }) => taxonomy === "nav_menu")?.nicename ?? "";
    if (menu === "") return false;
    this.#count += 1;
    if (this.#count > maxItems) {
      this.excess += 1;
      return true;
    }
    const meta = (key: string) => item.meta.get(`_menu_item_${key}`)?.at(-1)?.trim() ?? "";
    const url = meta("url");
    const entry: MenuItem = copy({
      id: item.id,
      label: item.title.slice(0, maxLabelLength),
      type: meta("type"),
      object: meta("object"),
      objectId: meta("object_id"),
      url: url.length > maxUrlLength ? "" : url,
      parent: meta("menu_item_parent"),
      order: Number(item.menuOrder) || 0,
    });
    const siblings = this.items.get(menu);
    if (siblings) siblings.push(entry);
    else this.items.set(copy({ menu }).menu, [entry]);
    return true;
  }

  /** Adds a page, for menus that list them. */
  addPage({ id, title, parent, menuOrder }: ExportItem): void {
    if (this.pages.length >= maxPages) return;
    this.pages.push(copy({ id, title: title.slice(0, maxLabelLength), parent, order: Number(menuOrder) || 0 }));
  }
}

/** Copies a record with its strings, which are slices of the parser's input. */
function copy<T extends object>(record: T): T {
  return JSON.parse(JSON.stringify(record)) as T;
}
