import { expect, test } from "vitest";
import { mayEditPicture, mayReplace, mayUpload } from "./policy.ts";

test.each([
  ["reader", false, false, false],
  ["moderator", false, false, false],
  ["contributor", true, true, false],
  ["editor", true, true, true],
  ["admin", true, true, true],
] as const)("lets a %s: upload %s, change their own %s, others' %s", (role, adds, own, others) => {
  const viewer = { id: 7, role };
  expect(mayUpload(viewer)).toBe(adds);
  expect(mayEditPicture(viewer, { uploaderId: 7 })).toBe(own);
  expect(mayEditPicture(viewer, { uploaderId: 8 })).toBe(others);
  expect(mayEditPicture(viewer, { uploaderId: null })).toBe(others);
  expect(mayReplace(viewer, { uploaderId: 7, published: false })).toBe(own);
  // Published pictures are the editors' to change.
  for (const uploaderId of [7, 8]) expect(mayReplace(viewer, { uploaderId, published: true })).toBe(others);
});
