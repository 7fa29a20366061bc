import type { Role } from "#features/members/rules.ts";

interface Who {
  id: number;
  role: Role;
}

const editors: readonly Role[] = ["editor", "admin"];
const writers: readonly Role[] = ["contributor", ...editors];

/** Whoever writes may see the library and add to it; moderators have no business there. */
export function mayUpload({ role }: Who): boolean {
  return writers.includes(role);
}

/** Contributors change what they brought themselves; editors and administrators everything. */
export function mayEdit(viewer: Who, picture: { uploaderId: number | null }): boolean {
  return editors.includes(viewer.role) || (viewer.role === "contributor" && picture.uploaderId === viewer.id);
}
