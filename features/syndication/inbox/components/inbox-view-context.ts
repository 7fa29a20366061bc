import { createContext, useContext } from "react";
import type { FormFields } from "#features/moderation/queue/form-fields.ts";

export type InboxPanel = "merge" | "block";

/** What the parts of the inbox share. */
export interface InboxView {
  /** The address of the page without what is open. */
  here: string;
  /** The member whose page it is. */
  viewer: number;
  /** The key of the page's forms without JavaScript. */
  formKey: string;
  /** Decides about an item by script. */
  decide(item: number, fields: FormFields): void;
  open(item: number): void;
  select(item: number, isOn: boolean, isRange: boolean): void;
  openPanel(panel: InboxPanel | undefined): void;
  showRaw(item: number): void;
}

export const InboxViewContext = createContext<InboxView | undefined>(undefined);

export function useInboxView(): InboxView {
  const view = useContext(InboxViewContext);
  if (!view) throw new Error("This is a part of the inbox.");
  return view;
}

/** The address of the page with an item opened, and a panel. */
export function itemHref(here: string, item: number, more: Record<string, string> = {}): string {
  const [path = "", search = ""] = here.split("?");
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries({ item: String(item), ...more })) params.set(name, value);
  return `${path}?${params}`;
}
