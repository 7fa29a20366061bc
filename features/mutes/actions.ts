"use server";

import { memberAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { muteMember, unmuteMember } from "./mutations.ts";
import { muteForm } from "./schema.ts";

const limit = { name: "mutes", points: 60, seconds: 300 };

/** Does not want to read somebody any more, then sees the list with them in it. An unconfirmed address may too: it protects its owner. */
export const mute = memberAction(
  { schema: muteForm, limit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const muted = await muteMember(db, viewer.id, input.member);
    if (!muted.ok) return muted;
    showAgain("/account/mutes#muted");
  },
);

/** Wants to read them again. */
export const unmute = memberAction(
  { schema: muteForm, limit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const shown = await unmuteMember(db, viewer.id, input.member);
    if (!shown.ok) return shown;
    showAgain("/account/mutes#muted");
  },
);
