/** A link that a person wrote by hand: its address, and its name where it has one of its own. */
export interface LinkLine {
  href: string;
  label: string;
  /** Leads to another site. */
  outside: boolean;
}

/** What stands for the entries that would be there without a choice. */
export const automatic = "*";

/** As many as a navigation may hold. */
export const mostLines = 40;
export const longestLabel = 60;
export const longestAddress = 500;

/**
 * Reads a list of links, one per line in its order: `Name | address`, or an address alone, or `*`. An address is a path of this site, or
 * begins with https://. What is no such line is left out and named in `faults` (message keys). An address stands once.
 */
export function readLinkLines(text: string): { lines: (LinkLine | typeof automatic)[]; faults: string[] } {
  const lines: (LinkLine | typeof automatic)[] = [];
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "") continue;
    const { label, href } = linkOf(line);
    const fault = linkFault({ label, href });
    if (fault) faults.push(fault);
    else if (!seen.has(href))
      lines.push(href === automatic && label === "" ? automatic : { href, label, outside: isSecure(href) });
    seen.add(href);
  }
  if (lines.length > mostLines) faults.push("setting.tooManyEntries");
  return { lines, faults };
}

/** A line's two parts as they were written; without a bar it is an address alone. */
export function linkOf(line: string): Pick<LinkLine, "label" | "href"> {
  const bar = line.lastIndexOf("|");
  const label = bar < 0 ? "" : line.slice(0, bar).replace(/\s+/g, " ").trim();
  return { label, href: line.slice(bar + 1).trim() };
}

/** Why readers could not be given such a link: a message key, or undefined. */
export function linkFault({ label, href }: Pick<LinkLine, "label" | "href">): LinkFault | undefined {
  if (href === automatic && label === "") return undefined;
  const outside = isSecure(href);
  if (!outside && !isOwnPath(href)) return "setting.entryAddress";
  if (outside && label === "") return "setting.entryName";
  return [...label].length > longestLabel ? "setting.entryLong" : undefined;
}

export type LinkFault = "setting.entryAddress" | "setting.entryName" | "setting.entryLong";

/** A path, never another site's ("//evil.example", "/\evil.example"), nor anything else that a browser would read as one. */
function isOwnPath(href: string): boolean {
  return href.length <= longestAddress && /^\/(?![/\\])[^\s\\<>"]*$/.test(href);
}

function isSecure(href: string): boolean {
  if (href.length > longestAddress || !/^https:\/\/[^\s\\<>"]+$/i.test(href) || !URL.canParse(href)) return false;
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
export function arrangeLinks(
  text: string,
  by: { itself: Link[]; known: Link[]; must?: string[]; moved?: Map<string, string | null> },
): Link[] {
  const { lines } = readLinkLines(text);
  const named = (href: string) => by.known.find((link) => link.href === href);
  const links = lines.flatMap((line): Link[] => {
    if (line === automatic) return by.itself;
    const now = by.moved?.get(line.href);
    if (now === null) return [];
    const href = now ?? line.href;
    const known = named(href);
    const label = line.label || known?.label;
    return label ? [{ ...known, href, label, ...(line.outside && { outside: true }) }] : [];
  });
  if (links.length === 0) links.push(...by.itself);
  const missing = (by.must ?? []).filter((href) => !links.some((link) => link.href === href));
  const all = [...links, ...missing.flatMap((href) => named(href) ?? [])];
  return all.filter(({ href }, at) => all.findIndex((link) => link.href === href) === at);
}
