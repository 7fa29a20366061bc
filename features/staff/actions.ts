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

/** Invites somebody by mail to work here. */
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
    const again = await resendInvitation(db, viewer.id, input.id);
    if (!again.ok) return again;
    refreshAndRedirect("/admin/users?done=again");
  },
);

/** Takes an invitation back. */
export const withdrawInvitationAction = adminAction(
  { schema: invitationIdSchema, limit: roleChangeLimit },
  async ({ db, input, viewer }) => {
    const gone = await withdrawInvitation(db, viewer.id, input.id);
    if (!gone.ok) return gone;
    refreshAndRedirect("/admin/users?done=withdrawn");
  },
);

/** Gives a member another role; whoever gave up their own place goes where they may still be. */
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

/** Makes the account of somebody who was invited, and signs them in. */
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

/** Accepts an invitation as the member who is signed in; whoever is no longer signs in and comes back to it. */
export const acceptInvitationAction = memberAction(
  {
    schema: acceptInvitationSchema,
    limit: linkLimit,
    keep: async (form) => {
      const asked = acceptInvitationSchema.safeParse({ token: form.get("token") });
      if (asked.success) await setInvitationCookie(asked.data.token);
    },
  },
  async ({ db, input, viewer }) => {
    const accepted = await acceptInvitation(db, viewer.id, input.token);
    if (!accepted.ok) return accepted;
    await setInvitationCookie(undefined);
    redirect("/admin");
  },
);

/** Leads whoever has an account to the sign-in and back to their invitation. */
export const signInToAcceptAction = visitorAction(
  { schema: acceptInvitationSchema, limit: linkLimit },
  async ({ input }) => {
    await setInvitationCookie(input.token);
    redirect(`/login?next=${encodeURIComponent(invitationPath)}`);
  },
);
