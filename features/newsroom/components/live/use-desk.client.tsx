"use client";

import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { beatSeconds } from "#features/newsroom/rules.ts";
import { toSlug } from "#features/newsroom/slugs.ts";
import type { FormDesk } from "../form/section.ts";
import type { Labels } from "../labels.ts";
import { type DeskState, isAct, type LiveDesk, type PageParts, reloading } from "./live-desk.ts";
import { fillIn } from "./local-copy.ts";
import { useCopies } from "./use-copies.ts";
import { usePresence } from "./use-presence.ts";
import { useSaves } from "./use-saves.ts";

interface Given {
  desk: FormDesk;
  me: { id: number };
  mayEdit: boolean;
  form: RefObject<HTMLFormElement | null>;
  labels: Labels;
}

/**
 * The life of an open article: saves as one types, with the version it was written on; keeps a copy on this device until the site has it;
 * says who else has it open, and what became of it meanwhile.
 */
export function useDesk({ desk, me, mayEdit, form, labels }: Given): LiveDesk {
  const [state, setState] = useState<DeskState>(() => beginning(desk));
  const now = useRef(state);
  const change = useCallback((part: Partial<DeskState>) => {
    now.current = { ...now.current, ...part };
    setState(now.current);
  }, []);
  const body = useRef<(() => string) | null>(null);
  const work = useRef<Promise<void> | null>(null);
  const page: PageParts = useMemo(
    () => ({
      ...{ now, change, form, work },
      read() {
        const data = new FormData(form.current ?? undefined);
        for (const name of [...data.keys()]) if (name.startsWith("$ACTION")) data.delete(name);
        if (body.current) data.set("body", body.current());
        data.set("key", now.current.key);
        return data;
      },
    }),
    [change, form],
  );
  const acting = useRef(false);
  const copies = useCopies(page, me.id, desk.id);
  const saves = useSaves(page, copies);
  const beat = usePresence(page, saves, mayEdit);
  const changed = useCallback(() => {
    if (mayEdit) saves.changed();
  }, [mayEdit, saves]);

  const bring = useCallback(
    (fields: [string, string][], typed: "stays" | "goes") => {
      if (!form.current) return;
      fillIn(form.current, fields, { typed });
      change({ loaded: { fields, at: Date.now() } });
    },
    [form, change],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens; what it calls reads refs.
  useEffect(() => {
    if (!mayEdit) return;
    const found = copies.read();
    if (found && form.current && now.current.where === "kept") {
      // Nobody has saved since, or the page that wrote it did, whose answer was lost: the copy simply is the newer text.
      const own = found.key !== "" && found.key === desk.savedOn;
      const fresh = own || found.version === desk.version;
      change({ copy: { at: found.at, restored: fresh } });
      if (fresh) {
        // It is that page which goes on here: what it began is not begun twice.
        if (found.key !== "" && (own || desk.id === 0)) change({ key: found.key });
        bring(found.fields, "stays");
        changed();
      }
    }
    void beat("hold");
    const beating = window.setInterval(() => void beat("hold"), beatSeconds * 1000);
    const online = () => {
      if (now.current.where !== "kept") void saves.save("auto");
    };
    const leaving = () => copies.write();
    const turned = () => {
      copies.write();
      // Whoever comes back to a window learns at once what became of its article.
      if (document.visibilityState === "visible") void beat("hold");
    };
    const keys = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      void saves.save("save");
    };
    addEventListener("online", online);
    addEventListener("pagehide", leaving);
    document.addEventListener("visibilitychange", turned);
    document.addEventListener("keydown", keys);
    return () => {
      clearInterval(beating);
      saves.stop();
      copies.write();
      removeEventListener("online", online);
      removeEventListener("pagehide", leaving);
      document.removeEventListener("visibilitychange", turned);
      document.removeEventListener("keydown", keys);
      void beat("release");
    };
  }, []);

  return {
    ...state,
    locked: state.conflict !== null || state.other !== null || state.news === "changed",
    changed,
    setBody(read) {
      body.current = read;
    },
    awaits(coming) {
      work.current = coming.catch(reportError).finally(() => {
        work.current = null;
      });
    },
    onInput(event) {
      const target = event.target;
      if (target instanceof HTMLTextAreaElement && target.name === "title")
        change({ slugProposal: toSlug(target.value) });
      changed();
    },
    onSubmit(event) {
      event.preventDefault();
      const submitter = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
      const act = submitter?.getAttribute("value");
      if (act === "unpublish" && !confirm(labels.reallyUnpublish)) return;
      if (act === "discard" && !confirm(labels.reallyDiscard)) return;
      // A second click on what is being done is the same one.
      if (acting.current) return;
      acting.current = true;
      void saves
        .save(isAct(act) ? act : "save")
        .then(() => {
          // The texts of the page are others now: what the form shows comes from the site.
          if (act === "discard" && now.current.did === "discard") location.reload();
          const did = now.current.did;
          // A plan or a withdrawal that publishing, or taking back, has ended is shown no longer.
          const over =
            (did === "publish" || did === "unpublish") && (desk.plan !== null || desk.status === "withdrawn");
          if (did && (reloading.includes(did) || over))
            location.assign(`/admin/articles/${now.current.id}?done=${did}`);
          else if (did === "publish") clearChange(form.current);
        })
        .finally(() => {
          acting.current = false;
        });
    },
    takeOver() {
      // The other one may have written since this page was opened: what is there now is read anew, under this page's key.
      void beat("take").then(() => location.reload());
    },
    restoreCopy() {
      const found = copies.read();
      if (found) bring(found.fields, "goes");
      change({ copy: null });
      changed();
    },
    forgetCopy() {
      copies.drop();
      change({ copy: null });
    },
  };
}

/** What the page begins with. */
function beginning(desk: FormDesk): DeskState {
  const { id, version, status, differs, savedAt, key, slug, plan } = desk;
  return {
    ...{ id, version, status, differs, savedAt, key, slug },
    ...{
      where: "kept",
      did: null,
      refused: undefined,
      conflict: null,
      news: null,
      other: null,
      copy: null,
      loaded: null,
    },
    plan: plan ? (plan.refusal === null ? "waits" : "refused") : null,
    asks: desk.asks?.act ?? null,
    slugProposal: toSlug(desk.content.title),
  };
}

/** What an update was is said once: the next one is another. */
function clearChange(form: HTMLFormElement | null): void {
  const note = form?.elements.namedItem("changeNote");
  if (note instanceof HTMLTextAreaElement) note.value = "";
  const quiet = form?.querySelector<HTMLInputElement>("[name=change][value=typo]");
  if (quiet) quiet.checked = true;
}
