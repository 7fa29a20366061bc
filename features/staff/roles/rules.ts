import { type Role, roles } from "#features/members/rules.ts";

/** What somebody can be invited as. */
export const staffRoles = roles.filter((role): role is Exclude<Role, "reader"> => role !== "reader");
export type StaffRole = (typeof staffRoles)[number];

/** Where the link of an invitation leads. */
export const invitationPath = "/invitation";
/** How long the link of an invitation serves. */
export const invitationDays = 7;
/** So long after that it is forgotten with the address that it holds. */
export const invitationRetentionDays = 30;

/** Why a role may not be taken from somebody: the site keeps an administrator who may sign in. */
export function leavesAnAdmin(from: Role, to: Role, otherAdmins: number): boolean {
  return from !== "admin" || to === "admin" || otherAdmins > 0;
}
