"use server";

import { headers } from "next/headers";
import type { Executor } from "#db/client.ts";
import { moderatorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { readSettings } from "#features/settings/queries.ts";
import { momentAt } from "#lib/dates.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { decide } from "./decisions/decide.ts";
import { decideOnMany } from "./decisions/on-many.ts";
import { type Truth, truthOf } from "./decisions/truth.ts";
import { undo } from "./decisions/undo.ts";
import { isPastGrace } from "./queue/decided/queries.ts";
import { claim } from "./queue/mutations.ts";
import { isQueueAddress, undoConfirmationAddress } from "./queue/places.ts";
import { bulkForm, claimForm, decisionForm, undoForm } from "./schema.ts";

/** Somebody fast decides once a second; a script that runs wild does more. */
const limit = { name: "moderation", points: 300, seconds: 60 };

/** What a page asks for while somebody works on it. */
const looking = { name: "moderation.looking", points: 240, seconds: 60 };

export type Decided = Truth & {
  /** The row's id, which `undoAction` takes. */
  decision: number;
  action: string;
};

/**
 * Takes a decision about a comment, an article's thread or a member. Refused because somebody decided first or the text changed, the state
 * carries what is true (`now`: a `Truth`). Without a script one lands on `back` with `done=DECISION` in its address.
 */
export const decideAction = moderatorAction(
  { schema: decisionForm, limit },
  async ({ db, input, viewer }): Promise<Result<Decided>> => {
    const { kind, id, action, back, as, ...given } = input;
    if (isAnothers(viewer, as)) return refused("moderation.otherMember");
    const subject = { kind, id };
    const until = input.kind === "member" ? await untilOf(db, input) : undefined;
    // The schema has checked that the action is one of the kind's.
    const decision = { ...given, actor: { id: viewer.id }, subject, action, until } as Parameters<typeof decide>[1];
    const decided = await decide(db, decision);
    const now = await truthOf(db, subject);
    // The item may no longer stand where its form did: the queue's page says why.
    if (!decided.ok && kind === "comment" && !decided.fields && isQueueAddress(back))
      await land(back, "refused", id, { why: decided.code });
    if (!decided.ok) return withTruth(decided, now);
    await land(back, "done", decided.value.decision);
    if (!now) throw new Error(`The ${kind} ${id} that was decided on is gone.`);
    return ok({ ...now, ...decided.value, action });
  },
);

interface Until {
  until?: Date | undefined;
  untilLocal?: string | undefined;
  days?: number | undefined;
}

/** When a suspension ends. A date that is none is refused as one that is past: an invalid one is never in the future. */
async function untilOf(db: Executor, { until, untilLocal, days }: Until): Promise<Date | undefined> {
  if (until) return until;
  if (untilLocal) return momentAt(untilLocal, (await readSettings(db))["site.zone"]);
  return days === undefined ? undefined : new Date(Date.now() + days * 86_400_000);
}

export type Undone = Truth & { undo: number; decision: number; action: string; parts: number };

/**
 * Undoes the decision that the page shows, with all its effects. After its grace period, a click on a page that may be old does not undo it at
 * once: unless the form is `sure`, the moderator gets the confirmation that says what will happen. Without a script: `back` with `undone=DECISION`.
 */
export const undoAction = moderatorAction(
  { schema: undoForm, limit },
  async ({ db, input, viewer }): Promise<Result<Undone>> => {
    if (isAnothers(viewer, input.as)) return refused("moderation.otherMember");
    if (!input.sure && (await isPastGrace(db, input.decision)))
      showAgain(undoConfirmationAddress(input.decision, input.back));
    const undone = await undo(db, { id: viewer.id }, input.decision);
    if (!undone.ok && isQueueAddress(input.back))
      await land(input.back, "refused", input.decision, { why: undone.code });
    if (!undone.ok) return undone;
    await land(input.back, "undone", undone.value.decision);
    const { subject, subjectId, ...rest } = undone.value;
    const now = await truthOf(db, { kind: subject, id: subjectId });
    return ok({ kind: subject, id: subjectId, version: 0, last: null, ...now, ...rest });
  },
);

export interface DecidedMany {
  /** What the undo of all names. */
  head: number | undefined;
  items: ({ id: number; now: Truth | undefined } & (
    | { decided: true }
    // `code`: why not; `moderation.already` and `.deleted` are nothing to worry about.
    | { decided: false; code: string }
  ))[];
}

/** Decides the same of up to a hundred comments, each on its own version. Without a script: `back` with `done=DECISION` and the counts. */
export const bulkAction = moderatorAction(
  { schema: bulkForm, limit },
  async ({ db, input, viewer }): Promise<Result<DecidedMany>> => {
    const { back, as, ...given } = input;
    if (isAnothers(viewer, as)) return refused("moderation.otherMember");
    const many = await decideOnMany(db, { actor: { id: viewer.id }, ...given });
    if (!many.ok) return many;
    const { head, items } = many.value;
    const left = items.filter(({ decided }) => !decided).length;
    await land(back, "done", head ?? 0, { left: String(left) });
    return ok({
      head,
      items: items.map(({ id, now, ...item }) =>
        item.decided ? { id, now, decided: true } : { id, now, decided: false, code: item.refusal.code },
      ),
    });
  },
);

/** Says which comment one looks at, for the others; holds nobody up. */
export const claimAction = moderatorAction({ schema: claimForm, limit: looking }, async ({ db, input, viewer }) => {
  await claim(db, viewer.id, input.comment);
  return ok(undefined);
});

/** Decided on the page of somebody else, who was signed in here before: it waits for them. */
const isAnothers = (viewer: { id: number }, as: number | undefined) => as !== undefined && as !== viewer.id;

/** A script shows by itself what happened; without one the page is shown again, and says it. */
async function land(
  back: string | undefined,
  what: "done" | "undone" | "refused",
  id: number,
  more: Record<string, string> = {},
) {
  if (back === undefined || (await headers()).has("next-action")) return;
  const url = new URL(back, "http://here.invalid");
  for (const name of ["done", "undone", "refused", "why", "left", "undo", "from"]) url.searchParams.delete(name);
  if (id > 0) url.searchParams.set(what, String(id));
  for (const [name, value] of Object.entries(more)) if (value !== "0") url.searchParams.set(name, value);
  showAgain(`${url.pathname}${url.search}${url.hash}`);
}

function withTruth(refusal: Refusal, now: Truth | undefined): Refusal {
  return now ? { ...refusal, now } : refusal;
}
