import type { Role } from "./rules.ts";
/** Who has a desk here at all. Moderators moderate and never publish. */
export function mayWrite({ role }: Pick<RoleHolder, "role">): boolean {
  return role === "contributor" || role === "editor" || role === "admin";
}

/** Who decides what readers see, and works on everybody's texts. */
export function mayPublish({ role }: Pick<RoleHolder, "role">): boolean {
  return role === "editor" || role === "admin";
}

export interface RoleHolder {
  id: number;
  role: Role;
}
