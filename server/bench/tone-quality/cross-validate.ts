import { createHash } from "node:crypto";
import { modelOutputs } from "#features/screening/tone/model.ts";
import { type Example, fitModel, sumOutputs } from "./fit-model.ts";
import type { TrainingComment } from "./training-comments.ts";

export const foldCount = 5;

/** A comment with the sums that a model without its scenario gives its worst passage, by output. */
export interface ScoredComment {
  comment: TrainingComment;
  sums: number[];
}

/** Scores each comment with a model that has seen no comment of its scenario. Deterministic. */
export function crossValidate(examples: Example[], report: (line: string) => void): ScoredComment[] {
  const scored: ScoredComment[] = [];
  for (let fold = 0; fold < foldCount; fold += 1) {
    const model = fitModel(examples.filter(({ comment }) => foldOf(comment.scenario) !== fold));
    for (const { comment, passages } of examples.filter((example) => foldOf(example.comment.scenario) === fold)) {
      const [worst = []] = passages
        .map((vector) => sumOutputs(model, vector))
        .sort((a, b) => (b[anyOutput] ?? 0) - (a[anyOutput] ?? 0));
      scored.push({ comment, sums: worst });
    }
    report(`fold ${fold + 1} of ${foldCount}`);
  }
  return scored;
}

const anyOutput = modelOutputs.indexOf("any");

const foldOf = (scenario: string) => createHash("sha256").update(scenario).digest().readUInt32LE(0) % foldCount;
