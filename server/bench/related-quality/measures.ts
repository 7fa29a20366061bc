import { createHash } from "node:crypto";

/** The length of the list that is measured: what readers see by default. */
const cutoff = 6;

/** Relevance of the candidates of one article, by slug: 1 or more for related, 0 or missing for unrelated. */
export type Grades = ReadonlyMap<string, number>;

/** The share of the related articles that are among the first six. */
export function recall(list: readonly string[], grades: Grades): number {
  const related = [...grades].filter(([, grade]) => grade > 0).map(([slug]) => slug);
  const hits = list.slice(0, cutoff).filter((slug) => related.includes(slug));
  return hits.length / related.length;
}

/** The discounted gain of the first six (2^grade - 1, divided by log2 of the rank + 1) as a share of the best possible. */
export function ndcg(list: readonly string[], grades: Grades): number {
  const best = [...grades.values()].sort((a, b) => b - a);
  return gain(list.map((slug) => grades.get(slug) ?? 0)) / gain(best);
}

function gain(grades: number[]): number {
  return grades.slice(0, cutoff).reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
}

export interface Quality {
  articles: number;
  recall: number;
  ndcg: number;
}

/** Averages both measures over the articles that have a related one. */
export function measureQuality(lists: ReadonlyMap<string, string[]>, truth: ReadonlyMap<string, Grades>): Quality {
  const measured = [...truth].filter(([, grades]) => [...grades.values()].some((grade) => grade > 0));
  const mean = (of: (list: string[], grades: Grades) => number) =>
    measured.reduce((sum, [slug, grades]) => sum + of(lists.get(slug) ?? [], grades), 0) / Math.max(1, measured.length);
  return { articles: measured.length, recall: mean(recall), ndcg: mean(ndcg) };
}

/** Whether an article belongs to the half on which the weights are tuned; the other half is reported. */
export function isForTuning(slug: string): boolean {
  return (createHash("sha256").update(slug).digest()[0] ?? 0) % 2 === 0;
}

/** Keeps the articles of one half. */
export function filterHalf<T>(truth: ReadonlyMap<string, T>, tuning: boolean): Map<string, T> {
  return new Map([...truth].filter(([slug]) => isForTuning(slug) === tuning));
}
