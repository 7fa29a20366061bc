"use server";

import { moderatorAction, visitorAction } from "#features/auth/action-wrappers.ts";
import { maxNoteLength } from "#features/decision-history/rules.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { findStatementReader } from "../statements/loaders.ts";
import { appealDecision, decideAppeal } from "./mutations.ts";
import { maxAppealLength, minAppealLength } from "./rules.ts";
import { appealForm, decideAppealForm } from "./schema.ts";

const limit = { name: "appeals", points: 20, seconds: 3_600 };
const lengths = { min: minAppealLength, max: maxAppealLength };

/**
 * Appeals a decision, then shows the appeal. Banned and suspended members may appeal, and the mailed link is enough to
 * identify a member.
 */
export const appealDecisionAction = visitorAction(
  { schema: appealForm, limit, values: lengths },
  async ({ db, input }) => {
    const reader = await findStatementReader(input.link || undefined);
    if (!reader) return refused("appeal.linkOver");
    const appealed = await appealDecision(db, reader.memberId, input);
    if (!appealed.ok) return appealed;
    const link = reader.link ? `?link=${reader.link}` : "";
    refreshAndRedirect(`/account/decisions/${input.decision}${link}#appeal`);
  },
);

const perModerator = { name: "appeals.decide", points: 120, seconds: 3_600 };

/** Decides an appeal, then shows its outcome. */
export const decideAppealAction = moderatorAction(
  { schema: decideAppealForm, limit: perModerator, values: { max: maxNoteLength } },
  async ({ db, input, viewer }) => {
    const decided = await decideAppeal(db, viewer, input);
    if (!decided.ok) return decided;
    refreshAndRedirect(`/admin/appeals/${input.appeal}`);
  },
);
