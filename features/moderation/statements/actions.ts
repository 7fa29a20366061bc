"use server";

import { memberAction } from "#features/members/gates/actions.ts";
import { refreshAndRedirect } from "#features/members/gates/show-again.ts";
import { refused } from "#lib/result.ts";
import { acknowledgeWarning } from "../decisions/acknowledge.ts";
import { readWarningForm } from "./schema.ts";

const limit = { name: "statements", points: 60, seconds: 3_600 };

/** The member says to have read a warning, then sees it as read. */
export const acknowledgeWarningAction = memberAction(
  { schema: readWarningForm, limit, excluded: true },
  async ({ db, input, viewer }) => {
    if (!(await acknowledgeWarning(db, viewer.id, input.decision))) return refused("appeal.gone");
    refreshAndRedirect(`/account/decisions/${input.decision}`);
  },
);
