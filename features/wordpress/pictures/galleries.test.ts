import { expect, it } from "vitest";
import type { Attachment } from "../scan.ts";
import { isOfKind } from "./file-kinds.ts";
import { listGallery } from "./galleries.ts";

const attachment = (id: string, title: string, menuOrder: number, file = `${id}.jpg`): Attachment => ({
  id,
  title,
  menuOrder,
  date: `2020-01-0${9 - Number(id)} 10:00:00`,
  address: `https://blog.test/wp-content/uploads/${file}`,
  link: "",
  file: "",
  alt: "",
  caption: `Vue <b>${id}</b>`,
  parent: "5",
});
const uploaded = [
  attachment("1", "C", 2),
  attachment("2", "A", 1),
  attachment("3", "B", 1),
  attachment("4", "Dossier", 0, "dossier.pdf"),
  attachment("6", "Épisode", 0, "a.mp3"),
];
const scan = {
  attachments: new Map(uploaded.map((one) => [one.id, one])),
  attachmentsOf: new Map([["5", uploaded]]),
};
const ids = (attributes: Record<string, string>, kind: "image" | "audio" = "image", post = "5") =>
  listGallery(scan, post, attributes, kind, 9).files.map(({ attachmentId }) => attachmentId);

it.each([
  [{}, ["2", "3", "1"]],
  [{ ids: "3, 1,9,2" }, ["3", "1", "2"]],
  [{ ids: "3,1", orderby: "rand" }, ["3", "1"]],
  [{ ids: "3,1", orderby: "title" }, ["3", "1"]],
  [{ include: "1 3" }, ["3", "1"]],
  [{ exclude: "2" }, ["3", "1"]],
  [{ orderby: "title", order: "DESC" }, ["1", "3", "2"]],
  [{ orderby: "post_date ID" }, ["3", "2", "1"]],
  [{ orderby: "ID" }, ["1", "2", "3"]],
  [{ id: "7" }, []],
])("lists the pictures of [gallery] with %j", (attributes, wanted) => {
  expect(ids(attributes)).toEqual(wanted);
});

it("lists the sounds of a playlist, with plain captions", () => {
  expect(ids({}, "audio")).toEqual(["6"]);
  expect(listGallery(scan, "5", {}, "image", 9).files[0]).toMatchObject({ caption: "Vue 2", title: "A" });
});

it.each([
  ["https://x.test/a.MP4?v=1", "video", true],
  ["https://x.test/a.mp4/", "video", false],
  ["https://x.test/a.jpeg#x", "image", true],
] as const)("tells by the extension of %s whether it is %s: %s", (address, kind, is) => {
  expect(isOfKind(address, kind)).toBe(is);
});
