import type { Element, ElementContent, Root } from "hast";

const lineMarkers: Record<string, string> = {
  h2: "## ",
  h3: "### ",
  h4: "#### ",
  li: "• ",
  blockquote: "> ",
  hr: "———",
  summary: "▸ ",
};
const containers = new Set([
  "ul",
  "ol",
  "dl",
  "blockquote",
  "aside",
  "details",
  "table",
  "thead",
  "tbody",
  "tfoot",
  "tr",
  "figure",
]);

/**
 * Converts a body to lines that a person can compare: text with a mark for its block, pictures and links with their
 * addresses.
 */
export function toLines(tree: Root): string[] {
  return tree.children.flatMap((node) => (node.type === "element" ? lines(node) : []));
}

function lines(node: Element): string[] {
  if (node.tagName === "img") return [imageLine(node)];
  if (containers.has(node.tagName))
    return node.children.flatMap((child) => (child.type === "element" ? lines(child) : []));
  const blocks = node.children.some(
    (child) => child.type === "element" && (containers.has(child.tagName) || child.tagName === "p"),
  );
  if (blocks) {
    const own = node.children.filter(
      (child) => !(child.type === "element" && (containers.has(child.tagName) || child.tagName === "p")),
    );
    const first = toLineText(own);
    const rest = node.children.flatMap((child) =>
      child.type === "element" && !own.includes(child) ? lines(child) : [],
    );
    return [...(first === "" ? [] : [`${lineMarkers[node.tagName] ?? ""}${first}`]), ...rest];
  }
  return [`${lineMarkers[node.tagName] ?? ""}${toLineText(node.children)}`];
}

/** The text of a line, with the addresses of its links: a changed address is a change. */
function toLineText(nodes: ElementContent[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text") return node.value;
      if (node.type !== "element") return "";
      if (node.tagName === "img") return imageLine(node);
      if (node.tagName === "br") return "\n";
      const inside = toLineText(node.children);
      return node.tagName === "a" ? `${inside} (${String(node.properties.href)})` : inside;
    })
    .join("");
}

function imageLine(node: Element): string {
  return `[${String(node.properties.src)} ${String(node.properties.alt ?? "")}]`;
}
