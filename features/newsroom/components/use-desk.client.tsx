"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { idle } from "#lib/action.ts";
import { saveArticle } from "../actions.ts";
import { beatSeconds, withoutAnyway } from "../rules.ts";
import { toSlug } from "../slugs.ts";
import type { FormDesk } from "./form/section.ts";
import type { Labels } from "./labels.ts";
import { type Act, isAct, type LiveDesk, type Refused, reloading, type Where } from "./live-desk.ts";
import { copyOf, dropCopy, fillIn, keepCopy, readCopy } from "./local-copy.ts";
import { leaseKey, sayPresence } from "./page-lease.ts";

interface Given {
  desk: FormDesk;
  me: { id: number };
  mayEdit: boolean;
  form: RefObject<HTMLFormElement | null>;
  labels: Labels;
}

/** So long after the last key the text goes to the site; while somebody types on, at most so long after the first one. */
const pauseMs = 1_500;
const longestMs = 10_000;
/** The copy on this device is written sooner. */
const copyMs = 600;
const retryMs = 5_000;

/** Refusals after which this page's text is another one than the site's; theirs is kept among the revisions. */
const conflicts = ["newsroom.changed", "newsroom.taken", "newsroom.notYours"];

/**
 * The life of an open article: saves as one types, with the version it was written on; keeps a copy on this device until the site has it;
 * says who else has it open. Everything that is read in callbacks stands in one ref, so that a slow answer meets the present state.
 */
export function useDesk({ desk, me, mayEdit, form, labels }: Given): LiveDesk {
  const [state, setState] = useState({
    ...{ id: desk.id, version: desk.version, status: desk.status, differs: desk.differs, savedAt: desk.savedAt },
    where: "kept" as Where,
    did: null as Act | null,
    asks: (desk.asks?.act ?? null) as LiveDesk["asks"],
    refused: undefined as Refused | undefined,
    conflict: null as string | null,
    other: null as LiveDesk["other"],
    copy: null as LiveDesk["copy"],
    loaded: null as LiveDesk["loaded"],
    slugProposal: toSlug(desk.content.title),
    key: desk.key,
  });
  const now = useRef(state);
  const change = useCallback((part: Partial<typeof state>) => {
    now.current = { ...now.current, ...part };
    setState(now.current);
  }, []);
  const body = useRef<(() => string) | null>(null);
  const timers = useRef<{ save?: number; copy?: number; dirtySince?: number }>({});
  const changes = useRef(0);
  const busy = useRef<Promise<void> | null>(null);
  const place = `${me.id}-${desk.id === 0 ? "new" : desk.id}`;
  const copyPlace = useRef(place);

  const formData = useCallback(() => {
    const data = new FormData(form.current ?? undefined);
    for (const name of [...data.keys()]) if (name.startsWith("$ACTION")) data.delete(name);
    if (body.current) data.set("body", body.current());
    data.set("key", now.current.key);
    return data;
  }, [form]);

  const envelop = useCallback(
    (act: Act) => {
      const data = formData();
      data.set("act", act);
      data.set("script", "1");
      data.set("lease", leaseKey());
      data.set("version", String(now.current.version));
      if (now.current.id > 0) data.set("id", String(now.current.id));
      return data;
    },
    [formData],
  );

  const writeCopy = useCallback(() => {
    if (now.current.where === "kept" || !form.current) return;
    const data = formData();
    if (!data.has("title")) return;
    const stored = keepCopy(copyPlace.current, copyOf(data, now.current.version));
    if (!stored && now.current.where !== "saving") change({ where: "unstored" });
  }, [formData, form, change]);

  /** A new article has come to the site: from here on it is that one. */
  const arrive = useCallback(
    (id: number) => {
      if (now.current.id !== 0) return;
      dropCopy(copyPlace.current);
      copyPlace.current = `${me.id}-${id}`;
      history.replaceState(history.state, "", `/admin/articles/${id}`);
      change({ id });
    },
    [change, me.id],
  );

  const acting = useRef(false);
  // A save asks for the next one: it is found here.
  const saving = useRef<(act: Act) => Promise<void>>(async () => {});

  const schedule = useCallback(() => {
    clearTimeout(timers.current.save);
    const since = timers.current.dirtySince ?? Date.now();
    timers.current.dirtySince = since;
    const wait = Math.max(0, Math.min(pauseMs, since + longestMs - Date.now()));
    timers.current.save = window.setTimeout(() => void saving.current("auto"), wait);
  }, []);

  const retry = useCallback(() => {
    clearTimeout(timers.current.save);
    timers.current.save = window.setTimeout(() => void saving.current("auto"), retryMs);
  }, []);

  const save = useCallback(
    async (act: Act): Promise<void> => {
      clearTimeout(timers.current.save);
      // One at a time: a second one goes out with the version that the first one made.
      while (busy.current) await busy.current;
      if (now.current.conflict || !form.current) return;
      const seen = changes.current;
      const data = envelop(act);
      // A form that is closed (somebody took over) says nothing of its fields: that is no text without a title.
      if (!data.has("title")) return;
      change({ where: "saving", did: null });
      const work = (async () => {
        try {
          const answer = await saveArticle(idle, data);
          // An answer that is none: the page is being left (a redirect), or the session ended.
          if (!answer) return;
          if (answer.status === "refused") {
            const { code, message, fields, typed } = answer;
            if (conflicts.includes(code)) {
              writeCopy();
              change({ conflict: message, where: "dirty" });
            } else if (code === "form.tooFast" || code === "form.failed") {
              change({ where: "offline" });
              retry();
            } else {
              // What was written may have been kept although the button was refused: go on from the version that is there.
              change({ refused: { code, message, fields, typed }, where: "dirty" });
              if (act !== "auto" && Object.keys(fields).length > 0) await catchUp(seen);
            }
            return;
          }
          if (answer.status !== "done") return;
          const { id, version, savedAt, status, differs, asks } = answer.value;
          arrive(id);
          const all = changes.current === seen;
          change({
            version,
            savedAt,
            status,
            differs,
            refused: undefined,
            // Kept, but asked about before readers get it.
            did: asks ? "save" : withoutAnyway(act),
            asks: asks ?? (act === "auto" ? now.current.asks : null),
            where: all ? "kept" : "dirty",
            copy: null,
          });
          if (all) {
            timers.current.dirtySince = undefined;
            dropCopy(copyPlace.current);
          } else schedule();
        } catch {
          // No network, or a site that is being restarted: the words stay here and are sent again.
          change({ where: "offline" });
          writeCopy();
          retry();
        }
      })();
      busy.current = work.finally(() => {
        busy.current = null;
      });
      await busy.current;

      /** A refusal beside a field comes after the text was kept or before: an ordinary save tells. */
      async function catchUp(at: number) {
        const kept = await saveArticle(idle, envelop("auto"));
        if (kept?.status !== "done") return;
        arrive(kept.value.id);
        change({
          version: kept.value.version,
          savedAt: kept.value.savedAt,
          where: changes.current === at ? "kept" : "dirty",
        });
      }
    },
    [arrive, change, envelop, form, retry, schedule, writeCopy],
  );

  saving.current = save;

  const changed = useCallback(() => {
    if (!mayEdit || now.current.conflict) return;
    changes.current += 1;
    if (now.current.where === "kept") change({ where: "dirty", did: null });
    clearTimeout(timers.current.copy);
    timers.current.copy = window.setTimeout(writeCopy, copyMs);
    if (now.current.where !== "offline") schedule();
  }, [mayEdit, change, schedule, writeCopy]);

  const beat = useCallback(
    async (act: "hold" | "take" | "release") => {
      if (now.current.id === 0 || !mayEdit) return;
      const value = await sayPresence(now.current.id, act);
      if (!value || act === "release") return;
      // The last words first: once the form is closed nothing can be read from it.
      if (!value.mine && !now.current.other && now.current.where !== "kept") await save("auto");
      change({ other: value.mine ? null : { name: value.name, own: value.own } });
    },
    [mayEdit, change, save],
  );

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
    const found = readCopy(place);
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
      if (now.current.where !== "kept") void save("auto");
    };
    const leaving = () => writeCopy();
    const keys = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      void save("save");
    };
    addEventListener("online", online);
    addEventListener("pagehide", leaving);
    document.addEventListener("visibilitychange", leaving);
    document.addEventListener("keydown", keys);
    return () => {
      clearInterval(beating);
      clearTimeout(timers.current.save);
      writeCopy();
      removeEventListener("online", online);
      removeEventListener("pagehide", leaving);
      document.removeEventListener("visibilitychange", leaving);
      document.removeEventListener("keydown", keys);
      void beat("release");
    };
  }, []);

  return {
    ...state,
    locked: state.conflict !== null || state.other !== null,
    changed,
    setBody(read) {
      body.current = read;
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
      void save(isAct(act) ? act : "save")
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
      const found = readCopy(copyPlace.current);
      if (found) bring(found.fields, "goes");
      change({ copy: null });
      changed();
    },
    forgetCopy() {
      dropCopy(copyPlace.current);
      change({ copy: null });
    },
  };
}

/** What an update was is said once: the next one is another. */
function clearChange(form: HTMLFormElement | null): void {
  const note = form?.elements.namedItem("changeNote");
  if (note instanceof HTMLTextAreaElement) note.value = "";
  const quiet = form?.querySelector<HTMLInputElement>("[name=change][value=typo]");
  if (quiet) quiet.checked = true;
}
