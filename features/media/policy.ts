import type { Role } from "#features/members/rules.ts";

interface Actor {
  id: number;
  role: Role;
}

const editors: readonly Role[] = ["editor", "admin"];
const writers: readonly Role[] = ["contributor", ...editors];

/** Whoever writes may see the library and add to it; moderators have no business there. */
export function mayUpload({ role }: Actor): boolean {
  return writers.includes(role);
}

/** Contributors change what they brought themselves; editors and administrators everything. */
export function mayEdit(viewer: Actor, picture: { uploaderId: number | null }): boolean {
  return editors.includes(viewer.role) || (viewer.role === "contributor" && picture.uploaderId === viewer.id);
}

/** Another file in a picture's place is at once what readers see: of one that they see already, that is the editors' to decide. */
export function mayReplace(viewer: Actor, picture: { uploaderId: number | null; published: boolean }): boolean {
  return mayEdit(viewer, picture) && (editors.includes(viewer.role) || !picture.published);
}
