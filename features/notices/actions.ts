"use server";

import { redirect } from "next/navigation";
import { moderatorAction, visitorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { openFor } from "#features/members/registration/stamp.ts";
import { translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { refused } from "#lib/result.ts";
import { noticePath, opens } from "./links/secret.ts";
import { contestNotice, decideNotice, reviewNotice, sendNotice } from "./mutations.ts";
import { longestExplanation, longestReasons, shortestExplanation, shortestReasons } from "./rules.ts";
import { contestForm, decisionForm, noticeForm, reviewForm } from "./schema.ts";

/** Faster than this (ms) nobody says what is illegal and why. */
const quickest = 3_000;
/** Whoever gathers what to say may leave the form open for some days (ms). */
const longestOpen = 7 * 86_400_000;
/** As registration: an office behind one address sends several and mistypes; a machine does it more often. */
const perNetwork = { name: "notices.network", points: 40, seconds: 3_600 };
const perContest = { name: "notices.contest", points: 20, seconds: 3_600 };
const perModerator = { name: "notices.moderator", points: 120, seconds: 60 };

const lengths = { shortest: shortestExplanation, longest: longestExplanation };
const reasonLengths = { shortest: shortestReasons, longest: longestReasons };

/** Sends a notice of illegal content, from anybody, and shows its own page. A trap that is filled is said: a notice is never lost in silence. */
export const reportIllegal = visitorAction(
  { schema: noticeForm, limit: perNetwork, values: lengths },
  async ({ db, input }) => {
    const age = openFor(input.opened, Date.now(), longestOpen);
    if (age === undefined) return refused("form.stale");
    if (age < quickest) return refused("notice.tooQuick");
    if (input.website !== "") return refused("notice.trap");
    const sent = await sendNotice(db, input, env().SITE_URL);
    if (!sent.ok) return { ...sent, values: { ...lengths, ...sent.values } };
    redirect(noticePath(sent.value.reference));
  },
);

/** Contests what was decided on one's notice. */
export const contest = visitorAction(
  { schema: contestForm, limit: perContest, values: reasonLengths },
  async ({ db, input }) => {
    if (!opens(input.reference, input.key)) return refused("notice.gone");
    const contested = await contestNotice(db, input);
    if (!contested.ok) return contested;
    showAgain(noticePath(input.reference));
  },
);

/** Takes a notice on, or up again. */
export const review = moderatorAction({ schema: reviewForm, limit: perModerator }, async ({ db, input, viewer }) => {
  const taken = await reviewNotice(db, viewer, input);
  if (!taken.ok) return taken;
  showAgain(`/admin/notices/${input.notice}`);
});

/** Decides on a notice. */
export const decideOnNotice = moderatorAction(
  { schema: decisionForm, limit: perModerator, values: reasonLengths },
  async ({ db, input, viewer }) => {
    const t = translator();
    const note = (reference: string) => t("notices.decisionNote", { reference });
    const decided = await decideNotice(db, viewer, { ...input, note });
    if (!decided.ok) return decided;
    showAgain(`/admin/notices/${input.notice}`);
  },
);
