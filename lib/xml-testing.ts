import { SaxesParser } from "saxes";

/** An element as a test reads it. */
export interface ReadElement {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: ReadElement[];
}

/** The document as a strict parser with namespaces reads it. Throws if it is not well-formed. */
export function readXml(xml: string): ReadElement {
  const top: ReadElement = { name: "", attributes: {}, text: "", children: [] };
  const open = [top];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const values = Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value]));
    const node = { name, attributes: values, text: "", children: [] };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  const addText = (text: string) => {
    const node = open.at(-1);
    if (node) node.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  const root = top.children[0];
  if (!root) throw new Error("empty document");
  return root;
}

/** The children of that name. */
export const childrenOf = (node: ReadElement | undefined, name: string) =>
  node?.children.filter((child) => child.name === name) ?? [];
/** The text of the first child of that name. */
export const textOf = (node: ReadElement | undefined, name: string) => childrenOf(node, name)[0]?.text;
