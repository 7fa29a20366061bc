import type { ElementContent, Properties } from "hast";
import { element } from "./element.ts";
import { parseMediaSrc, safeHref } from "./links.ts";
import { block, inline } from "./vocabulary.ts";

export interface Rules {
  linkRel?: string[];
}

/**
 * Unwraps unknown elements, links without an address, images that are not ours, and an emphasis inside the same
 * emphasis.
 */
export function unwrap(node: ElementContent, around: Set<string>, rules: Rules): ElementContent[] {
  if (node.type === "text") return [node];
  if (node.type !== "element") return [];
  const { tagName } = node;
  if (tagName === "br") return [element("br")];
  if (tagName === "img") return parseMediaSrc(node.properties.src) ? [{ ...node, children: [] }] : [];
  const isInline = inline.has(tagName);
  const href = tagName === "a" ? safeHref(node.properties.href) : undefined;
  const keep = isInline ? !around.has(tagName) && (tagName !== "a" || href !== undefined) : block.has(tagName);
  const inside = keep && isInline ? new Set(around).add(tagName) : around;
  const children = node.children.flatMap((child) => unwrap(child, inside, rules));
  if (!keep) return children;
  const properties = href === undefined ? node.properties : linkProperties(node.properties, href, rules);
  return [element(tagName, children, properties)];
}

function linkProperties(original: Properties, href: string, rules: Rules): Properties {
  const properties: Properties = { href };
  if (original.title) properties.title = original.title;
  if (rules.linkRel) properties.rel = rules.linkRel;
  return properties;
}
