"use server";

import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { visitorAction } from "#features/auth/action-wrappers.ts";
import { requireOrSignInMember } from "#features/auth/sign-in/require-or-sign-in-member.ts";
import { retryWithMovedSlug } from "#features/redirects/queries.ts";
import { getSettings } from "#features/settings/cached.ts";
import { invalidateTagsLocally } from "#lib/cache/cached.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { ok, refused } from "#lib/result.ts";
import { castVote } from "./mutations.ts";
import { describeRatings } from "./rating-figures.ts";
import { ratingForm } from "./schema.ts";

/** A reader changes a vote a few times; only a program exceeds this. */
const perMember = { name: "ratings.member", points: 30, seconds: 300 };
/** Enough for a school or a company behind one address. */
const perNetwork = { name: "ratings.network", points: 300, seconds: 300, perProcess: true } as const;

/**
 * Casts, changes or withdraws a vote. A signed-out reader gets the form back with address and password fields and the stars kept. Works
 * without JavaScript: the page comes back with the result and the new figures; sending the form again changes nothing.
 */
export const rateAction = visitorAction({ schema: ratingForm, limit: perNetwork }, async ({ db, input, network }) => {
  const voter = await requireOrSignInMember(db, { email: input.email, password: input.password, network });
  if (!voter.ok) return voter.code === "member.signIn" ? refused("rating.signIn") : voter;
  if (!voter.value.confirmed) return refused("member.unconfirmed");
  const wait = await consumeRateLimit(perMember, String(voter.value.id));
  if (wait > 0) return refused("form.tooFast", undefined, { seconds: wait });
  const settings = await getSettings();
  const cast = await retryWithMovedSlug(db, input.article, "rating.articleGone", (slug) =>
    castVote(db, voter.value.id, slug, input.stars, settings),
  );
  if (!cast.ok) return cast;
  const { articleId, stars, state, totals, counts } = cast.value;
  // Invalidates this process's pages at once: a database function has written the change, so its commit does not.
  invalidateTagsLocally([articleCacheTags.id(articleId)], "soon");
  return ok({ stars, state, figures: describeRatings(totals, counts) });
});
