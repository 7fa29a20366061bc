import { useHydrated } from "#components/ui/use-hydrated.ts";
import { hasSessionHint, useViewer } from "#features/auth/components/use-viewer.client.tsx";
import type { DraftOwner } from "./drafts.ts";

/** Returns the owner whose drafts this page may show; "unknown" until `/api/me` answers, if the session hint is set. */
export function useDraftOwner(): DraftOwner {
  const viewerData = useViewer();
  const hasScript = useHydrated();
  if (viewerData) return viewerData.viewer?.id ?? "nobody";
  return hasScript && !hasSessionHint() ? "nobody" : "unknown";
}
