import type { Nodes } from "hast";

const blocks = new Set(
  "address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tbody td tfoot th thead tr ul".split(
    " ",
  ),
);

/** The text of a tree, blocks parted by a newline, runs of white space folded. Scripts and styles have none. */
export function toText(tree: Nodes): string {
  const parts: string[] = [];
  // An own stack: hostile input nests deeper than the call stack goes.
  const stack: (Nodes | "\n")[] = [tree];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined) break;
    if (node === "\n") {
      parts.push("\n");
    } else if (node.type === "text") {
      parts.push(node.value);
    } else if (node.type === "root" || node.type === "element") {
      if (node.type === "element" && (node.tagName === "script" || node.tagName === "style")) continue;
      const block = node.type === "element" && blocks.has(node.tagName);
      if (block) stack.push("\n");
      for (let index = node.children.length - 1; index >= 0; index -= 1) {
        const child = node.children[index];
        if (child) stack.push(child);
      }
      if (block) stack.push("\n");
    }
  }
  return parts
    .join("")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
}
