import type { Role } from "../rules.ts";

interface Moderator {
  id: number;
  role: Role;
}

/** Moderators moderate and never publish; editors publish and never moderate; administrators do both. */
export function mayModerate({ role }: Pick<Moderator, "role">): boolean {
  return role === "moderator" || role === "admin";
}

/** Nobody decides about themselves or about what they wrote. */
export function isSelf(actor: Pick<Moderator, "id">, memberId: number | null): boolean {
  return actor.id === memberId;
}

/** Who moderates is judged by administrators only; whoever else has an account, by any moderator. */
export function mayModerateMember(actor: Pick<Moderator, "role">, target: Pick<Moderator, "role">): boolean {
  return actor.role === "admin" || (mayModerate(actor) && !mayModerate(target));
}

/** Whether the site keeps somebody to run it when this member may no longer take part. */
export function hasAdminLeft(target: Pick<Moderator, "role">, otherAdmins: number): boolean {
  return target.role !== "admin" || otherAdmins > 0;
}
