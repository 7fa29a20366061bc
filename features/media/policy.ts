import type { Role } from "#features/members/rules.ts";

interface Actor {
  id: number;
  role: Role;
}

const editors: readonly Role[] = ["editor", "admin"];
const writers: readonly Role[] = ["contributor", ...editors];

/** Everyone who writes articles may see the library and upload to it; moderators may not. */
export function mayUpload({ role }: Actor): boolean {
  return writers.includes(role);
}

/** Contributors change their own uploads; editors and administrators change all. */
export function mayEditPicture(viewer: Actor, picture: { uploaderId: number | null }): boolean {
  return editors.includes(viewer.role) || (viewer.role === "contributor" && picture.uploaderId === viewer.id);
}

/** Replacing a file changes published pages at once: only editors may do it for a published picture. */
export function mayReplace(viewer: Actor, picture: { uploaderId: number | null; published: boolean }): boolean {
  return mayEditPicture(viewer, picture) && (editors.includes(viewer.role) || !picture.published);
}
