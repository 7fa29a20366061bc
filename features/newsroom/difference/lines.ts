import type { Element, ElementContent, Root } from "hast";

const signs: Record<string, string> = { h2: "## ", h3: "### ", h4: "#### ", li: "• ", blockquote: "> ", hr: "———" };
const holders = new Set(["ul", "ol", "dl", "blockquote", "aside", "table", "thead", "tbody", "tfoot", "tr", "figure"]);

/** A body as lines that a person compares: text with a sign for what it is, pictures and links by their addresses. */
export function linesOf(tree: Root): string[] {
  return tree.children.flatMap((node) => (node.type === "element" ? lines(node) : []));
}

function lines(node: Element): string[] {
  if (node.tagName === "img") return [imageLine(node)];
  if (holders.has(node.tagName))
    return node.children.flatMap((child) => (child.type === "element" ? lines(child) : []));
  const blocks = node.children.some(
    (child) => child.type === "element" && (holders.has(child.tagName) || child.tagName === "p"),
  );
  if (blocks) {
    const own = node.children.filter(
      (child) => !(child.type === "element" && (holders.has(child.tagName) || child.tagName === "p")),
    );
    const first = textOf(own);
    const rest = node.children.flatMap((child) =>
      child.type === "element" && !own.includes(child) ? lines(child) : [],
    );
    return [...(first === "" ? [] : [`${signs[node.tagName] ?? ""}${first}`]), ...rest];
  }
  return [`${signs[node.tagName] ?? ""}${textOf(node.children)}`];
}

/** Words, with where links lead: a changed address is a change. */
function textOf(nodes: ElementContent[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text") return node.value;
      if (node.type !== "element") return "";
      if (node.tagName === "img") return imageLine(node);
      if (node.tagName === "br") return "\n";
      const inside = textOf(node.children);
      return node.tagName === "a" ? `${inside} (${String(node.properties.href)})` : inside;
    })
    .join("");
}

function imageLine(node: Element): string {
  return `[${String(node.properties.src)} ${String(node.properties.alt ?? "")}]`;
}
