"use server";

import { visitorAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { stopMails } from "./mutations.ts";
import { findStopRequest } from "./queries.ts";
import { stopForm } from "./schema.ts";
import { stopAddress } from "./stop-link.ts";

const limit = { name: "stopMails", points: 60, seconds: 300 };

/** Stops the mails that a mailed link names, without signing in. */
export const stopMailsAction = visitorAction({ schema: stopForm, limit }, async ({ db, input }) => {
  const request = await findStopRequest(db, input.about, input.key);
  if (!request) return refused("form.stale");
  await stopMails(db, request);
  refreshAndRedirect(`${stopAddress(request)}&done=1`);
});
