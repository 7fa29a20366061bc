import { Node } from "@tiptap/core";
import { isPending } from "../pending-picture-id.ts";
import { attributes } from "./attributes.ts";

export interface DocumentPicture {
  id: string;
  alt: string;
  width: number | null;
  height: number | null;
  /** The address that a click opens. */
  href: string | null;
}

/** One picture, or several side by side, with one caption below. */
const figure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  addAttributes: () => attributes({ pictures: [] as DocumentPicture[] }),
  renderHTML: ({ node }) => [
    "figure",
    { "data-gallery": node.attrs.pictures.length > 1 ? "" : null },
    [
      "span",
      { contenteditable: "false", class: "figure-pictures" },
      ...node.attrs.pictures.map(({ id, alt }: DocumentPicture) =>
        isPending({ id })
          ? ["span", { class: "picture-pending" }]
          : ["img", { src: `/media/${id}`, alt, "data-lacks": alt === "" ? "" : null, draggable: "false" }],
      ),
    ],
    ["figcaption", 0],
  ],
});

/** A picture in a line of text. */
const inlinePicture = Node.create({
  name: "inlinePicture",
  group: "inline",
  inline: true,
  draggable: true,
  addAttributes: () => attributes({ id: "", alt: "", width: null, height: null }),
  renderHTML: ({ node }) => ["img", { src: `/media/${node.attrs.id}`, alt: node.attrs.alt }],
});

/** Figures and inline pictures from our library. */
export const pictures = [figure, inlinePicture];
