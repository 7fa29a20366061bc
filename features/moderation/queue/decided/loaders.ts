import { database } from "#db/client.ts";
import { truthOf } from "#features/moderation/decisions/truth.ts";
import { previewUndo } from "#features/moderation/decisions/undo-preview.ts";
import { ruleWords } from "#features/moderation/log/words.ts";
import { back as backAddress } from "#features/moderation/schema.ts";
import { graceSeconds } from "#features/moderation/statements/jobs.ts";
import type { Settings } from "#features/settings/schema.ts";
import { refusalSentence } from "#i18n/refusals.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { agoText, whatText } from "../words.ts";
import { findSubject, type listOwnDecisions } from "./queries.ts";
import { undoConfirmation } from "./undo-confirmation.ts";

type Own = Awaited<ReturnType<typeof listOwnDecisions>>;
type Rules = { anchor: string; title: string }[];

/** One's own last decisions as lines with an undo each. */
export function recentLines(recent: Own, rules: Rules) {
  const now = new Date();
  return recent.map(({ id, action, reason, name, article, parts, createdAt }) => ({
    id,
    action,
    text: typeset(
      translator()("moderation.queue.recent.of", {
        what: whatText(action, reason, rules),
        name: name ?? article ?? "none",
        parts,
        ago: agoText(createdAt, now),
      }),
    ),
  }));
}

/** What a form did that came without a script: the decision is one's own and can still be undone. */
export function doneOf(params: Record<string, string | string[] | undefined>, recent: Own, rules: Rules) {
  const t = translator();
  const made = recent.find(({ id }) => String(id) === params.done);
  const left = Number(params.left);
  return {
    made: made && {
      ...{ id: made.id, action: made.action, what: whatText(made.action, made.reason, rules) },
      /** Nobody has been mailed about it yet. */
      inGrace: Date.now() - made.createdAt.getTime() < graceSeconds * 1_000,
    },
    left: Number.isSafeInteger(left) && left > 0 ? typeset(t("moderation.queue.toast.left", { count: left })) : null,
    undone: typeof params.undone === "string" && /^\d+$/.test(params.undone),
  };
}

/** The confirmation before the decision named in the URL is undone, and where both answers lead; or why it cannot be undone. */
export async function loadUndoConfirmation(
  { undo, from }: Record<string, string | string[] | undefined>,
  viewer: { id: number },
  settings: Settings,
) {
  if (typeof undo !== "string" || !/^[1-9]\d{0,14}$/.test(undo)) return undefined;
  const back = backAddress.safeParse(from).data;
  const preview = await previewUndo(database(), viewer, Number(undo));
  return preview.ok
    ? { question: undoConfirmation(preview.value, settings), back }
    : { problem: typeset(refusalSentence(preview)), back };
}

/** Why a form that came without a script did nothing, who decided first included. */
export async function refusedOf({
  refused,
  why,
}: Record<string, string | string[] | undefined>): Promise<string | null> {
  if (typeof refused !== "string" || typeof why !== "string" || !/^\d{1,15}$/.test(refused)) return null;
  const db = database();
  const code = refusals.find((known) => known === why);
  if (!code) return null;
  const subject =
    code === "moderation.superseded"
      ? await findSubject(db, Number(refused))
      : { kind: "comment" as const, id: Number(refused) };
  const last = subject && (await truthOf(db, subject))?.last;
  const values = {
    by: last?.rule ? "rule" : "member",
    name: last?.rule ? ruleWords(last.rule) : (last?.by ?? ""),
    action: last?.action ?? "",
  };
  return typeset(refusalSentence({ ok: false, code, values }));
}

const refusals = [
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
