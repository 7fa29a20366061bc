import type { Executor } from "#db/client.ts";
import { readStoredCommentInWorker } from "#features/screening/comment-text.ts";
import { textOnlyPhases } from "#features/screening/screen.ts";
import type { Settings } from "#features/settings/schema.ts";
import { readDailyVolume, streamComments } from "./queries.ts";
import { createTally, defaultEvaluationLimit, type KindCounts, type ScreeningFigures } from "./rules.ts";
import {
  effectOf,
  type NamedVerdict,
  type OnTime,
  processorMs,
  screenTextAlone,
  warmUpScreening,
} from "./screen-text.ts";

export interface PhaseEvaluation extends ScreeningFigures {
  phase: string;
}

export interface ScreeningEvaluation {
  /** The evaluated comments, by what moderators decided. */
  comments: KindCounts;
  phases: PhaseEvaluation[];
  all: ScreeningFigures;
  /** Processor time per comment (ms) of what all phases share: reading the text and its signals, and searching the word lists. */
  readMs: number;
  evidenceMs: number;
}

/** Collects what the phases do with comments whose kind is known. */
export function createEvaluation() {
  const comments: KindCounts = { approved: 0, refused: 0 };
  const tallies = new Map(textOnlyPhases.map(([name]) => [name, createTally()]));
  const all = createTally();
  const shared = { read: 0, evidence: 0 };
  const onTime: OnTime = (phase, ms) => {
    if (phase === "read" || phase === "evidence") shared[phase] += ms;
    else tallies.get(phase)?.spend(ms);
    all.spend(ms);
  };
  return {
    onTime,
    count(kind: keyof KindCounts, verdicts: NamedVerdict[]): void {
      comments[kind] += 1;
      for (const verdict of verdicts) {
        const effect = effectOf([verdict]);
        if (effect) tallies.get(verdict.phase)?.count(kind, effect);
      }
      const effect = effectOf(verdicts);
      if (effect) all.count(kind, effect);
    },
    result(): ScreeningEvaluation {
      const total = Math.max(1, comments.approved + comments.refused);
      return {
        comments,
        phases: [...tallies].map(([phase, tally]) => ({ phase, ...tally.figures(comments) })),
        all: all.figures(comments),
        readMs: shared.read / total,
        evidenceMs: shared.evidence / total,
      };
    },
  };
}

interface EvaluationOptions {
  settings: Settings;
  limit?: number;
  signal?: AbortSignal;
  onProgress?: (comments: number) => void;
}

/**
 * Runs the phases over the newest comments that moderators decided about, as if a member past their first comments posted each now, and
 * compares. Stores nothing.
 *
 * Phases that know these very comments (repeats, domains, the spam score) would find themselves confirmed and are left out, as are those
 * about the member and the article (`phasesBeyondText`).
 */
export async function evaluateScreening(
  db: Executor,
  { settings, limit = defaultEvaluationLimit, signal, onProgress }: EvaluationOptions,
): Promise<ScreeningEvaluation & { commentsPerDay: number }> {
  const evaluation = createEvaluation();
  await warmUpScreening(settings);
  for await (const { bodyHtml, outcome } of streamComments(db, { limit, only: "decided" })) {
    signal?.throwIfAborted();
    const before = process.cpuUsage();
    const read = await readStoredCommentInWorker(bodyHtml);
    const readMs = processorMs(before);
    onProgress?.(1);
    if (!read.ok || outcome === "undecided") continue;
    evaluation.onTime("read", readMs);
    evaluation.count(outcome, screenTextAlone(read.value, settings, evaluation.onTime));
  }
  return { ...evaluation.result(), commentsPerDay: await readDailyVolume(db) };
}
