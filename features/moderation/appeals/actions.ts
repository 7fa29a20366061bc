"use server";

import { moderatorAction, visitorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { refused } from "#lib/result.ts";
import { findReader } from "../statements/loaders.ts";
import { appealDecision, decideAppeal } from "./mutations.ts";
import { longestAppeal, shortestAppeal } from "./rules.ts";
import { appealForm, verdictForm } from "./schema.ts";

const limit = { name: "appeals", points: 20, seconds: 3_600 };
const values = { shortest: shortestAppeal, longest: longestAppeal };

/** Contests a decision: also while banned or suspended, and with the link of the mail alone. Then shows what was sent. */
export const contest = visitorAction({ schema: appealForm, limit, values }, async ({ db, input }) => {
  const reader = await findReader(input.link || undefined);
  if (!reader) return refused("appeal.linkOver");
  const appealed = await appealDecision(db, reader.memberId, input);
  if (!appealed.ok) return appealed;
  const link = reader.link ? `?link=${reader.link}` : "";
  showAgain(`/account/decisions/${input.decision}${link}#appeal`);
});

const perModerator = { name: "appeals.decide", points: 120, seconds: 3_600 };

/** Decides an appeal, then shows how it ended. */
export const settleAppeal = moderatorAction(
  { schema: verdictForm, limit: perModerator },
  async ({ db, input, viewer }) => {
    const decided = await decideAppeal(db, viewer, input);
    if (!decided.ok) return decided;
    showAgain(`/admin/appeals/${input.appeal}`);
  },
);
