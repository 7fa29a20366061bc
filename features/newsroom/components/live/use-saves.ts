import { useMemo } from "react";
import { type SavedArticle, saveArticle } from "#features/newsroom/desk/actions.ts";
import { withoutAnyway } from "#features/newsroom/rules.ts";
import { idle } from "#lib/action.ts";
import type { Act, PageParts, Refused } from "./live-desk.ts";
import { newsOfPlan } from "./news.ts";
import { leaseKey } from "./page-lease.ts";
import type { Copies } from "./use-copies.ts";

/** So long after the last key the text goes to the site; while somebody types on, at most so long after the first one. */
const pauseMs = 1_500;
const longestMs = 10_000;
/** The copy on this device is written sooner. */
const copyMs = 600;
const retryMs = 5_000;

/** Refusals after which this page's text is another one than the site's; theirs is kept among the revisions. */
const conflicts = ["newsroom.changed", "newsroom.taken", "newsroom.notYours"];

export type Saves = ReturnType<typeof useSaves>;

/** Sends an open article to the site: as one types, again after a failure, and for what a button says; one save at a time. */
export function useSaves(page: PageParts, copies: Copies) {
  return useMemo(() => savesOf(page, copies), [page, copies]);
}

function savesOf({ now, change, form, work, read }: PageParts, copies: Copies) {
  let saveTimer: number | undefined;
  let copyTimer: number | undefined;
  let dirtySince: number | undefined;
  let changes = 0;
  let autoWaits = false;
  let busy: Promise<void> | null = null;

  const envelop = (act: Act) => {
    const data = read();
    data.set("act", act);
    data.set("script", "1");
    data.set("lease", leaseKey());
    data.set("version", String(now.current.version));
    if (now.current.id > 0) data.set("id", String(now.current.id));
    return data;
  };

  const later = (wait: number) => {
    clearTimeout(saveTimer);
    saveTimer = window.setTimeout(() => void save("auto"), wait);
  };
  const schedule = () => {
    dirtySince ??= Date.now();
    later(Math.max(0, Math.min(pauseMs, dirtySince + longestMs - Date.now())));
  };

  async function save(act: Act): Promise<void> {
    clearTimeout(saveTimer);
    // One that waits already takes along what was typed meanwhile.
    if (act === "auto" && autoWaits) return;
    autoWaits ||= act === "auto";
    // One at a time: a second one goes out with the version that the first one made.
    while (busy || work.current) await (busy ?? work.current);
    if (act === "auto") autoWaits = false;
    if (now.current.conflict || !form.current) return;
    const data = envelop(act);
    // A form that is closed (somebody took over) says nothing of its fields: that is no text without a title.
    if (!data.has("title")) return;
    change({ where: "saving", did: null });
    const seen = changes;
    await hold(send(act, data, seen));
    // Nobody waits for it: whoever mends what was refused may press again at once.
    if (act !== "auto" && now.current.refused && !now.current.conflict) void hold(catchUp(seen).catch(lost));
  }

  function hold(work: Promise<void>): Promise<void> {
    busy = work.finally(() => {
      busy = null;
    });
    return busy;
  }

  /** No network, or a site that is being restarted: the words stay here and are sent again. */
  function lost() {
    change({ where: "offline" });
    copies.write();
    later(retryMs);
  }

  async function send(act: Act, data: FormData, seen: number): Promise<void> {
    try {
      const answer = await saveArticle(idle, data);
      // An answer that is none: the page is being left (a redirect), or the session ended.
      if (!answer || answer.status === "idle") return;
      if (answer.status === "refused") return turnedDown(answer);
      took(act, answer.value, seen);
    } catch {
      lost();
    }
  }

  function took(act: Act, saved: SavedArticle, seen: number) {
    const { id, version, savedAt, status, differs, plan, slug, asks } = saved;
    copies.arrive(id);
    const all = changes === seen;
    const onlySaved = act === "auto" || act === "save" || asks !== null;
    change({
      ...{ version, savedAt, status, differs, plan, slug, refused: undefined, copy: null },
      // What the clock did is news; what a button did is not.
      news: onlySaved ? (newsOfPlan(now.current, saved) ?? now.current.news) : null,
      // Kept, but asked about before readers get it.
      did: asks ? "save" : withoutAnyway(act),
      asks: asks ?? (act === "auto" ? now.current.asks : null),
      where: all ? "kept" : "dirty",
    });
    if (!all) return schedule();
    dirtySince = undefined;
    copies.drop();
  }

  function turnedDown({ code, message, fields, typed }: Refused): void {
    if (conflicts.includes(code)) {
      copies.write();
      change({ conflict: message, where: "dirty" });
    } else if (code === "form.tooFast" || code === "form.failed") {
      change({ where: "offline" });
      later(retryMs);
    } else {
      change({ refused: { code, message, fields, typed }, where: "dirty" });
    }
  }

  /** What was written may have been kept although the button was refused, or not: an ordinary save tells. */
  async function catchUp(seen: number): Promise<void> {
    const kept = await saveArticle(idle, envelop("auto"));
    if (kept?.status !== "done") return;
    const { id, version, savedAt, status, differs, plan, slug } = kept.value;
    copies.arrive(id);
    const all = changes === seen;
    change({ version, savedAt, status, differs, plan, slug, where: all ? "kept" : "dirty" });
    if (!all) schedule();
  }

  return {
    save,
    /** Whether an answer is on its way. */
    isBusy: () => busy !== null,
    /** Something was written. */
    changed() {
      if (now.current.conflict) return;
      changes += 1;
      if (now.current.where === "kept") change({ where: "dirty", did: null });
      clearTimeout(copyTimer);
      copyTimer = window.setTimeout(copies.write, copyMs);
      if (now.current.where !== "offline") schedule();
    },
    /** The page is left. */
    stop: () => clearTimeout(saveTimer),
  };
}
