import { maxLabelLength, maxLinks } from "#features/settings/navigation/link-list.ts";
import { formatRows, type LinkRow } from "#features/settings/navigation/link-rows.ts";
import { cutCharacters } from "#lib/cut-characters.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { type ImportReason, toReason } from "../import-reason.ts";
import type { MenuNode } from "./menu-tree.ts";
import type { LinkResolver } from "./resolve-links.ts";

export interface LeftOutLink {
  label: string;
  address: string;
  reason: ImportReason | string;
}

/** Links of a menu that are looked up; the navigation holds fewer. */
const maxResolved = 200;

/**
 * Converts a menu to the lines of a setting. The navigation has one level: a heading and a link that leads nowhere here
 * are replaced by what is below them, and what is below other links is left out.
 */
export async function toMenuLines(
  nodes: MenuNode[],
  resolver: Pick<LinkResolver, "resolve" | "nameOf">,
): Promise<{ lines: string[]; leftOut: LeftOutLink[] }> {
  const rows = new Map<string, LinkRow>();
  const leftOut: LeftOutLink[] = [];
  let resolved = 0;
  const leaveOut = (node: MenuNode, refusal: Refusal) =>
    leftOut.push({
      label: node.label || (node.link ? resolver.nameOf(node.link) : ""),
      address: node.link?.url ?? "",
      reason: toReason(refusal),
    });
  const leaveBelow = (list: MenuNode[], parent: string) => {
    for (const node of list) {
      if (node.link) leaveOut(node, refused("import.linkBelow", undefined, { parent }));
      leaveBelow(node.children, parent);
    }
  };
  const place = async (node: MenuNode): Promise<void> => {
    if (!node.link) {
      if (node.children.length === 0) leaveOut(node, refused("import.linkWithoutAddress"));
      for (const child of node.children) await place(child);
      return;
    }
    resolved += 1;
    const target = resolved > maxResolved ? tooManyLinks : await resolver.resolve(node.link);
    if ("ok" in target) {
      leaveOut(node, target);
      for (const child of node.children) await place(child);
      return;
    }
    const label = node.label || target.name || resolver.nameOf(node.link);
    if (label === "") leaveOut({ ...node, label: target.href }, refused("import.linkWithoutName"));
    else if (!rows.has(target.href) && rows.size >= maxLinks) leaveOut({ ...node, label }, tooManyLinks);
    else if (!rows.has(target.href)) {
      const ownLabel = label === target.name && target.isNamedHere ? "" : shorten(label);
      if (ownLabel !== "" && ownLabel !== label)
        leaveOut({ ...node, label }, refused("import.linkNameCut", undefined, { name: ownLabel }));
      rows.set(target.href, { label: ownLabel, href: target.href });
    }
    leaveBelow(node.children, label);
  };
  for (const node of nodes) await place(node);
  return { lines: [...rows.values()].map((row) => formatRows([row])), leftOut };
}

const tooManyLinks = refused("import.tooManyLinks", undefined, { max: maxLinks });

function shorten(label: string): string {
  return [...label].length <= maxLabelLength ? label : `${cutCharacters(label, maxLabelLength - 1).trim()}…`;
}

/** Counts the links that a menu has on the level that the navigation shows. */
export function countLinks(nodes: MenuNode[]): number {
  let count = 0;
  for (const node of nodes) count += node.link ? 1 : countLinks(node.children);
  return count;
}
