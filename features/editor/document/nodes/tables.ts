import { Extension, mergeAttributes, Node } from "@tiptap/core";
import { attributes } from "./attributes.ts";

const table = Node.create({
  name: "table",
  group: "block",
  content: "tableRow+",
  isolating: true,
  renderHTML: () => ["table", ["tbody", 0]],
});

/** `part`: the row group ("head", "body", "foot"), and which one if there are several. */
const tableRow = Node.create({
  name: "tableRow",
  content: "(tableCell | tableHeader)*",
  addAttributes: () => attributes({ part: "tbody", group: null }),
  renderHTML: () => ["tr", 0],
});

const cellAttributes = { colspan: 1, rowspan: 1, colwidth: null, scope: null };
const cell = (name: string, tag: string) =>
  Node.create({
    name,
    content: "block+",
    isolating: true,
    addAttributes: () => attributes(cellAttributes),
    renderHTML: ({ node }) => [
      tag,
      mergeAttributes({
        ...(node.attrs.colspan > 1 && { colspan: node.attrs.colspan }),
        ...(node.attrs.rowspan > 1 && { rowspan: node.attrs.rowspan }),
      }),
      0,
    ],
  });

const tableRoles: Record<string, string> = {
  table: "table",
  tableRow: "row",
  tableCell: "cell",
  tableHeader: "header_cell",
};

/** The roles by which prosemirror-tables recognises the parts of a table. */
const roles = Extension.create({
  name: "tableRoles",
  extendNodeSchema: ({ name }) => (tableRoles[name] ? { tableRole: tableRoles[name] } : {}),
});

/** Tables, as prosemirror-tables expects them. */
export const tables = [table, tableRow, cell("tableCell", "td"), cell("tableHeader", "th"), roles];
