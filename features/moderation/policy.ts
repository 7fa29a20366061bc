import type { Role } from "#features/members/rules.ts";

interface Who {
  id: number;
  role: Role;
}

/** Moderators moderate and never publish; editors publish and never moderate; administrators do both. */
export function mayModerate({ role }: Pick<Who, "role">): boolean {
  return role === "moderator" || role === "admin";
}

/** Nobody decides about themselves or about what they wrote. */
export function isOneself(actor: Pick<Who, "id">, memberId: number | null): boolean {
  return actor.id === memberId;
}

/** Who moderates is judged by administrators only; whoever else has an account, by any moderator. */
export function mayJudge(actor: Pick<Who, "role">, target: Pick<Who, "role">): boolean {
  return actor.role === "admin" || (mayModerate(actor) && !mayModerate(target));
}

/** Whether the site keeps somebody to run it when this member may no longer take part. */
export function leavesAnAdmin(target: Pick<Who, "role">, otherAdmins: number): boolean {
  return target.role !== "admin" || otherAdmins > 0;
}
