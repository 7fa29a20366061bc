"use server";

import type { Executor } from "#db/client.ts";
import { isCalledByScript, moderatorAction } from "#features/auth/action-wrappers.ts";
import { maxNoteLength } from "#features/decision-history/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import { parseLocalTime } from "#lib/dates.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { decideInBulk } from "./decisions/bulk-decision.ts";
import { type CurrentState, findCurrentState } from "./decisions/current-state.ts";
import { decide } from "./decisions/decide.ts";
import { writeNote } from "./decisions/message-to-author.ts";
import { undoDecision } from "./decisions/undo.ts";
import { recordPresence } from "./queue/mutations.ts";
import { isQueuePath, undoConfirmationHref } from "./queue/tabs/rules.ts";
import { isGraceOver } from "./queue/undoable-decisions/queries.ts";
import { findTemplateBody } from "./reply-templates/queries.ts";
import { bulkDecisionForm, decisionForm, presenceForm, undoForm } from "./schema.ts";

/** A fast moderator decides about once a second; only a runaway script exceeds this. */
const limit = { name: "moderation", points: 300, seconds: 60 };

/** For requests that an open page repeats. */
const pollingLimit = { name: "moderation.looking", points: 240, seconds: 60 };

export type DecisionResult = CurrentState & {
  /** The id of the decision, which `undoAction` takes. */
  decision: number;
  action: string;
};

/**
 * Decides on a comment, an article's thread, a vote or a member. A refusal because of a conflict carries the current
 * state. Without JavaScript, redirects to `back` with `done=DECISION`.
 */
export const decideAction = moderatorAction(
  { schema: decisionForm, limit, values: { max: maxNoteLength } },
  async ({ db, input, viewer }): Promise<Result<DecisionResult>> => {
    const { kind, id, action, back, as, template, ...details } = input;
    if (isOtherMembersPage(viewer, as)) return refused("moderation.otherMember");
    const subject = { kind, id };
    const note = await writeNote(db, { note: details.note, template, subject });
    if (!note.ok) return note;
    details.note = note.value;
    const until = input.kind === "member" ? await readSuspensionEnd(db, input) : undefined;
    // The schema has checked that the action fits the kind.
    const decision = { ...details, actor: { id: viewer.id }, subject, action, until } as Parameters<typeof decide>[1];
    const decided = await decide(db, decision);
    const currentState = await findCurrentState(db, subject);
    // The item may no longer be on the page where its form was, so the queue's page shows the refusal.
    if (!decided.ok && kind === "comment" && !decided.fields && isQueuePath(back))
      await redirectWithoutScript(back, "refused", id, { why: decided.code });
    if (!decided.ok) return withCurrentState(decided, currentState);
    await redirectWithoutScript(back, "done", decided.value.decision);
    if (!currentState) throw new Error(`The ${kind} ${id} that was decided on is gone.`);
    return ok({ ...currentState, ...decided.value, action });
  },
);

interface SuspensionEnd {
  until?: Date | undefined;
  untilLocal?: string | undefined;
  days?: number | undefined;
}

/**
 * Reads the end of a suspension from one of its three fields. An invalid date is refused like a past one, because it
 * never compares as greater.
 */
async function readSuspensionEnd(db: Executor, { until, untilLocal, days }: SuspensionEnd): Promise<Date | undefined> {
  if (until) return until;
  if (untilLocal) return parseLocalTime(untilLocal, (await readSettings(db))["site.zone"]);
  return days === undefined ? undefined : new Date(Date.now() + days * 86_400_000);
}

export type UndoResult = CurrentState & { undoId: number; decision: number; action: string; parts: number };

/**
 * Undoes the decision that the page shows, with all its effects. After its grace period, redirects to a confirmation
 * that lists the effects, unless the form is `sure`: the page may be outdated. Without JavaScript, redirects to `back`
 * with `undone=DECISION`.
 */
export const undoAction = moderatorAction(
  { schema: undoForm, limit },
  async ({ db, input, viewer }): Promise<Result<UndoResult>> => {
    if (isOtherMembersPage(viewer, input.as)) return refused("moderation.otherMember");
    if (!input.sure && (await isGraceOver(db, input.decision)))
      refreshAndRedirect(undoConfirmationHref(input.decision, input.back));
    const undone = await undoDecision(db, { id: viewer.id }, input.decision);
    if (!undone.ok && isQueuePath(input.back))
      await redirectWithoutScript(input.back, "refused", input.decision, { why: undone.code });
    if (!undone.ok) return undone;
    await redirectWithoutScript(input.back, "undone", undone.value.decision);
    const { subject, subjectId, ...rest } = undone.value;
    const currentState = await findCurrentState(db, { kind: subject, id: subjectId });
    return ok({ kind: subject, id: subjectId, version: 0, last: null, ...currentState, ...rest });
  },
);

export interface BulkDecisionAnswer {
  /** The decision that an undo of the whole selection names. */
  head: number | undefined;
  items: ({ id: number; now: CurrentState | undefined } & (
    | { decided: true }
    // `code`: why not. `moderation.already` and `.deleted` are harmless.
    | { decided: false; code: string }
  ))[];
}

/**
 * Decides on up to a hundred comments, each on the version that was seen. Without JavaScript, redirects to `back` with
 * `done=DECISION` and the number of refused items.
 */
export const bulkAction = moderatorAction(
  { schema: bulkDecisionForm, limit, values: { max: maxNoteLength } },
  async ({ db, input, viewer }): Promise<Result<BulkDecisionAnswer>> => {
    const { back, as, template, ...request } = input;
    if (isOtherMembersPage(viewer, as)) return refused("moderation.otherMember");
    if (template && request.message === "") {
      // Without its template the decision would reach the authors without a text.
      const body = await findTemplateBody(db, template);
      if (!body.ok) return body;
      request.message = body.value;
    }
    const result = await decideInBulk(db, { actor: { id: viewer.id }, ...request });
    if (!result.ok) return result;
    const { head, items } = result.value;
    const refusedCount = items.filter(({ decided }) => !decided).length;
    await redirectWithoutScript(back, "done", head ?? 0, { left: String(refusedCount) });
    return ok({
      head,
      items: items.map(({ id, now, ...item }) =>
        item.decided ? { id, now, decided: true } : { id, now, decided: false, code: item.refusal.code },
      ),
    });
  },
);

/** Records which comment the moderator looks at, for the other moderators. It blocks nobody. */
export const presenceAction = moderatorAction(
  { schema: presenceForm, limit: pollingLimit },
  async ({ db, input, viewer }) => {
    await recordPresence(db, viewer.id, input.comment);
    return ok(undefined);
  },
);

/**
 * Whether the page belongs to another member, who was signed in before on this browser. The decision then stays in
 * their outbox.
 */
const isOtherMembersPage = (viewer: { id: number }, as: number | undefined) => as !== undefined && as !== viewer.id;

/** Redirects to the page with the result, unless the request came from a script, which shows the result itself. */
async function redirectWithoutScript(
  back: string | undefined,
  what: "done" | "undone" | "refused",
  id: number,
  more: Record<string, string> = {},
) {
  if (back === undefined || (await isCalledByScript())) return;
  const url = new URL(back, "http://here.invalid");
  for (const name of ["done", "undone", "refused", "why", "left", "undo", "from"]) url.searchParams.delete(name);
  if (id > 0) url.searchParams.set(what, String(id));
  for (const [name, value] of Object.entries(more)) if (value !== "0") url.searchParams.set(name, value);
  refreshAndRedirect(`${url.pathname}${url.search}${url.hash}`);
}

function withCurrentState(refusal: Refusal, currentState: CurrentState | undefined): Refusal {
  return currentState ? { ...refusal, currentState } : refusal;
}
