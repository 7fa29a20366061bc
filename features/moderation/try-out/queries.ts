import type { Executor } from "#db/client.ts";
import { toScreenedComment } from "#features/comments/posting/screen-comment.ts";
import { parseCommentInWorker, readStoredCommentInWorker } from "#features/screening/comment-text.ts";
import { readScreeningEvidence } from "#features/screening/queries.ts";
import type { ToneScores } from "#features/screening/tone/tone-scores.ts";
import type { Verdict } from "#features/screening/verdict.ts";
import { type VerdictMessage, verdictMessage } from "#features/screening/verdict-message.ts";
import { type ListedWord, prepareListedWords } from "#features/screening/word-lists.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { ok, type Result } from "#lib/result.ts";
import { type StoredComment, streamComments } from "../evaluation/queries.ts";
import { effectOf, runTextPhases, screenTextAlone } from "../evaluation/screen-text.ts";
import { excerptAround } from "./passage.ts";

type ShownVerdict = VerdictMessage & { action: Verdict["action"] };

interface TryOutResult {
  /** The text as it was typed. */
  source: string;
  verdicts: ShownVerdict[];
  /** The listed words of each kind, with the list of each. */
  banned: string[];
  suspect: string[];
  /** The spam score in percent and the words that contributed most; undefined before the classifier was trained. */
  spam: { score: number; words: string[] } | undefined;
  tone: Omit<ToneScores, "spam">;
}

/**
 * Screens a text as a comment by an arbitrary reader below an arbitrary article. Stores nothing. Refused as a comment's
 * text is.
 * @param client the sender, for the limits of the parser; "" for the command line
 */
export async function tryOutScreening(db: Executor, source: string, client = ""): Promise<Result<TryOutResult>> {
  const read = await parseCommentInWorker(source, client);
  if (!read.ok) return read;
  const settings = await readSettings(db);
  const comment = toScreenedComment(read.value);
  // No member has this id: phases find no history and no standing.
  const evidence = await readScreeningEvidence(db, comment, { author: { id: 0, role: "reader" }, settings });
  const verdicts = runTextPhases(comment, evidence).map((verdict) => toMessage(verdict, settings));
  return ok({
    source,
    verdicts,
    banned: evidence.words.banned.map(nameListedWord),
    suspect: evidence.words.suspect.map(nameListedWord),
    spam: evidence.spam && { score: Math.round(evidence.spam.score * 100), words: evidence.spam.words },
    tone: listToneScores(comment.signals.tone),
  });
}

const toMessage = (verdict: Verdict, settings: Settings): ShownVerdict => ({
  ...verdictMessage(verdict, settings),
  action: verdict.action,
});

/** A stored comment that the settings would hold or flag. */
export interface TriedComment extends Pick<StoredComment, "id" | "authorName" | "status" | "outcome"> {
  /** When it was written: ISO 8601, and for people. */
  createdAt: string;
  date: string;
  /** The part of its text with the words that weighed, or its beginning. */
  passage: string;
  effect: "held" | "flagged";
  reasons: ShownVerdict[];
}

export interface StoredTrial {
  /** How many comments were tried: fewer than asked for if there are no more, or time ran out. */
  tried: number;
  /** Those among them that moderators refused, and that they kept. */
  outcomes: { approved: number; refused: number };
  /** What would be held or flagged, newest first. */
  found: TriedComment[];
  /** Whether time ran out before all were tried. */
  isCut: boolean;
}

interface TrialOptions {
  settings: Settings;
  limit: number;
  /** The time after which no further comment is tried (ms). */
  timeoutMs?: number;
  signal?: AbortSignal;
  onProgress?: () => void;
}

/** The newest comments that the screens try settings on, and how long that may take (ms). */
export const screenTrial = { limit: 100, timeoutMs: 1_000 };

/**
 * Runs settings, stored or not, over the newest stored comments, imported ones included, as if a member past their first comments
 * posted each now: the phases that need nothing but the text, as in the evaluation. Stores nothing.
 */
export async function tryStoredComments(
  db: Executor,
  { settings, limit, timeoutMs = Number.POSITIVE_INFINITY, signal, onProgress }: TrialOptions,
): Promise<StoredTrial> {
  const trial: StoredTrial = { tried: 0, outcomes: { approved: 0, refused: 0 }, found: [], isCut: false };
  await prepareListedWords(settings);
  let started: number | undefined;
  for await (const stored of streamComments(db, { limit, only: "all" })) {
    signal?.throwIfAborted();
    if (started !== undefined && performance.now() - started > timeoutMs) {
      trial.isCut = true;
      break;
    }
    onProgress?.();
    const read = await readStoredCommentInWorker(stored.bodyHtml);
    if (!read.ok) continue;
    trial.tried += 1;
    if (stored.outcome !== "undecided") trial.outcomes[stored.outcome] += 1;
    const verdicts = screenTextAlone(read.value, settings);
    // Time counts from the second comment: the first one may load the model and the lists.
    started ??= performance.now();
    const effect = effectOf(verdicts);
    if (effect) trial.found.push(describeFound(stored, effect, read.value.text, verdicts, settings));
  }
  return trial;
}

/** A listed word with the name of its list, and whether it is only quoted. */
function nameListedWord({ word, list, isReported }: ListedWord): string {
  const t = translator();
  const values = { word, list: t(`settings.wordLists.names.${list}`) };
  return isReported ? t("settings.wordLists.quoted", values) : t("settings.wordLists.found", values);
}

function describeFound(
  { id, authorName, status, outcome, createdAt }: StoredComment,
  effect: TriedComment["effect"],
  text: string,
  verdicts: Verdict[],
  settings: Settings,
): TriedComment {
  return {
    id,
    authorName,
    status,
    outcome,
    effect,
    createdAt: createdAt.toISOString(),
    date: formatDate(createdAt, { locale: siteLocale(), zone: settings["site.zone"], style: "short" }),
    passage: excerptAround(text, verdicts),
    reasons: verdicts.map((verdict) => toMessage(verdict, settings)),
  };
}

/** The classes that settings apply to. */
const listToneScores = ({ insult, hate, threat, sexual }: ToneScores) => ({ insult, hate, threat, sexual });
