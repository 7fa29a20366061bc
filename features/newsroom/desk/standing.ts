import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "../rules.ts";
import { findPlan } from "../schedule/queries.ts";
import type { Desk } from "./queries.ts";

/** Where an article stands, for a page that has it open. */
export interface Standing {
  version: number;
  status: ArticleStatus;
  /** Readers do not have this text yet. */
  differs: boolean;
  /** Whether the clock is to publish it, or could not; null where nothing is planned. */
  plan: "waits" | "refused" | null;
  /** Where readers have it: made of the title when it is published, so only then known. */
  slug: string;
}

export async function standingOf(db: Executor, { id, version, status, differs, slug }: Desk): Promise<Standing> {
  const plan = await findPlan(db, id);
  return { version, status, differs, slug, plan: plan ? (plan.refusal ? "refused" : "waits") : null };
}
