import { cutCharacters } from "#lib/cut-characters.ts";

const earliest = Date.UTC(1990, 0, 1);

/**
 * Decides when an item counts as published. A date in the future, before 1990 or that cannot be read counts as the time of the fetch; then
 * the date as written is returned as well.
 */
export function toPublishedAt(
  {
    publishedAt,
    updatedAt,
    declaredDate,
  }: { publishedAt: string | null; updatedAt: string | null; declaredDate: string },
  fetchedAt: Date,
): { publishedAt: Date; declaredDate: string } {
  const date = new Date(publishedAt ?? updatedAt ?? Number.NaN);
  const isCredible = date.getTime() >= earliest && date.getTime() <= fetchedAt.getTime();
  return isCredible
    ? { publishedAt: date, declaredDate: "" }
    : { publishedAt: fetchedAt, declaredDate: cutCharacters(declaredDate, 100) };
}
