"use server";

import { redirect } from "next/navigation";
import { adminAction, memberAction, visitorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { longestPassword, shortestPassword } from "../schema.ts";
import { keepInvitation } from "../sign-in/cookies.ts";
import { finishSignIn } from "../sign-in/finish.ts";
import { acceptInvitation, invite, inviteAgain, joinStaff, withdrawInvitation } from "./invitations.ts";
import { changeRole } from "./mutations.ts";
import { invitationPage } from "./rules.ts";
import { acceptForm, invitationForm, inviteForm, joinForm, roleForm } from "./schema.ts";

const invitations = { name: "people.invitations", points: 40, seconds: 3_600 };
const roleChanges = { name: "people.roles", points: 200, seconds: 3_600 };
const links = { name: "links.network", points: 60, seconds: 3_600 };

/** Invites somebody by mail to work here. */
export const inviteAction = adminAction({ schema: inviteForm, limit: invitations }, async ({ db, input, viewer }) => {
  const invited = await invite(db, viewer.id, input);
  if (!invited.ok) return invited;
  showAgain("/admin/users?done=invited");
});

/** Sends an invitation again. */
export const inviteAgainAction = adminAction(
  { schema: invitationForm, limit: invitations },
  async ({ db, input, viewer }) => {
    const again = await inviteAgain(db, viewer.id, input.id);
    if (!again.ok) return again;
    showAgain("/admin/users?done=again");
  },
);

/** Takes an invitation back. */
export const withdrawAction = adminAction(
  { schema: invitationForm, limit: roleChanges },
  async ({ db, input, viewer }) => {
    const gone = await withdrawInvitation(db, viewer.id, input.id);
    if (!gone.ok) return gone;
    showAgain("/admin/users?done=withdrawn");
  },
);

/** Gives a member another role; whoever gave up their own place goes where they may still be. */
export const changeRoleAction = adminAction({ schema: roleForm, limit: roleChanges }, async ({ db, input, viewer }) => {
  const changed = await changeRole(db, viewer, { memberId: input.id, role: input.role, was: input.was });
  if (!changed.ok) return changed;
  if (input.id === viewer.id && input.role !== "admin") redirect(input.role === "reader" ? "/account" : "/admin");
  const words = input.q ? `&q=${encodeURIComponent(input.q)}` : "";
  showAgain(`/admin/users?done=role${words}`);
});

/** Makes the account of somebody who was invited, and signs them in. */
export const joinAction = visitorAction(
  { schema: joinForm, limit: links, values: { shortest: shortestPassword, longest: longestPassword } },
  async ({ db, input }) => {
    const joined = await joinStaff(db, input);
    if (!joined.ok) return joined;
    return finishSignIn(db, { ...joined.value, method: "password", next: "/admin" });
  },
);

/** Accepts an invitation as the member who is signed in; whoever is no longer signs in and comes back to it. */
export const acceptAction = memberAction(
  {
    ...{ schema: acceptForm, limit: links },
    keep: async (form) => {
      const asked = acceptForm.safeParse({ token: form.get("token") });
      if (asked.success) await keepInvitation(asked.data.token);
    },
  },
  async ({ db, input, viewer }) => {
    const accepted = await acceptInvitation(db, viewer.id, input.token);
    if (!accepted.ok) return accepted;
    await keepInvitation(undefined);
    redirect("/admin");
  },
);

/** Leads whoever has an account to the sign-in and back to their invitation. */
export const signInToAcceptAction = visitorAction({ schema: acceptForm, limit: links }, async ({ input }) => {
  await keepInvitation(input.token);
  redirect(`/login?next=${encodeURIComponent(invitationPage)}`);
});
