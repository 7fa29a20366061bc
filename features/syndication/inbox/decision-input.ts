import type { ItemAction } from "#db/schema/syndication.ts";
import type { BlockKind } from "./feed-blocks.ts";
import type { LockedRow } from "./item-locks.ts";

/** What an editor decides about an item. */
export type ItemChoice =
  | { action: "publish" | "draft" | "skip" | "split" | "apply" | "ignore" | "withdraw" }
  | { action: "merge"; into: { item: number } | { article: number } }
  | { action: "block"; kind: BlockKind; word?: string | undefined };

export interface ItemDecisionInput {
  itemId: number;
  memberId: number;
  /** The key of the request. A repeated request decides once and returns the same decision. */
  batchKey: string;
  choice: ItemChoice;
  /** Hash of the content that the editor saw; undefined: not checked. */
  seenHash?: string | undefined;
}

export interface DecidedItem {
  item: number;
  /** The decision's id, which an undo names. */
  decision: number;
  action: ItemAction;
  /** The article that the item has now. */
  articleId: number | null;
}

/** What decides inside the transaction: the items are locked. */
export interface LockedDecision extends ItemDecisionInput {
  item: LockedRow;
  rows: Map<number, LockedRow>;
}
