import { useMemo } from "react";
import type { PageParts } from "./live-desk.ts";
import { copyOf, dropCopy, keepCopy, readCopy } from "./local-copy.ts";

export type Copies = ReturnType<typeof useCopies>;

/** The copy of an open article on this device: there until the site has the text. */
export function useCopies(page: PageParts, memberId: number, articleId: number) {
  return useMemo(() => {
    const { now, form, read, change } = page;
    let place = `${memberId}-${articleId === 0 ? "new" : articleId}`;
    return {
      read: () => readCopy(place),
      drop: () => dropCopy(place),
      write() {
        if (now.current.where === "kept" || !form.current) return;
        const data = read();
        // A form that is closed says nothing of its fields.
        if (!data.has("title")) return;
        const stored = keepCopy(place, copyOf(data, now.current.version));
        if (!stored && now.current.where !== "saving") change({ where: "unstored" });
      },
      /** A new article has come to the site: from here on it is that one. */
      arrive(id: number) {
        if (now.current.id !== 0) return;
        dropCopy(place);
        place = `${memberId}-${id}`;
        history.replaceState(history.state, "", `/admin/articles/${id}`);
        change({ id });
      },
    };
  }, [page, memberId, articleId]);
}
