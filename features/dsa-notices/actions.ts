"use server";

import { redirect } from "next/navigation";
import { moderatorAction, visitorAction } from "#features/auth/action-wrappers.ts";
import { translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { readFormAge } from "#lib/form-age-token.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { contestNotice, decideNotice, reviewNotice, sendNotice } from "./mutations.ts";
import { isNoticeSecret, noticePath } from "./notice-secret.ts";
import { maxExplanationLength, maxReasonsLength, minExplanationLength, minReasonsLength } from "./rules.ts";
import { noticeContestForm, noticeDecisionForm, noticeForm, noticeReviewForm } from "./schema.ts";

/** The shortest time (ms) in which a person can fill in the form. */
const minFillMs = 3_000;
/** The form's maximum age (ms): senders may need days to collect evidence. */
const maxFormAgeMs = 7 * 86_400_000;
/** The same limit as registration: an office behind one address may send several notices and retry after mistakes. */
const perNetwork = { name: "notices.network", points: 40, seconds: 3_600 };
const perContest = { name: "notices.contest", points: 20, seconds: 3_600 };
const perModerator = { name: "notices.moderator", points: 120, seconds: 60 };

const lengths = { min: minExplanationLength, max: maxExplanationLength };
const reasonLengths = { min: minReasonsLength, max: maxReasonsLength };

/**
 * Sends a notice of illegal content, without an account, and redirects to its page. A filled honeypot is reported to
 * the sender: a notice must never be dropped silently.
 */
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

/** Contests the decision on a notice, for its sender. */
export const contestNoticeAction = visitorAction(
  { schema: noticeContestForm, limit: perContest, values: reasonLengths },
  async ({ db, input }) => {
    if (!isNoticeSecret(input.reference, input.key)) return refused("notice.gone");
    const contested = await contestNotice(db, input);
    if (!contested.ok) return contested;
    refreshAndRedirect(noticePath(input.reference));
  },
);

/** Takes a notice into review, or a decided one back into review. */
export const reviewNoticeAction = moderatorAction(
  { schema: noticeReviewForm, limit: perModerator },
  async ({ db, input, viewer }) => {
    const reviewed = await reviewNotice(db, viewer, input);
    if (!reviewed.ok) return reviewed;
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
