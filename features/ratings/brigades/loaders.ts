import { database } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { listRules } from "#features/texts/presets/read-text.ts";
import { articlesShown, countHeld, type Listed, listHeld } from "./queries.ts";

/** A page of articles with votes held apart and the rules that a decision may cite, with the address's cursor of the next one. */
export async function loadHeld(listed: Listed, after: string | undefined) {
  const db = database();
  const cursor = /^(\d{13})\.([1-9]\d{0,14})$/.exec(after ?? "");
  const from = cursor ? { at: new Date(Number(cursor[1])), id: Number(cursor[2]) } : undefined;
  const found = await listHeld(db, listed, from);
  const articles = found.slice(0, articlesShown);
  const last = found.length > articlesShown ? articles.at(-1) : undefined;
  return { articles, rules: listRules(await readSettings(db)), next: last && `${last.heldAt.getTime()}.${last.id}` };
}

/** How many votes wait. */
export function loadHeldCount(): Promise<number> {
  return countHeld(database());
}
