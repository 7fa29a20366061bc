import { useSyncExternalStore } from "react";
import { useOwn } from "#features/members/components/own.client.tsx";
import type { DraftOwner } from "./drafts.ts";

/** As in own.client.tsx: without this cookie nobody is signed in. */
const hint = /(?:^|; )(?:__Host-)?vigie_hint=/;
const never = () => () => {};

/** The owner whose drafts this page may show; unknown until the site says who is signed in, if somebody seems to be. */
export function useDraftOwner(): DraftOwner {
  const own = useOwn();
  const isHinted = useSyncExternalStore(
    never,
    () => hint.test(document.cookie),
    () => true,
  );
  if (own) return own.viewer?.id ?? "nobody";
  return isHinted ? "unknown" : "nobody";
}
