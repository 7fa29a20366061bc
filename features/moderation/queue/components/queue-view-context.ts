import { createContext, useContext } from "react";
import type { ReplyTemplate } from "#features/moderation/reply-templates/rules.ts";
import type { QueueItem } from "../items/queue-item.ts";

/** What is open below a comment. */
export type ActionPanel = "reject" | "spam" | "remove" | "ban";

export interface ItemCommands {
  select(id: number): void;
  decide(item: QueueItem, action: string, more?: Record<string, string>): void;
  ban(item: QueueItem, form: FormData): void;
  open(item: QueueItem, panel: ActionPanel | undefined): void;
  tick(item: QueueItem, chosen: boolean): void;
  /** Ticks all waiting comments with nearly the same text, or by the same member, and moves the focus to the bulk bar. */
  tickTogether(item: QueueItem, kind: "alike" | "member"): void;
  undo(key: number): void;
}

/** The context of every item of the queue. */
interface QueueView {
  acts: ItemCommands;
  /** The page's own address, to which forms return without a script. */
  here: string;
  rules: CitableRule[];
  /** The rule that spam breaks if no other is named. */
  spamRule: string | undefined;
  templates: ReplyTemplate[];
}

/** A rule of the community, which a decision may cite. */
export interface CitableRule {
  anchor: string;
  title: string;
}

export const QueueViewContext = createContext<QueueView | null>(null);

export function useQueueView(): QueueView {
  const view = useContext(QueueViewContext);
  if (!view) throw new Error("useQueueView needs a QueueViewContext around it");
  return view;
}
