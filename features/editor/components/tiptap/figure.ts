import type { JSONContent } from "@tiptap/core";
import type { DocumentPicture } from "#features/editor/document/nodes/pictures.ts";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";

/** A picture of the library as a text shows it. */
export function toBodyPicture({ id, alt, width, height }: UploadedPicture): DocumentPicture {
  return { id, alt, width, height, href: null };
}

/** Creates a figure for a picture, with the library's caption; the library's credit is shown with it. */
export function toFigure(picture: UploadedPicture): JSONContent {
  return {
    type: "figure",
    attrs: { pictures: [toBodyPicture(picture)] },
    ...(picture.caption !== "" && { content: [{ type: "text", text: picture.caption }] }),
  };
}
