import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
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
 * Adds up a log of WP-PostRatings (the table `wp_ratings` as CSV, comma or semicolon, first line with the names). It
 * reads `rating_postid` and `rating_rating`, and ignores the voters' names and addresses. Throws an OperatorError that
 * names the line.
 */
export async function readRatingsLog(path: string, max: number): Promise<Map<string, RatingTotal>> {
  const totals = new Map<string, { count: number; score: number }>();
  let columns: { post: number; stars: number; separator: string } | undefined;
  let number = 0;
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) {
      number += 1;
      if (line.trim() === "") continue;
      if (!columns) {
        columns = readHeader(path, line);
        continue;
      }
      const cells = splitLine(line, columns.separator);
      const post = cells[columns.post]?.trim() ?? "";
      const stars = Number(cells[columns.stars]);
      if (!/^\d+$/.test(post) || !(stars >= 1 && stars <= max))
        throw new OperatorError(
          `${path}:${number}: not a vote from 1 to ${max} for a post (check --ratings-max). Nothing was imported.`,
        );
      const total = totals.get(post) ?? { count: 0, score: 0 };
      totals.set(post, { count: total.count + 1, score: total.score + stars });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new OperatorError(`There is no file ${path}.`);
    throw error;
  }
  if (!columns) throw new OperatorError(`${path} is empty: a log of ratings begins with the names of its columns.`);
  return new Map([...totals].map(([post, { count, score }]) => [post, { count, sum: scaleToFive(score, max) }]));
}

function readHeader(path: string, line: string) {
  const separator = line.includes(";") && !line.includes(",") ? ";" : ",";
  const names = splitLine(line.replace(/^\uFEFF/, ""), separator).map((name) => name.trim().toLowerCase());
  const post = names.findIndex((name) => /^(rating_)?post_?id$/.test(name));
  const stars = names.findIndex((name) => /^(rating_)?rating$/.test(name));
  if (post < 0 || stars < 0)
    throw new OperatorError(
      `${path}:1: the log needs the columns rating_postid and rating_rating. Nothing was imported.`,
    );
  return { post, stars, separator };
}

/**
 * Splits a CSV line into cells; quotes may contain the separator and doubled quotes. A cell never spans lines in this
 * log.
 */
function splitLine(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (character === '"') {
      if (quoted && line[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = !quoted;
    } else if (character === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += character;
  }
  cells.push(cell);
  return cells;
}
