import type { Role } from "../rules.ts";

interface Moderator {
  id: number;
  role: Role;
}

/** Moderators moderate and never publish; editors publish and never moderate; administrators do both. */
export function mayModerate({ role }: Pick<Moderator, "role">): boolean {
  return role === "moderator" || role === "admin";
}

/** Whether the member is the actor: nobody decides about themselves or what they wrote. */
export function isSelf(actor: Pick<Moderator, "id">, memberId: number | null): boolean {
  return actor.id === memberId;
}

/**
 * Whether the actor may decide about the member: only administrators decide about moderators and administrators, any moderator about other
 * members.
 */
export function mayModerateMember(actor: Pick<Moderator, "role">, target: Pick<Moderator, "role">): boolean {
  return actor.role === "admin" || (mayModerate(actor) && !mayModerate(target));
}

/** Whether an administrator remains if this member is excluded. */
export function hasAdminLeft(target: Pick<Moderator, "role">, otherAdmins: number): boolean {
  return target.role !== "admin" || otherAdmins > 0;
}
