import { useSyncExternalStore } from "react";
import { useOwn } from "#features/members/components/own.client.tsx";
import type { DraftOwner } from "./drafts.ts";

/** As in own.client.tsx: without it nobody is signed in. */
const hint = /(?:^|; )(?:__Host-)?vigie_hint=/;
const never = () => () => {};

/** Whose texts this page may show; unknown until the site has answered who is signed in, where somebody seems to be. */
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
