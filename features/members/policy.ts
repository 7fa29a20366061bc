import type { Role } from "./rules.ts";
/** Whether the member may write articles. Moderators moderate and never publish. */
export function mayWrite({ role }: Pick<RoleHolder, "role">): boolean {
  return role === "contributor" || role === "editor" || role === "admin";
}

/** Whether the member may publish and edit everyone's articles. */
export function mayPublish({ role }: Pick<RoleHolder, "role">): boolean {
  return role === "editor" || role === "admin";
}

export interface RoleHolder {
  id: number;
  role: Role;
}
