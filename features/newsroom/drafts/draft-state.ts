import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import { findSchedule } from "../schedule/queries.ts";
import type { Draft } from "./queries.ts";

/** Where an article stands, for a page that has it open. */
export interface DraftState {
  version: number;
  status: ArticleStatus;
  /** Readers do not have this text yet. */
  differs: boolean;
  /** Whether the clock is to publish it, or could not; null where nothing is planned. */
  plan: "waits" | "refused" | null;
  /** Where readers have it: made of the title when it is published, so only then known. */
  slug: string;
}

export async function readDraftState(db: Executor, { id, version, status, differs, slug }: Draft): Promise<DraftState> {
  const plan = await findSchedule(db, id);
  return { version, status, differs, slug, plan: plan ? (plan.refusal ? "refused" : "waits") : null };
}
