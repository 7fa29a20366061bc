"use server";

import { isCalledByScript, moderatorAction } from "#features/auth/action-wrappers.ts";
import { heldVotesPath } from "#features/ratings/vote-brigading/rules.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { decideOnHeldVotes } from "../decisions/decide-on-vote.ts";
import { decideHeldVotesForm } from "./schema.ts";

const limit = { name: "ratings.held", points: 120, seconds: 60 };

/**
 * Releases or discards all held votes of an article that the page showed. Without JavaScript, redirects to the page
 * with the result.
 */
export const decideHeldVotesAction = moderatorAction(
  { schema: decideHeldVotesForm, limit },
  async ({ db, input, viewer }) => {
    const { article: articleId, action, upTo, reason } = input;
    const decided = await decideOnHeldVotes(db, { actor: { id: viewer.id }, articleId, action, upTo, reason });
    if (decided.ok && !(await isCalledByScript()))
      refreshAndRedirect(`${heldVotesPath}?done=${decided.value.decision}`);
    return decided;
  },
);
