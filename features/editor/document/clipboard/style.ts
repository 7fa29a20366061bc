import type { Element } from "hast";

/** The value of a property in an element's `style` attribute, in lower case; "" if it is absent. The last declaration counts. */
export function getStyle(node: Element, property: string): string {
  const style = String(node.properties.style ?? "").toLowerCase();
  if (!style.includes(property)) return "";
  const last = style.split(";").findLast((one) => one.trimStart().startsWith(property) && nameOf(one) === property);
  return last === undefined ? "" : last.slice(last.indexOf(":") + 1).trim();
}

const nameOf = (declaration: string) => declaration.slice(0, Math.max(declaration.indexOf(":"), 0)).trim();

/** The classes of an element. */
export function getClasses({ properties }: Element): string[] {
  return Array.isArray(properties.className) ? properties.className.map(String) : [];
}

/**
 * Returns what follows the last "#" of a link's address; "" without one. Browsers may put the page's own address before
 * it.
 */
export function getFragment({ tagName, properties }: Element): string {
  const href = tagName === "a" ? String(properties.href ?? "") : "";
  const at = href.lastIndexOf("#");
  return at === -1 ? "" : href.slice(at + 1).trim();
}
