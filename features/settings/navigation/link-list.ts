/** A link that a person wrote by hand: its address, and its name where it has one of its own. */
interface ListedLink {
  href: string;
  label: string;
  /** Leads to another site. */
  isExternal: boolean;
}

/** What stands for the entries that would be there without a choice. */
export const automaticEntry = "*";

/** As many as a navigation may hold. */
export const maxLinks = 40;
export const maxLabelLength = 60;
export const maxHrefLength = 500;

/**
 * Reads a list of links, one per line in its order: `Name | address`, or an address alone, or `*`. An address is a path of this site, or
 * begins with https://. What is no such line is left out and named in `faults` (message keys). An address stands once.
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

/** A line's two parts as they were written; without a bar it is an address alone. */
export function splitLine(line: string): Pick<ListedLink, "label" | "href"> {
  const bar = line.lastIndexOf("|");
  const label = bar < 0 ? "" : line.slice(0, bar).replace(/\s+/g, " ").trim();
  return { label, href: line.slice(bar + 1).trim() };
}

/** Why readers could not be given such a link: a message key, or undefined. */
export function findLinkError({ label, href }: Pick<ListedLink, "label" | "href">): LinkError | undefined {
  if (href === automaticEntry && label === "") return undefined;
  const outside = isHttpsUrl(href);
  if (!outside && !isSitePath(href)) return "setting.entryAddress";
  if (outside && label === "") return "setting.entryName";
  return [...label].length > maxLabelLength ? "setting.entryLong" : undefined;
}

export type LinkError = "setting.entryAddress" | "setting.entryName" | "setting.entryLong";

/** A path, never another site's ("//evil.example", "/\evil.example"), nor anything else that a browser would read as one. */
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
 * The links that a list written by hand asks for: each with its own name, else the name that the site gives to that address (`known`);
 * without either it is left out. `*` is what would be there by itself. An address that has `moved` leads where it leads now, or nowhere (null) and
 * is left out. What `must` stand and does not is added at the end.
 */
export function resolveLinkList(
  text: string,
  by: { itself: Link[]; known: Link[]; must?: string[]; moved?: Map<string, string | null> },
): Link[] {
  const { lines } = parseLinkList(text);
  const named = (href: string) => by.known.find((link) => link.href === href);
  const links = lines.flatMap((line): Link[] => {
    if (line === automaticEntry) return by.itself;
    const now = by.moved?.get(line.href);
    if (now === null) return [];
    const href = now ?? line.href;
    const known = named(href);
    const label = line.label || known?.label;
    return label ? [{ ...known, href, label, ...(line.isExternal && { outside: true }) }] : [];
  });
  if (links.length === 0) links.push(...by.itself);
  const missing = (by.must ?? []).filter((href) => !links.some((link) => link.href === href));
  const all = [...links, ...missing.flatMap((href) => named(href) ?? [])];
  return all.filter(({ href }, at) => all.findIndex((link) => link.href === href) === at);
}
