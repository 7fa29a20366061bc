import { useScript } from "#components/ui/use-script.ts";
import { hasSessionHint, useOwn } from "#features/members/components/own.client.tsx";
import type { DraftOwner } from "./drafts.ts";

/** The owner whose drafts this page may show; unknown until the site says who is signed in, if somebody seems to be. */
export function useDraftOwner(): DraftOwner {
  const own = useOwn();
  const hasScript = useScript();
  if (own) return own.viewer?.id ?? "nobody";
  return hasScript && !hasSessionHint() ? "nobody" : "unknown";
}
