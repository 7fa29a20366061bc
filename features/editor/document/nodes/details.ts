import { Node } from "@tiptap/core";

/** Displays a node as a plain element: the browser would open and close real ones at a click. */
const plainView =
  (className: string, data: DOMStringMap = {}) =>
  () => {
    const dom = document.createElement("div");
    dom.className = className;
    Object.assign(dom.dataset, data);
    return { dom, contentDOM: dom };
  };

/** A block that readers open: a title and its content, both always visible in the editor. */
const detailsBlock = Node.create({
  name: "details",
  group: "block",
  content: "summary detailsContent",
  defining: true,
  renderHTML: () => ["details", { open: "" }, 0],
  addNodeView: () => plainView("details-block"),
});

const summary = Node.create<{ placeholder: string }>({
  name: "summary",
  content: "inline*",
  defining: true,
  selectable: false,
  // Shown in an empty title.
  addOptions: () => ({ placeholder: "" }),
  renderHTML: () => ["summary", 0],
  addNodeView() {
    return plainView("details-title", { placeholder: this.options.placeholder });
  },
});

const detailsContent = Node.create({
  name: "detailsContent",
  content: "block+",
  defining: true,
  selectable: false,
  renderHTML: () => ["div", 0],
});

export const details = [detailsBlock, summary, detailsContent];
