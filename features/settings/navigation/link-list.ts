/** A link typed by a person: its address, and optionally its own name. */
interface ListedLink {
  href: string;
  label: string;
  /** Leads to another site. */
  isExternal: boolean;
}

/** The entry for the links that the site shows by default. */
export const automaticEntry = "*";

/** Maximum number of links in a navigation. */
export const maxLinks = 40;
export const maxLabelLength = 60;
export const maxHrefLength = 500;

/**
 * Parses a list of links, one per line: `Name
 * address`, or an address alone, or `*`. An address is a path of this site, or begins with https://. Invalid lines are
 * left out and reported in `faults` (message keys). A repeated address counts once.
 */
export function parseLinkList(text: string): { lines: (ListedLink | typeof automaticEntry)[]; faults: string[] } {
  const lines: (ListedLink | typeof automaticEntry)[] = [];
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "") continue;
    const { label, href } = splitLine(line);
    const fault = findLinkError({ label, href });
    if (fault) faults.push(fault);
    else if (!seen.has(href))
      lines.push(
        href === automaticEntry && label === "" ? automaticEntry : { href, label, isExternal: isHttpsUrl(href) },
      );
    seen.add(href);
  }
  if (lines.length > maxLinks) faults.push("setting.tooManyEntries");
  return { lines, faults };
}

/** Splits a line into its two parts as written; without a bar it is an address alone. */
export function splitLine(line: string): Pick<ListedLink, "label" | "href"> {
  const bar = line.lastIndexOf("|");
  const label = bar < 0 ? "" : line.slice(0, bar).replace(/\s+/g, " ").trim();
  return { label, href: line.slice(bar + 1).trim() };
}

/** Explains why a link cannot be shown to readers: a message key, or undefined. */
export function findLinkError({ label, href }: Pick<ListedLink, "label" | "href">): LinkError | undefined {
  if (href === automaticEntry && label === "") return undefined;
  const outside = isHttpsUrl(href);
  if (!outside && !isSitePath(href)) return "setting.entryAddress";
  if (outside && label === "") return "setting.entryName";
  return [...label].length > maxLabelLength ? "setting.entryLong" : undefined;
}

export type LinkError = "setting.entryAddress" | "setting.entryName" | "setting.entryLong";

/**
 * Whether an address is a path of this site, never one that a browser would take for another site ("//evil.example",
 * "/\evil.example").
 */
function isSitePath(href: string): boolean {
  return href.length <= maxHrefLength && /^\/(?![/\\])[^\s\\<>"]*$/.test(href);
}

function isHttpsUrl(href: string): boolean {
  if (href.length > maxHrefLength || !/^https:\/\/[^\s\\<>"]+$/i.test(href) || !URL.canParse(href)) return false;
  const { protocol, username, password } = new URL(href);
  return protocol === "https:" && username === "" && password === "";
}

interface Link {
  href: string;
  label: string;
  current?: boolean;
  outside?: boolean;
}

/**
 * Resolves a list to links. A link has its own name, or else the one that the site has for its address (`known`);
 * without either it is left out. `*` stands for the default links. An address that has `moved` is replaced, or left out
 * if it leads nowhere (null). Missing `required` links are appended.
 */
export function resolveLinkList(
  text: string,
  by: { automatic: Link[]; known: Link[]; required?: string[]; moved?: Map<string, string | null> },
): Link[] {
  const { lines } = parseLinkList(text);
  const named = (href: string) => by.known.find((link) => link.href === href);
  const links = lines.flatMap((line): Link[] => {
    if (line === automaticEntry) return by.automatic;
    const now = by.moved?.get(line.href);
    if (now === null) return [];
    const href = now ?? line.href;
    const known = named(href);
    const label = line.label || known?.label;
    return label ? [{ ...known, href, label, ...(line.isExternal && { outside: true }) }] : [];
  });
  if (links.length === 0) links.push(...by.automatic);
  const missing = (by.required ?? []).filter((href) => !links.some((link) => link.href === href));
  const all = [...links, ...missing.flatMap((href) => named(href) ?? [])];
  return all.filter(({ href }, at) => all.findIndex((link) => link.href === href) === at);
}
