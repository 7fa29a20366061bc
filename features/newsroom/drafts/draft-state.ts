import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import type { DiscussionState } from "#db/schema/newsroom.ts";
import { findSchedule } from "../schedule/queries.ts";
import type { Draft } from "./queries.ts";

/** The state of an article, for a page that has it open. */
export interface DraftState {
  version: number;
  status: ArticleStatus;
  /** Whether the text differs from the published one. */
  differs: boolean;
  /** Whether the article is scheduled, or its scheduled publication failed; null without a schedule. */
  plan: "waits" | "refused" | null;
  /** The slug of its public address. It is made from the title on publication, so it is known only then. */
  slug: string;
  discussion: DiscussionState;
}

export async function readDraftState(
  db: Executor,
  { id, version, status, differs, slug, discussion }: Draft,
): Promise<DraftState> {
  const plan = await findSchedule(db, id);
  return { version, status, differs, slug, discussion, plan: plan ? (plan.refusal ? "refused" : "waits") : null };
}
