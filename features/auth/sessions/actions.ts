"use server";

import { z } from "zod";
import { emptySchema, opaque } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { memberAction } from "../action-wrappers.ts";
import { revokeSession, revokeSessions } from "./mutations.ts";

const path = "/account/security";

/** Revokes one other session: its next request is signed out. */
export const endSession = memberAction(
  { schema: z.object({ id: opaque(64, "form.wrong").min(1) }), confirmed: false, excluded: true },
  async ({ db, viewer, input }) => {
    const ended = await revokeSession(db, viewer.id, input.id);
    return ended ? refreshAndRedirect(`${path}?done=sessionEnded#sessions`) : refused("session.gone");
  },
);

/** Revokes all other sessions. */
export const endOtherSessions = memberAction(
  { schema: emptySchema, confirmed: false, excluded: true },
  async ({ db, viewer }) => {
    await revokeSessions(db, viewer.id, viewer.sessionId);
    refreshAndRedirect(`${path}?done=sessionsEnded#sessions`);
  },
);
