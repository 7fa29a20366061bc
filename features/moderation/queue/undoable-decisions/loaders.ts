import { database } from "#db/client.ts";
import { mailGraceSeconds } from "#features/decision-history/jobs.ts";
import { findCurrentState } from "#features/moderation/decisions/current-state.ts";
import { ruleTitle } from "#features/moderation/decisions/titles.ts";
import { previewUndo } from "#features/moderation/decisions/undo-preview.ts";
import { returnPath as backAddress } from "#features/moderation/schema.ts";
import type { Settings } from "#features/settings/schema.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { decisionLabelWithReason, formatTimeAgo } from "../queue-text.ts";
import { findSubject, type listUndoableDecisions } from "./queries.ts";
import { describeUndo } from "./undo-confirmation.ts";

type OwnDecisions = Awaited<ReturnType<typeof listUndoableDecisions>>;
type Rules = { anchor: string; title: string }[];

/** Formats the moderator's own last decisions as lines with an undo each. */
export function toRecentDecisions(recent: OwnDecisions, rules: Rules, zone: string) {
  const now = new Date();
  return recent.map(({ id, action, reason, name, article, parts, createdAt }) => ({
    id,
    action,
    text: translator().typeset("moderation.queue.recent.of", {
      what: decisionLabelWithReason(action, reason, rules),
      name: name ?? article ?? "none",
      parts,
      ago: formatTimeAgo(createdAt, { now, zone }),
    }),
  }));
}

/**
 * The result of a form that was sent without JavaScript, from the URL: the decision, which the moderator can still
 * undo.
 */
export function readFormResult(
  params: Record<string, string | string[] | undefined>,
  recent: OwnDecisions,
  rules: Rules,
) {
  const t = translator();
  const made = recent.find(({ id }) => String(id) === params.done);
  const refusedCount = Number(params.left);
  return {
    made: made && {
      id: made.id,
      action: made.action,
      what: decisionLabelWithReason(made.action, made.reason, rules),
      /** The members concerned were not mailed yet. */
      inGrace: Date.now() - made.createdAt.getTime() < mailGraceSeconds * 1_000,
    },
    left:
      Number.isSafeInteger(refusedCount) && refusedCount > 0
        ? t.typeset("moderation.queue.toast.left", { count: refusedCount })
        : null,
    undone: typeof params.undone === "string" && /^\d+$/.test(params.undone),
  };
}

/** Loads the confirmation of the undo named in the URL, with the return path, or the reason why it is refused. */
export async function loadUndoConfirmation(
  { undo, from }: Record<string, string | string[] | undefined>,
  viewer: { id: number },
  settings: Settings,
) {
  if (typeof undo !== "string" || !/^[1-9]\d{0,14}$/.test(undo)) return undefined;
  const back = backAddress.safeParse(from).data;
  const preview = await previewUndo(database(), viewer, Number(undo));
  return preview.ok
    ? { question: describeUndo(preview.value, settings), back }
    : { problem: typeset(refusalMessage(preview)), back };
}

/** Why a form that was sent without JavaScript was refused, with the decider who came first. */
export async function describeFormRefusal({
  refused,
  why,
}: Record<string, string | string[] | undefined>): Promise<string | null> {
  if (typeof refused !== "string" || typeof why !== "string" || !/^\d{1,15}$/.test(refused)) return null;
  const db = database();
  const code = knownRefusals.find((known) => known === why);
  if (!code) return null;
  const subject =
    code === "moderation.superseded"
      ? await findSubject(db, Number(refused))
      : { kind: "comment" as const, id: Number(refused) };
  const last = subject && (await findCurrentState(db, subject))?.last;
  const values = {
    by: last?.rule ? "rule" : "member",
    name: last?.rule ? ruleTitle(last.rule) : (last?.by ?? ""),
    action: last?.action ?? "",
  };
  return typeset(refusalMessage({ ok: false, code, values }));
}

const knownRefusals = [
  "moderation.conflict",
  "moderation.changed",
  "moderation.gone",
  "moderation.deleted",
  "moderation.already",
  "moderation.oneself",
  "moderation.notVisible",
  "moderation.superseded",
  "moderation.nothingToUndo",
] as const;
