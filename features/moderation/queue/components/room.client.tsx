"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { claimAction } from "#features/moderation/actions.ts";
import { idle } from "#lib/action.ts";
import { chooseAll, lookAgain, moreItems } from "../actions.ts";
import type { QueueItem } from "../items.ts";
import type { LiveQueue } from "../loaders.ts";
import type { Task } from "../outbox.ts";
import type { Labels } from "../words.ts";
import { BulkBar, type BulkState } from "./bulk.client.tsx";
import { afterPane, authorsChanged, chooseAuthor } from "./chosen-author.client.tsx";
import { type Acts, fill, Item, type Mark, type Panel, useScript } from "./item.client.tsx";
import { Help, Lost, Recent, Toast, type Told } from "./signs.client.tsx";
import { useLive } from "./use-live.ts";
import { type Settled, useOutbox } from "./use-outbox.ts";

interface Props {
  items: QueueItem[];
  next: string | undefined;
  /** Where the newest item stands. */
  first: string | undefined;
  /** The page's own address without its cursor, and what stands behind its question mark. */
  here: string;
  search: string;
  oldest: boolean;
  /** Opened by the address, where no script runs. */
  opened: { on: number; panel: Panel } | undefined;
  recent: { id: number; text: string }[];
  viewer: number;
  labels: Labels;
  nextLabel: string;
}

interface Undoable {
  /** Of the task, where it was decided on this page. */
  key?: number;
  decision?: number;
  text: string;
}

/** Items that stay above the chosen one; what was decided longer ago goes from the page. */
const mostAbove = 60;
/** Items below the chosen one before more are fetched. */
const leastBelow = 12;

/** The list of the queue: keys, mouse and touch, decisions sent one after the other, what others do meanwhile. */
export function Room(props: Props) {
  const { labels, here, search, viewer } = props;
  const script = useScript();
  const [items, setItems] = useState(props.items);
  const [next, setNext] = useState(props.next);
  const [selected, setSelected] = useState(props.items[0]?.id);
  const [panel, setPanel] = useState<{ on: number; panel: Panel } | undefined>(props.opened);
  const [marks, setMarks] = useState<ReadonlyMap<number, Mark>>(new Map());
  const [problems, setProblems] = useState<ReadonlyMap<number, string>>(new Map());
  const [chosen, setChosen] = useState<ReadonlyMap<number, number>>(new Map());
  const [bulk, setBulk] = useState<BulkState>();
  const [told, setTold] = useState<Told>();
  const [stack, setStack] = useState<Undoable[]>(() =>
    props.recent.map(({ id, text }) => ({ decision: id, text })).reverse(),
  );
  const [help, setHelp] = useState(false);
  const [live, setLive] = useState<LiveQueue>();
  const keys = useRef(Date.now());
  const decisions = useRef(new Map<number, number>());
  const fetching = useRef(false);

  const set = <K, V>(
    change: (update: (before: ReadonlyMap<K, V>) => Map<K, V>) => void,
    key: K,
    value: V | undefined,
  ) =>
    change((before) => {
      const after = new Map(before);
      if (value === undefined) after.delete(key);
      else after.set(key, value);
      return after;
    });

  const replace = (id: number, known: Partial<QueueItem>) =>
    setItems((before) => before.map((item) => (item.id === id ? { ...item, ...known } : item)));

  /** Has comments shown as they are now. */
  const look = async (ids: number[]) => {
    for (let at = 0; at < ids.length; at += 100) {
      const form = new FormData();
      form.set("ids", ids.slice(at, at + 100).join(","));
      const state = await lookAgain(idle, form).catch(() => undefined);
      if (state?.status !== "done") return;
      const fresh = new Map(state.value.map((item) => [item.id, item]));
      setItems((before) => before.map((item) => fresh.get(item.id) ?? item));
    }
  };

  const settled = (task: Task, answer: Settled) => {
    authorsChanged();
    if (answer.kind === "decide") settleDecision(task, answer.state);
    else if (answer.kind === "many") settleMany(task, answer.state);
    else settleUndo(task, answer.state);
  };

  const settleDecision = (task: Task, state: Extract<Settled, { kind: "decide" }>["state"]) => {
    const { key, item: id = 0 } = task;
    const soft = task.fields.action === "feature" || task.fields.action === "unfeature";
    if (state.status === "done") {
      const { decision, version, status, featured } = state.value;
      decisions.current.set(key, decision);
      if (task.fields.kind === "comment")
        replace(id, { version, ...(status && { status }), ...(featured !== undefined && { featured }) });
      if (!soft) set(setMarks, id, { key, text: task.text, decision, sent: true });
      if (task.fields.kind === "member") void look([id]);
      return;
    }
    if (state.status !== "refused") return;
    const last =
      state.now && "last" in state.now
        ? (state.now.last as { id: number; actorId: number | null; action: string } | null)
        : null;
    if (state.code === "moderation.conflict" && last?.actorId === viewer && last.action === task.fields.action) {
      // It was stored, and only its answer was lost.
      decisions.current.set(key, last.id);
      if (!soft) set(setMarks, id, { key, text: task.text, decision: last.id, sent: true });
      void look([id]);
      return;
    }
    set(setMarks, id, undefined);
    set(setProblems, id, Object.values(state.fields).at(-1) ?? state.message);
    setStack((before) => before.filter((one) => one.key !== key));
    setTold({ text: Object.values(state.fields).at(-1) ?? state.message, bad: true });
    // The choice stays where one is by now: the next key is meant for what one reads.
    void look([id]);
  };

  const settleUndo = (task: Task, state: Extract<Settled, { kind: "undo" }>["state"]) => {
    const id = task.item;
    if (state?.status === "refused") {
      setTold({ text: state.message, bad: true });
      if (id !== undefined) {
        set(setProblems, id, state.message);
        void look([id]);
      }
      return;
    }
    const undone = state?.status === "done" ? state.value : undefined;
    const gone = new Set(
      [...marks]
        .filter(([, mark]) => mark.key === task.of || (undone && mark.decision === undone.decision))
        .map(([one]) => one),
    );
    if (undone?.kind === "comment") gone.add(undone.id);
    setMarks((before) => new Map([...before].filter(([one]) => !gone.has(one))));
    if (bulk?.key === task.of) setBulk(undefined);
    const shown = items.filter((item) => gone.has(item.id)).map((item) => item.id);
    // A ban may have taken any of them along.
    void look(undone?.kind === "member" ? items.map((item) => item.id) : shown);
    if (shown[0] !== undefined) focusOn(shown[0]);
    setTold({ text: fill(labels.toast.undone, { what: task.text }) });
  };

  const settleMany = (task: Task, state: Extract<Settled, { kind: "many" }>["state"]) => {
    const bulkKey = Number(task.of);
    if (state.status === "refused") {
      // Only the rest of this selection: what was decided one by one meanwhile goes its way.
      outbox.forget((other) => other.kind === "many" && other.of === task.of);
      setBulk(
        (before) =>
          before && { ...before, running: false, problem: Object.values(state.fields).at(-1) ?? state.message },
      );
      return;
    }
    if (state.status !== "done") return;
    const { head, items: done } = state.value;
    if (head !== undefined) decisions.current.set(bulkKey, head);
    const mine = (one: (typeof done)[number]) =>
      one.decided ||
      (one.now?.last?.actorId === viewer &&
        one.now.last.action === task.fields.action &&
        one.code === "moderation.conflict");
    const harmless = new Set(["moderation.already", "moderation.deleted", "moderation.gone", "moderation.oneself"]);
    const conflicts = done.filter((one) => !mine(one) && !one.decided && !harmless.has(one.code)).map(({ id }) => id);
    const decided = done.filter(mine);
    setMarks((before) => {
      const after = new Map(before);
      const shown = new Set(items.map((item) => item.id));
      for (const { id } of decided)
        if (shown.has(id)) after.set(id, { key: bulkKey, text: task.text, decision: head, sent: true });
      return after;
    });
    setItems((before) =>
      before.map((item) => {
        const one = done.find(({ id }) => id === item.id)?.now;
        return one ? { ...item, version: one.version, status: one.status ?? item.status } : item;
      }),
    );
    setBulk((before) => {
      if (before?.key !== bulkKey) return before;
      const answered = before.answered + done.length;
      return {
        ...before,
        answered,
        decided: before.decided + decided.length,
        conflicts: [...before.conflicts, ...conflicts],
        skipped: before.skipped + done.length - decided.length - conflicts.length,
        running: answered < before.total && before.running,
      };
    });
    if (conflicts.length > 0) void look(conflicts.filter((id) => items.some((item) => item.id === id)));
  };

  const { outbox, waiting, why, kept } = useOutbox({ decisionOf: (key) => decisions.current.get(key), settled });

  const element = (id: number) => document.getElementById(`item-${id}`);
  const focusOn = (id: number) => {
    setSelected(id);
    setPanel(undefined);
    const at = element(id);
    at?.focus({ preventScroll: true });
    at?.scrollIntoView({ block: "nearest", behavior: "instant" });
  };

  const fetchMore = async () => {
    if (!next || fetching.current) return;
    fetching.current = true;
    const form = new FormData();
    form.set("place", `${search}${search ? "&" : ""}after=${next}`);
    const state = await moreItems(idle, form).catch(() => undefined);
    fetching.current = false;
    if (state?.status !== "done") return;
    setNext(state.value.next);
    setItems((before) => {
      const known = new Set(before.map((item) => item.id));
      const at = before.findIndex((item) => item.id === selected);
      // What was decided far above is of no more use, and a long day would fill the page with it.
      const rest = before.filter((item, n) => n > at - mostAbove || !marks.has(item.id));
      return [...rest, ...state.value.items.filter((item) => !known.has(item.id))];
    });
  };

  // All that was here is decided: the chosen one is the first of what came since.
  const stranded = selected !== undefined && marks.has(selected) ? selected : undefined;
  useEffect(() => {
    if (stranded === undefined) return;
    const later = items.slice(items.findIndex((item) => item.id === stranded) + 1);
    const to = later.find((item) => !marks.has(item.id));
    if (to && document.activeElement?.id === `item-${stranded}`) document.getElementById(`item-${to.id}`)?.focus();
  }, [stranded, items, marks]);

  const move = (step: 1 | -1, from = selected) => {
    const at = items.findIndex((item) => item.id === from);
    const to = items[at + step];
    if (to) focusOn(to.id);
    if (at + leastBelow > items.length) void fetchMore();
  };
  /** To the next one that is still to be decided. */
  const goOn = (from: number) => {
    const at = items.findIndex((item) => item.id === from);
    const to = items.slice(at + 1).find((item) => !marks.has(item.id));
    if (to) focusOn(to.id);
    if (items.slice(at + 1).filter((item) => !marks.has(item.id)).length < leastBelow) void fetchMore();
  };

  const take = (item: QueueItem, fields: Record<string, string>, text: string, tells: boolean) => {
    keys.current += 1;
    const key = keys.current;
    set(setProblems, item.id, undefined);
    setPanel(undefined);
    setStack((before) => [...before, { key, text }]);
    outbox.add({ key, kind: "decide", fields, text, item: item.id });
    setTold({ text, undo: key, tells });
    return key;
  };

  const decide = (item: QueueItem, action: string, more: Record<string, string> = {}) => {
    if (marks.has(item.id)) return;
    if (item.own || item.deleted) {
      setTold({ text: item.own ? labels.own : labels.deleted, bad: true });
      return;
    }
    const reason =
      more.reason ?? (action === "spam" && labels.rules.some(({ anchor }) => anchor === "spam") ? "spam" : "");
    const title = labels.rules.find(({ anchor }) => anchor === reason)?.title;
    const did = labels.did[action as keyof Labels["did"]] ?? action;
    const text = title && action !== "spam" ? `${did} : ${title}` : did;
    const fields = {
      kind: "comment",
      id: String(item.id),
      action,
      expectedVersion: String(item.version),
      ...more,
      ...(reason && { reason }),
    };
    const key = take(item, fields, text, ["reject", "spam", "remove"].includes(action));
    if (action === "feature" || action === "unfeature") {
      // It stays to be decided; the next decision is on what this one makes of it.
      replace(item.id, { featured: action === "feature", version: item.version + 1 });
      return;
    }
    set(setMarks, item.id, { key, text, sent: false });
    goOn(item.id);
  };

  const ban = (item: QueueItem, form: FormData) => {
    const fields: Record<string, string> = {};
    for (const [name, value] of form)
      if (typeof value === "string" && value !== "" && !name.startsWith("$") && name !== "back") fields[name] = value;
    if (fields.action !== "suspend") delete fields.days;
    else delete fields.comments;
    const title = labels.rules.find(({ anchor }) => anchor === fields.reason)?.title;
    const text = `${labels.did[fields.action === "suspend" ? "suspend" : "ban"]} : ${item.author.name}${title ? ` (${title})` : ""}`;
    const key = take(item, fields, text, true);
    set(setMarks, item.id, { key, text, sent: false });
    goOn(item.id);
  };

  const undoTask = (one: Undoable) => {
    const item = [...marks].find(([, mark]) => mark.key === one.key)?.[0];
    setStack((before) => before.filter((other) => other !== one));
    if (bulk && bulk.key === one.key) {
      for (const task of outbox.waiting.filter((task) => task.of === one.key)) outbox.drop(task.key);
      setBulk({ ...bulk, running: false, undoing: true });
    }
    if (one.key !== undefined && outbox.drop(one.key)) {
      // It had not left yet.
      if (item !== undefined) {
        set(setMarks, item, undefined);
        focusOn(item);
      }
      setTold({ text: fill(labels.toast.undone, { what: one.text }) });
      return;
    }
    keys.current += 1;
    const fields: Record<string, string> = one.decision === undefined ? {} : { decision: String(one.decision) };
    outbox.add({
      key: keys.current,
      kind: "undo",
      fields,
      text: one.text,
      ...(one.key !== undefined && { of: one.key }),
      ...(item !== undefined && { item }),
    });
  };
  const undoLast = () => {
    const last = stack.at(-1);
    if (last) undoTask(last);
    else setTold({ text: labels.recent.none });
  };

  const open = (item: QueueItem, which: Panel | undefined) => {
    setSelected(item.id);
    setPanel(which && { on: item.id, panel: which });
    if (!which) element(item.id)?.focus({ preventScroll: true });
  };

  const choose = (item: QueueItem, on: boolean) => {
    if (item.deleted || item.own) return;
    set(setChosen, item.id, on ? item.version : undefined);
  };

  const runBulk = (action: string, reason: string, note: string) => {
    const all = [...chosen];
    keys.current += 1;
    const key = keys.current;
    const title = labels.rules.find(({ anchor }) => anchor === reason)?.title;
    const did = labels.did[action as keyof Labels["did"]] ?? action;
    const text = `${title ? `${did} : ${title}` : did} (${all.length})`;
    const tasks: Task[] = [];
    for (let at = 0; at < all.length; at += 100) {
      keys.current += 1;
      const part = all.slice(at, at + 100).map(([id, version]) => `${id}:${version}`);
      tasks.push({
        key: keys.current,
        kind: "many",
        of: key,
        text,
        fields: { action, reason, note, items: part.join(",") },
      });
    }
    setBulk({ key, text, total: all.length, answered: 0, decided: 0, conflicts: [], skipped: 0, running: true });
    setChosen(new Map());
    setStack((before) => [...before, { key, text }]);
    outbox.add(...tasks);
  };
  const stopBulk = () => {
    for (const task of outbox.waiting.filter(({ of, kind }) => kind === "many" && of === bulk?.key))
      outbox.drop(task.key);
    setBulk((before) => before && { ...before, running: false, stopped: true });
  };
  const takeAll = async () => {
    const form = new FormData();
    form.set("place", search);
    const state = await chooseAll(idle, form).catch(() => undefined);
    if (state?.status === "done") setChosen(new Map(state.value.map(({ id, version }) => [id, version])));
    else setTold({ text: state?.status === "refused" ? state.message : labels.lost.offline, bad: true });
  };

  // The items are many and seldom change: what they call stays the same, and calls what is current.
  const current = useRef({ decide, ban, open, choose, undoTask });
  useEffect(() => {
    current.current = { decide, ban, open, choose, undoTask };
  });
  const stackNow = useRef(stack);
  useEffect(() => {
    stackNow.current = stack;
  });
  const acts = useMemo<Acts>(
    () => ({
      select: setSelected,
      decide: (item, action, more) => current.current.decide(item, action, more),
      ban: (item, form) => current.current.ban(item, form),
      open: (item, which) => current.current.open(item, which),
      choose: (item, on) => current.current.choose(item, on),
      undo: (key) => {
        const one = stackNow.current.find((other) => other.key === key);
        if (one) current.current.undoTask(one);
      },
    }),
    [],
  );

  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    const item = items.find(({ id }) => id === selected);
    if (event.key === "Escape") {
      if (panel && item) open(item, undefined);
      else if (target?.id === "queue-q") target.blur();
      return;
    }
    if (help || target?.closest("dialog") || isTypedIn(target)) return;
    if (panel && /^[1-9]$/.test(event.key)) {
      const button = element(panel.on)?.querySelector<HTMLButtonElement>(`[data-digit="${event.key}"]`);
      if (button) {
        event.preventDefault();
        button.click();
      }
      return;
    }
    const many = chosen.size > 0;
    const actions: Record<string, () => void> = {
      j: () => move(1),
      k: () => move(-1),
      u: undoLast,
      "?": () => setHelp(true),
      "/": () => document.getElementById("queue-q")?.focus(),
      ...(item && {
        a: () => (many ? runBulk("approve", "", "") : decide(item, isHidden(item) ? "restore" : "approve")),
        s: () => (many ? runBulk("spam", "", "") : decide(item, "spam")),
        r: () =>
          many
            ? document.getElementById("queue-bulk-act")?.focus()
            : openIf(item, "reject", item.status !== "rejected"),
        f: () => (item.status === "visible" || item.featured) && decide(item, item.featured ? "unfeature" : "feature"),
        b: () => openIf(item, "ban", item.author.mayBan),
        o: () => window.open(item.context, "_blank", "noopener"),
        x: () => choose(item, !chosen.has(item.id)),
      }),
    };
    const action = actions[event.key];
    // A key that is held down moves along, and decides once.
    if (!action || (event.repeat && event.key !== "j" && event.key !== "k")) return;
    event.preventDefault();
    action();
  };
  const openIf = (item: QueueItem, which: Panel, may: boolean) => {
    if (may && !marks.has(item.id) && !item.own && !item.deleted) open(item, which);
  };
  const pressedNow = useRef(pressed);
  useEffect(() => {
    pressedNow.current = pressed;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressedNow.current(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  const chosenItem = items.find(({ id }) => id === selected);
  const author = chosenItem ? chosenItem.author.id : undefined;
  useEffect(() => chooseAuthor(author), [author]);
  const lookAll = useRef(() => {});
  useEffect(() => {
    lookAll.current = () => void look(items.map((item) => item.id));
  });
  useEffect(() => {
    const listen = () => lookAll.current();
    afterPane.add(listen);
    return () => void afterPane.delete(listen);
  }, []);

  // Whoever only passes by claims nothing.
  useEffect(() => {
    if (selected === undefined || marks.has(selected)) return undefined;
    const say = () => {
      const form = new FormData();
      form.set("comment", String(selected));
      void claimAction(idle, form).catch(() => undefined);
    };
    const first = setTimeout(say, 2_000);
    const again = setInterval(() => document.visibilityState === "visible" && say(), 40_000);
    return () => {
      clearTimeout(first);
      clearInterval(again);
    };
  }, [selected, marks]);

  const address = useCallback(() => {
    const params = new URLSearchParams(search);
    if (props.first) params.set("since", props.first);
    params.set(
      "seen",
      items
        .filter(({ id }) => !marks.has(id))
        .slice(-100)
        .map(({ id, version }) => `${id}:${version}`)
        .join(","),
    );
    return `/admin/moderation/live?${params}`;
  }, [search, props.first, items, marks]);
  useLive(address, (heard) => {
    setLive(heard);
    countsHeard(heard);
  });

  const changed = new Map(live?.changed.map(({ id, version, text }) => [id, { version, text }]));
  return (
    <div className="queue-room">
      <Lost
        labels={labels.lost}
        why={why}
        kept={kept}
        waiting={waiting}
        retry={() => outbox.retry()}
        forget={() => {
          const gone = new Set(outbox.forget().map(({ key }) => key));
          setMarks((before) => new Map([...before].filter(([, mark]) => !gone.has(mark.key))));
        }}
      />
      {live?.news && !props.oldest && (
        <p className="queue-news">
          <a href={here}>{live.news}</a>
        </p>
      )}
      <ol className="queue-items" aria-label={labels.list}>
        {items.map((item) => {
          const now = changed.get(item.id);
          return (
            <li key={item.id}>
              <Item
                item={item}
                labels={labels}
                acts={acts}
                here={here}
                selected={script && item.id === selected}
                entry={item.id === (selected ?? items[0]?.id)}
                chosen={chosen.has(item.id)}
                panel={panel?.on === item.id ? panel.panel : undefined}
                mark={marks.get(item.id)}
                problem={problems.get(item.id)}
                changed={now && now.version !== item.version ? now.text : undefined}
                claimed={live ? (live.claims[item.id] ?? null) : item.claimed}
              />
            </li>
          );
        })}
      </ol>
      {next && (
        <p className="queue-next">
          <a
            className="button"
            href={`${here}${here.includes("?") ? "&" : "?"}after=${next}`}
            onClick={(event) => {
              event.preventDefault();
              void fetchMore();
            }}
          >
            {props.nextLabel}
          </a>
        </p>
      )}
      <Recent labels={labels} here={here} entries={stack} undo={undoTask} />
      <BulkBar
        labels={labels}
        here={here}
        script={script}
        chosen={chosen.size}
        bulk={bulk}
        empty={items.length === 0}
        run={runBulk}
        stop={stopBulk}
        all={() => void takeAll()}
        none={() => setChosen(new Map())}
        undo={() => {
          const one = stack.find(({ key }) => key === bulk?.key);
          if (one) undoTask(one);
        }}
        close={() => setBulk(undefined)}
      />
      <p className="queue-help">
        {script && (
          <button type="button" className="queue-button" data-key="?" onClick={() => setHelp(true)}>
            {labels.help.open}
          </button>
        )}
      </p>
      <Help labels={labels.help} open={help} close={() => setHelp(false)} />
      <Toast
        told={told}
        labels={labels}
        undo={(key) => {
          const one = stack.find((other) => other.key === key);
          if (one) undoTask(one);
        }}
      />
      <div role="alert" className="sr-only">
        {told?.bad && <FormAlert>{told.text}</FormAlert>}
      </div>
    </div>
  );
}

const isHidden = ({ status }: QueueItem) => status === "rejected" || status === "spam" || status === "removed";

/** Whether letters go into what has the focus. */
function isTypedIn(target: HTMLElement | undefined): boolean {
  if (!target) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** The counts beside the views' names stand outside the list. */
function countsHeard({ counts }: LiveQueue): void {
  for (const [view, count] of Object.entries(counts)) {
    const at = document.querySelector(`[data-count="${view}"]`);
    if (at) at.textContent = count >= 1_000 ? "999+" : String(count);
  }
}
