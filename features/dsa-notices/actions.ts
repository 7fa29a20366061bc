"use server";

import { redirect } from "next/navigation";
import { moderatorAction, visitorAction } from "#features/auth/action-wrappers.ts";
import { translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { readFormAge } from "#lib/form-token.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { contestNotice, decideNotice, reviewNotice, sendNotice } from "./mutations.ts";
import { isNoticeSecret, noticePath } from "./notice-secret.ts";
import { maxExplanationLength, maxReasonsLength, minExplanationLength, minReasonsLength } from "./rules.ts";
import { noticeContestForm, noticeDecisionForm, noticeForm, noticeReviewForm } from "./schema.ts";

/** Faster than this (ms) nobody says what is illegal and why. */
const minFillMs = 3_000;
/** Whoever gathers what to say may leave the form open for some days (ms). */
const maxFormAgeMs = 7 * 86_400_000;
/** As registration: an office behind one address sends several and mistypes; a machine does it more often. */
const perNetwork = { name: "notices.network", points: 40, seconds: 3_600 };
const perContest = { name: "notices.contest", points: 20, seconds: 3_600 };
const perModerator = { name: "notices.moderator", points: 120, seconds: 60 };

const lengths = { shortest: minExplanationLength, longest: maxExplanationLength };
const reasonLengths = { shortest: minReasonsLength, longest: maxReasonsLength };

/** Sends a notice of illegal content, from anybody, and shows its own page. A trap that is filled is said: a notice is never lost in silence. */
export const sendNoticeAction = visitorAction(
  { schema: noticeForm, limit: perNetwork, values: lengths },
  async ({ db, input }) => {
    const age = readFormAge(input.opened, Date.now(), maxFormAgeMs);
    if (age === undefined) return refused("form.stale");
    if (age < minFillMs) return refused("notice.tooQuick");
    if (input.website !== "") return refused("notice.trap");
    const sent = await sendNotice(db, input, env().SITE_URL);
    if (!sent.ok) return { ...sent, values: { ...lengths, ...sent.values } };
    redirect(noticePath(sent.value.reference));
  },
);

/** Contests what was decided on one's notice. */
export const contestNoticeAction = visitorAction(
  { schema: noticeContestForm, limit: perContest, values: reasonLengths },
  async ({ db, input }) => {
    if (!isNoticeSecret(input.reference, input.key)) return refused("notice.gone");
    const contested = await contestNotice(db, input);
    if (!contested.ok) return contested;
    refreshAndRedirect(noticePath(input.reference));
  },
);

/** Takes a notice on, or up again. */
export const reviewNoticeAction = moderatorAction(
  { schema: noticeReviewForm, limit: perModerator },
  async ({ db, input, viewer }) => {
    const taken = await reviewNotice(db, viewer, input);
    if (!taken.ok) return taken;
    refreshAndRedirect(`/admin/notices/${input.notice}`);
  },
);

/** Decides on a notice. */
export const decideNoticeAction = moderatorAction(
  { schema: noticeDecisionForm, limit: perModerator, values: reasonLengths },
  async ({ db, input, viewer }) => {
    const t = translator();
    const note = (reference: string) => t("dsaNotices.decisionNote", { reference });
    const decided = await decideNotice(db, viewer, { ...input, note });
    if (!decided.ok) return decided;
    refreshAndRedirect(`/admin/notices/${input.notice}`);
  },
);
