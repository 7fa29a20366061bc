"use server";

import { memberAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { muteMember, unmuteMember } from "./mutations.ts";
import { muteForm } from "./schema.ts";

const limit = { name: "mutes", points: 60, seconds: 300 };

/** Mutes a member, then shows the list with them in it. Open to members with an unconfirmed address: muting protects them. */
export const muteAction = memberAction(
  { schema: muteForm, limit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const muted = await muteMember(db, viewer.id, input.member);
    if (!muted.ok) return muted;
    refreshAndRedirect("/account/mutes#muted");
  },
);

/** Unmutes a member. */
export const unmuteAction = memberAction(
  { schema: muteForm, limit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const unmuted = await unmuteMember(db, viewer.id, input.member);
    if (!unmuted.ok) return unmuted;
    refreshAndRedirect("/account/mutes#muted");
  },
);
