"use server";

import { headers } from "next/headers";
import { moderatorAction } from "#features/members/gates/actions.ts";
import { refreshAndRedirect } from "#features/members/gates/show-again.ts";
import { decideOnHeldVotes } from "#features/moderation/decisions/on-vote.ts";
import { heldVotesPath } from "./rules.ts";
import { decideHeldVotesForm } from "./schema.ts";

const limit = { name: "ratings.held", points: 120, seconds: 60 };

/** Counts all held votes of an article, or keeps them out: those that the page showed. Without a script the page is shown again, and says it. */
export const decideHeldVotesAction = moderatorAction(
  { schema: decideHeldVotesForm, limit },
  async ({ db, input, viewer }) => {
    const { article: articleId, action, upTo, reason } = input;
    const decided = await decideOnHeldVotes(db, { actor: { id: viewer.id }, articleId, action, upTo, reason });
    if (decided.ok && !(await headers()).has("next-action"))
      refreshAndRedirect(`${heldVotesPath}?done=${decided.value.decision}`);
    return decided;
  },
);
