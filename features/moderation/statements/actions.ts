"use server";

import { memberAction } from "#features/auth/action-wrappers.ts";
import { acknowledgeWarning } from "#features/members/standing/mutations.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { readWarningForm } from "./schema.ts";

const limit = { name: "statements", points: 60, seconds: 3_600 };

/** Records that the member has read a warning, then shows its statement. */
export const acknowledgeWarningAction = memberAction(
  { schema: readWarningForm, limit, excluded: true },
  async ({ db, input, viewer }) => {
    if (!(await acknowledgeWarning(db, viewer.id, input.decision))) return refused("appeal.gone");
    refreshAndRedirect(`/account/decisions/${input.decision}`);
  },
);
