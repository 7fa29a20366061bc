"use client";

import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { fill } from "#lib/fill.ts";
import { isAutomatic, type LinkAct, type LinkRow, linkFields, rowsIn, rowsOf, stepRows } from "#lib/link-rows.ts";
import { type KnownLink, LinkRowFields, type LinkRowLabels, nameOfRow } from "./link-row.client.tsx";
import { StepButton } from "./step-button.client.tsx";

export type LinksLabels = LinkRowLabels &
  Record<"none" | "add" | "added" | "automatic" | "moved" | "removed" | "keys", string>;

interface Props {
  /** The setting's key: the fields' names begin with it. */
  name: string;
  id: string;
  described: string;
  /** As lines (lib/link-lines.ts). */
  shown: string;
  /** The step that the site took, where no script does. */
  stepped: { act: LinkAct; at: number; gone?: LinkRow } | undefined;
  refused: boolean;
  known: KnownLink[];
  gone: string[];
  /** What stands there by itself, in words. */
  itself: string;
  labels: LinksLabels;
}

/** A list of links, a row each: put in order, added and removed here, stored with the rest of the form. Works without a script. */
export function LinksControl({ name, id, described, shown, stepped, refused, known, gone, itself, labels }: Props) {
  const [rows, setRows] = useState(() => rowsOf(shown).map((row, at) => ({ ...row, id: at })));
  const [said, say] = useState(() => (stepped ? sentence(stepped.act, rows, stepped.at, stepped.gone) : ""));
  const list = useRef<HTMLFieldSetElement>(null);
  const next = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (next.current) document.getElementById(next.current)?.focus();
    next.current = undefined;
  });

  function sentence(act: LinkAct, all: LinkRow[], at: number, gone?: LinkRow): string {
    const row = all[at];
    const named = (one: LinkRow) => nameOfRow(one, known, itself) || labels.unnamed;
    if (act === "remove") return gone ? fill(labels.removed, { name: named(gone) }) : "";
    if (!row) return "";
    const values = { name: named(row), place: String(at + 1), count: String(all.length) };
    return fill(act === "add" ? labels.added : labels.moved, values);
  }

  function step(act: LinkAct, at: number, stay = false) {
    // What stands in the fields: a slow page may not have heard of all that was typed.
    const form = list.current?.form;
    const typed = form ? rowsIn(Object.fromEntries(new FormData(form)), name) : rows;
    const current = rows.map((row, place) => ({ ...row, ...typed[place] }));
    const fresh = { label: "", href: "", id: Math.max(-1, ...current.map((row) => row.id)) + 1 };
    const done = stepRows(current, { act, at }, fresh);
    if (!stay) next.current = focusOf(id, act, done.at, done.rows[done.at]);
    say(sentence(act, done.rows, done.at, current[at]));
    setRows(done.rows);
  }

  /** Alt and an arrow, as in editors: whoever types stays where they are. */
  function onKeyDown(event: KeyboardEvent, at: number) {
    const act = event.key === "ArrowUp" ? "up" : event.key === "ArrowDown" ? "down" : undefined;
    if (!act || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    step(act, at, true);
  }

  const headed = rows.findIndex((row) => !isAutomatic(row));
  const focused = stepped && focusOf(id, stepped.act, stepped.at, rows[stepped.at]);
  return (
    <fieldset ref={list} className="link-rows" aria-labelledby={id} aria-describedby={described}>
      {rows.length === 0 && <p className="admin-empty">{labels.none}</p>}
      {rows.length > 0 && (
        <ol>
          {rows.map((row, at) => (
            <li key={row.id} onKeyDown={(event) => onKeyDown(event, at)} data-headed={at === headed ? "" : undefined}>
              <LinkRowFields
                {...{ row, at, known, gone, itself, labels, refused, focused }}
                id={`${id}-${at}`}
                list={`${id}-known`}
                fields={linkFields(name, at)}
                last={at === rows.length - 1}
                onType={(typed) => setRows(rows.map((one) => (one.id === row.id ? { ...one, ...typed } : one)))}
                step={{ of: name, take: (act) => step(act, at) }}
              />
            </li>
          ))}
        </ol>
      )}
      <p className="setting-facts">
        <StepButton id={`${id}-add`} of={name} act="add" at={0} take={() => step("add", 0)} focused={focused}>
          {labels.add}
        </StepButton>
        {!rows.some(isAutomatic) && (
          <StepButton
            {...{ id: `${id}-automatic`, of: name, act: "automatic", at: 0, focused }}
            take={() => step("automatic", 0)}
          >
            {fill(labels.automatic, { itself })}
          </StepButton>
        )}
        {rows.length > 1 && <span className="link-keys needs-script">{labels.keys}</span>}
      </p>
      <p role="status" className="form-done">
        {said}
      </p>
      <datalist id={`${id}-known`}>
        {known.map(({ href, label }) => (
          <option key={href} value={href} label={label} />
        ))}
      </datalist>
    </fieldset>
  );
}

/** Where one goes on after a step: on the same button of the row that moved, in the first field of a new one, on what took a removed one's place. */
function focusOf(id: string, act: LinkAct, at: number, row: LinkRow | undefined): string {
  if (at < 0 || !row) return `${id}-add`;
  if (act === "add") return `${id}-${at}-label`;
  return `${id}-${at}-${act === "automatic" ? "up" : act}`;
}
