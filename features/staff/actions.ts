"use server";

import { redirect } from "next/navigation";
import { adminAction, memberAction, visitorAction } from "#features/auth/action-wrappers.ts";
import { setInvitationCookie } from "#features/auth/cookies.ts";
import { completeSignIn } from "#features/auth/sign-in/complete-sign-in.ts";
import { passwordLengths } from "#features/members/schema.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import {
  acceptInvitation,
  createInvitation,
  createInvitedMember,
  resendInvitation,
  withdrawInvitation,
} from "./invitations/mutations.ts";
import { changeRole } from "./roles/mutations.ts";
import { invitationPath } from "./roles/rules.ts";
import {
  acceptInvitationSchema,
  invitationIdSchema,
  invitedMemberSchema,
  newInvitationSchema,
  roleChangeSchema,
} from "./schema.ts";

const invitationLimit = { name: "staff.invitations", points: 40, seconds: 3_600 };
const roleChangeLimit = { name: "staff.roles", points: 200, seconds: 3_600 };
const linkLimit = { name: "links.network", points: 60, seconds: 3_600 };

/** Invites someone by mail to join the staff. */
export const inviteAction = adminAction(
  { schema: newInvitationSchema, limit: invitationLimit },
  async ({ db, input, viewer }) => {
    const invited = await createInvitation(db, viewer.id, input);
    if (!invited.ok) return invited;
    refreshAndRedirect("/admin/users?done=invited");
  },
);

/** Sends an invitation again. */
export const resendInvitationAction = adminAction(
  { schema: invitationIdSchema, limit: invitationLimit },
  async ({ db, input, viewer }) => {
    const resent = await resendInvitation(db, viewer.id, input.id);
    if (!resent.ok) return resent;
    refreshAndRedirect("/admin/users?done=again");
  },
);

/** Withdraws an invitation. */
export const withdrawInvitationAction = adminAction(
  { schema: invitationIdSchema, limit: roleChangeLimit },
  async ({ db, input, viewer }) => {
    const withdrawn = await withdrawInvitation(db, viewer.id, input.id);
    if (!withdrawn.ok) return withdrawn;
    refreshAndRedirect("/admin/users?done=withdrawn");
  },
);

/** Changes a member's role; an administrator who gives up their own role is redirected to a page that they may still open. */
export const changeRoleAction = adminAction(
  { schema: roleChangeSchema, limit: roleChangeLimit },
  async ({ db, input, viewer }) => {
    const changed = await changeRole(db, viewer, { memberId: input.id, role: input.role, expectedRole: input.was });
    if (!changed.ok) return changed;
    if (input.id === viewer.id && input.role !== "admin") redirect(input.role === "reader" ? "/account" : "/admin");
    const words = input.q ? `&q=${encodeURIComponent(input.q)}` : "";
    refreshAndRedirect(`/admin/users?done=role${words}`);
  },
);

/** Creates the invitee's account and signs them in. */
export const createInvitedMemberAction = visitorAction(
  {
    schema: invitedMemberSchema,
    limit: linkLimit,
    values: passwordLengths,
  },
  async ({ db, input }) => {
    const joined = await createInvitedMember(db, input);
    if (!joined.ok) return joined;
    return completeSignIn(db, { ...joined.value, method: "password", next: "/admin" });
  },
);

/** Accepts an invitation as the signed-in member; a visitor whose session has ended signs in and returns to it. */
export const acceptInvitationAction = memberAction(
  {
    schema: acceptInvitationSchema,
    limit: linkLimit,
    keep: async (form) => {
      const parsed = acceptInvitationSchema.safeParse({ token: form.get("token") });
      if (parsed.success) await setInvitationCookie(parsed.data.token);
    },
  },
  async ({ db, input, viewer }) => {
    const accepted = await acceptInvitation(db, viewer.id, input.token);
    if (!accepted.ok) return accepted;
    await setInvitationCookie(undefined);
    redirect("/admin");
  },
);

/** Sends an invitee with an account to the sign-in and back to the invitation. */
export const signInToAcceptAction = visitorAction(
  { schema: acceptInvitationSchema, limit: linkLimit },
  async ({ input }) => {
    await setInvitationCookie(input.token);
    redirect(`/login?next=${encodeURIComponent(invitationPath)}`);
  },
);
