import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ScoredComment } from "./cross-validate.ts";
import { readTrainingComments } from "./training-comments.ts";

/** The cross-validated scores of the last training: a line for each comment, a sum for each output of the model. */
const file = join(import.meta.dirname, "scores.tsv");

export function writeScores(scored: ScoredComment[]): void {
  const order = new Map(readTrainingComments().map(({ scenario, text }, n) => [`${scenario} ${text}`, n]));
  const place = ({ comment }: ScoredComment) => order.get(`${comment.scenario} ${comment.text}`) ?? 0;
  const lines = scored
    .toSorted((a, b) => place(a) - place(b))
    .map(({ sums }) => sums.map((sum) => sum.toFixed(2)).join("\t"));
  writeFileSync(file, `${lines.join("\n")}\n`);
}

/** Reads them with their comments; throws if the comments have changed since. */
export function readScores(): ScoredComment[] {
  const comments = readTrainingComments();
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  if (lines.length !== comments.length) throw new Error("Run train.ts first: the scores are of other comments.");
  return comments.map((comment, n) => ({ comment, sums: (lines[n] ?? "").split("\t").map(Number) }));
}
