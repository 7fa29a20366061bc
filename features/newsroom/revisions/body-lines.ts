import type { Element, ElementContent, Root } from "hast";

const lineMarkers: Record<string, string> = {
  h2: "## ",
  h3: "### ",
  h4: "#### ",
  li: "• ",
  blockquote: "> ",
  hr: "———",
};
const containers = new Set([
  "ul",
  "ol",
  "dl",
  "blockquote",
  "aside",
  "table",
  "thead",
  "tbody",
  "tfoot",
  "tr",
  "figure",
]);

/** A body as lines that a person compares: text with a sign for what it is, pictures and links by their addresses. */
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

/** Words, with where links lead: a changed address is a change. */
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
