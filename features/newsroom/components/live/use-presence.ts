import { useMemo } from "react";
import type { PageParts } from "./live-desk.ts";
import { newsOf } from "./news.ts";
import { sayPresence } from "./page-lease.ts";
import type { Saves } from "./use-saves.ts";

/** Says that the page is there, and hears who has the article instead and what became of it meanwhile. */
export function usePresence({ now, change }: PageParts, saves: Saves, mayEdit: boolean) {
  return useMemo(
    () =>
      async function beat(act: "hold" | "take" | "release"): Promise<void> {
        if (now.current.id === 0 || !mayEdit) return;
        const value = await sayPresence(now.current.id, act);
        if (!value || act === "release") return;
        // The last words first: once the form is closed nothing can be read from it.
        if (!value.mine && !now.current.other && now.current.where !== "kept") await saves.save("auto");
        change({ other: value.mine ? null : { name: value.name, own: value.own } });
        // A save that is under way knows more than this answer does.
        const news = saves.isBusy() ? null : newsOf(now.current, value.standing);
        if (news === "changed") change({ news });
        else if (news) {
          const { status, plan, slug, differs } = value.standing;
          change({ news, status, plan, slug, ...(now.current.where === "kept" ? { differs } : {}) });
        }
      },
    [now, change, saves, mayEdit],
  );
}
