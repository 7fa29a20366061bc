import { type Role, roles } from "#features/members/rules.ts";

/** The roles that an invitation can offer. */
export const staffRoles = roles.filter((role): role is Exclude<Role, "reader"> => role !== "reader");
export type StaffRole = (typeof staffRoles)[number];

/** The page behind an invitation's link. */
export const invitationPath = "/invitation";
/** The validity of an invitation's link in days. */
export const invitationDays = 7;
/** Days after its expiry that an invitation is deleted with its address. */
export const invitationRetentionDays = 30;

/** Whether an administrator who may sign in remains after a change of role. */
export function leavesAnAdmin(from: Role, to: Role, otherAdmins: number): boolean {
  return from !== "admin" || to === "admin" || otherAdmins > 0;
}
