import { readCsvFile } from "#lib/csv-file.ts";
import { OperatorError } from "#lib/operator-error.ts";
import type { ExportItem } from "./export/entries.ts";

export interface RatingTotal {
  count: number;
  /** On a scale to 5, rounded to hundredths. */
  sum: number;
}

/**
 * Reads the totals of WP-PostRatings stored with a post (`ratings_users`, `ratings_score`), scaled to five. Undefined if
 * there are none; "odd" if they are impossible on a scale to `max` (a wrong --ratings-max, or thumbs up and down).
 */
export function readRatingTotal(item: ExportItem, max: number): RatingTotal | undefined | "odd" {
  const count = Number(item.meta.get("ratings_users")?.at(-1) ?? 0);
  const score = Number(item.meta.get("ratings_score")?.at(-1) ?? 0);
  if (!(count > 0)) return undefined;
  if (!Number.isInteger(count) || !(score >= count) || score > max * count) return "odd";
  return { count, sum: scaleToFive(score, max) };
}

function scaleToFive(score: number, max: number): number {
  return Math.round((score * 500) / max) / 100;
}

/**
 * Adds up a log of WP-PostRatings (the table `wp_ratings` as CSV; see docs/wordpress.md). It reads `rating_postid` and
 * `rating_rating`, and ignores the voters' names and addresses. Throws an OperatorError that names the line.
 */
export async function readRatingsLog(path: string, max: number): Promise<Map<string, RatingTotal>> {
  const totals = new Map<string, { count: number; score: number }>();
  const log = readCsvFile(path, {
    what: "a log of ratings",
    columns: { post: ["rating_postid", "rating_post_id", "postid", "post_id"], stars: ["rating_rating", "rating"] },
    required: ["post", "stars"],
  });
  for await (const { line, cells } of log) {
    const stars = Number(cells.stars);
    if (!/^\d+$/.test(cells.post) || !(stars >= 1 && stars <= max))
      throw new OperatorError(
        `${path}:${line}: not a vote from 1 to ${max} for a post (check --ratings-max). Nothing was imported.`,
      );
    const total = totals.get(cells.post) ?? { count: 0, score: 0 };
    totals.set(cells.post, { count: total.count + 1, score: total.score + stars });
  }
  return new Map([...totals].map(([post, { count, score }]) => [post, { count, sum: scaleToFive(score, max) }]));
}
