"use server";

import type { Executor } from "#db/client.ts";
import { isCalledByScript, moderatorAction } from "#features/auth/action-wrappers.ts";
import { readSettings } from "#features/settings/queries.ts";
import { parseLocalTime } from "#lib/dates.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { decideInBulk } from "./decisions/bulk-decision.ts";
import { type CurrentState, findCurrentState } from "./decisions/current-state.ts";
import { decide } from "./decisions/decide.ts";
import { undoDecision } from "./decisions/undo.ts";
import { recordPresence } from "./queue/mutations.ts";
import { isQueuePath, undoConfirmationHref } from "./queue/tabs/rules.ts";
import { isGraceOver } from "./queue/undoable-decisions/queries.ts";
import { bulkForm, decisionForm, presenceForm, undoForm } from "./schema.ts";

/** Somebody fast decides once a second; a script that runs wild does more. */
const limit = { name: "moderation", points: 300, seconds: 60 };

/** What a page asks for while somebody works on it. */
const pollingLimit = { name: "moderation.looking", points: 240, seconds: 60 };

export type DecisionResult = CurrentState & {
  /** The row's id, which `undoAction` takes. */
  decision: number;
  action: string;
};

/**
 * Takes a decision about a comment, an article's thread or a member. Refused because somebody decided first or the text changed, the state
 * carries what is true (`now`: a `CurrentState`). Without a script one lands on `back` with `done=DECISION` in its address.
 */
export const decideAction = moderatorAction(
  { schema: decisionForm, limit },
  async ({ db, input, viewer }): Promise<Result<DecisionResult>> => {
    const { kind, id, action, back, as, ...given } = input;
    if (isOtherMembersPage(viewer, as)) return refused("moderation.otherMember");
    const subject = { kind, id };
    const until = input.kind === "member" ? await readSuspensionEnd(db, input) : undefined;
    // The schema has checked that the action is one of the kind's.
    const decision = { ...given, actor: { id: viewer.id }, subject, action, until } as Parameters<typeof decide>[1];
    const decided = await decide(db, decision);
    const now = await findCurrentState(db, subject);
    // The item may no longer stand where its form did: the queue's page says why.
    if (!decided.ok && kind === "comment" && !decided.fields && isQueuePath(back))
      await redirectWithoutScript(back, "refused", id, { why: decided.code });
    if (!decided.ok) return withCurrentState(decided, now);
    await redirectWithoutScript(back, "done", decided.value.decision);
    if (!now) throw new Error(`The ${kind} ${id} that was decided on is gone.`);
    return ok({ ...now, ...decided.value, action });
  },
);

interface SuspensionEnd {
  until?: Date | undefined;
  untilLocal?: string | undefined;
  days?: number | undefined;
}

/** When a suspension ends. A date that is none is refused as one that is past: an invalid one is never in the future. */
async function readSuspensionEnd(db: Executor, { until, untilLocal, days }: SuspensionEnd): Promise<Date | undefined> {
  if (until) return until;
  if (untilLocal) return parseLocalTime(untilLocal, (await readSettings(db))["site.zone"]);
  return days === undefined ? undefined : new Date(Date.now() + days * 86_400_000);
}

export type UndoResult = CurrentState & { undoId: number; decision: number; action: string; parts: number };

/**
 * Undoes the decision that the page shows, with all its effects. After its grace period, a click on a page that may be old does not undo it at
 * once: unless the form is `sure`, the moderator gets the confirmation that says what will happen. Without a script: `back` with `undone=DECISION`.
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
    const now = await findCurrentState(db, { kind: subject, id: subjectId });
    return ok({ kind: subject, id: subjectId, version: 0, last: null, ...now, ...rest });
  },
);

export interface BulkDecisionAnswer {
  /** What the undo of all names. */
  head: number | undefined;
  items: ({ id: number; now: CurrentState | undefined } & (
    | { decided: true }
    // `code`: why not; `moderation.already` and `.deleted` are nothing to worry about.
    | { decided: false; code: string }
  ))[];
}

/** Decides the same of up to a hundred comments, each on its own version. Without a script: `back` with `done=DECISION` and the counts. */
export const bulkAction = moderatorAction(
  { schema: bulkForm, limit },
  async ({ db, input, viewer }): Promise<Result<BulkDecisionAnswer>> => {
    const { back, as, ...given } = input;
    if (isOtherMembersPage(viewer, as)) return refused("moderation.otherMember");
    const many = await decideInBulk(db, { actor: { id: viewer.id }, ...given });
    if (!many.ok) return many;
    const { head, items } = many.value;
    const left = items.filter(({ decided }) => !decided).length;
    await redirectWithoutScript(back, "done", head ?? 0, { left: String(left) });
    return ok({
      head,
      items: items.map(({ id, now, ...item }) =>
        item.decided ? { id, now, decided: true } : { id, now, decided: false, code: item.refusal.code },
      ),
    });
  },
);

/** Says which comment one looks at, for the others; holds nobody up. */
export const presenceAction = moderatorAction(
  { schema: presenceForm, limit: pollingLimit },
  async ({ db, input, viewer }) => {
    await recordPresence(db, viewer.id, input.comment);
    return ok(undefined);
  },
);

/** Decided on the page of somebody else, who was signed in here before: it waits for them. */
const isOtherMembersPage = (viewer: { id: number }, as: number | undefined) => as !== undefined && as !== viewer.id;

/** A script shows by itself what happened; without one the page is shown again, and says it. */
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
