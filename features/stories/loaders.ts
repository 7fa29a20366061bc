import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { orderVersion, storyVersion } from "./mutations.ts";
import { findStory, listPlacedArticles, listStories } from "./queries.ts";

/** Loads a page of the newsroom's list. `before` is the id after which it begins. */
export function loadStories(query: { words: string; before: string | undefined }) {
  const before = query.before !== undefined && /^[1-9]\d{0,14}$/.test(query.before) ? Number(query.before) : undefined;
  return listStories(database(), { words: query.words, before });
}

/** Loads a story with its articles for the newsroom; 404 for an unknown id. */
export async function loadStory(idText: string) {
  if (!/^[1-9]\d{0,14}$/.test(idText)) notFound();
  const db = database();
  const story = await findStory(db, Number(idText));
  if (!story) notFound();
  const placed = await listPlacedArticles(db, story);
  return { story, version: storyVersion(story), placed, orderVersion: orderVersion(placed) };
}
