"use client";

import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import {
  applyStep,
  isAutomaticLink,
  type LinkAction,
  type LinkRow,
  linkFieldNames,
  parseRows,
  readFormRows,
} from "#features/settings/navigation/link-rows.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { describeRow, type KnownLink, LinkRowFields } from "./link-row.client.tsx";
import { StepButton } from "./link-step-button.client.tsx";

interface Props {
  /** The setting's key, with which the fields' names begin. */
  name: string;
  id: string;
  described: string;
  /** The list as lines (features/settings/navigation/link-list.ts). */
  value: string;
  /** The step that the server applied, on a page without scripts. */
  appliedStep: { act: LinkAction; at: number; removedRow?: LinkRow } | undefined;
  refused: boolean;
  known: KnownLink[];
  missing: string[];
  /** The label of the default links. */
  automaticLabel: string;
}

/**
 * A list of links, one row each, to reorder, add and remove; stored with the rest of the form. Works without scripts.
 */
export function LinksControl({
  name,
  id,
  described,
  value,
  appliedStep,
  refused,
  known,
  missing,
  automaticLabel,
}: Props) {
  const t = useTranslator();
  const [rows, setRows] = useState(() => parseRows(value).map((row, at) => ({ ...row, id: at })));
  const [announcement, announce] = useState(() =>
    appliedStep ? sentence(appliedStep.act, rows, appliedStep.at, appliedStep.removedRow) : "",
  );
  const list = useRef<HTMLFieldSetElement>(null);
  const next = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (next.current) document.getElementById(next.current)?.focus();
    next.current = undefined;
  });

  function sentence(act: LinkAction, all: LinkRow[], at: number, removedRow?: LinkRow): string {
    const row = all[at];
    const named = (one: LinkRow) => describeRow(one, known, automaticLabel) || t("settings.links.unnamed");
    if (act === "remove") return removedRow ? t.typeset("settings.links.removed", { name: named(removedRow) }) : "";
    if (!row) return "";
    const values = { name: named(row), place: String(at + 1), count: String(all.length) };
    return t.typeset(act === "add" ? "settings.links.added" : "settings.links.moved", values);
  }

  function step(action: LinkAction, index: number, stay = false) {
    // Read from the fields: on a slow page React may not know yet what was typed.
    const form = list.current?.form;
    const typed = form ? readFormRows(Object.fromEntries(new FormData(form)), name) : rows;
    const current = rows.map((row, at) => ({ ...row, ...typed[at] }));
    const fresh = { label: "", href: "", id: Math.max(-1, ...current.map((row) => row.id)) + 1 };
    const done = applyStep(current, { action, index }, fresh);
    if (!stay) next.current = nextFocusId(id, action, done.at, done.rows[done.at]);
    announce(sentence(action, done.rows, done.at, current[index]));
    setRows(done.rows);
  }

  /** Alt and an arrow key move a row, as in code editors; focus stays in the field. */
  function onKeyDown(event: KeyboardEvent, at: number) {
    const act = event.key === "ArrowUp" ? "up" : event.key === "ArrowDown" ? "down" : undefined;
    if (!act || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    step(act, at, true);
  }

  const headed = rows.findIndex((row) => !isAutomaticLink(row));
  const focused = appliedStep && nextFocusId(id, appliedStep.act, appliedStep.at, rows[appliedStep.at]);
  return (
    <fieldset ref={list} className="link-rows" aria-labelledby={id} aria-describedby={described}>
      {rows.length === 0 && <p className="admin-empty">{t.typeset("settings.links.none")}</p>}
      {rows.length > 0 && (
        <ol>
          {rows.map((row, at) => (
            <li key={row.id} onKeyDown={(event) => onKeyDown(event, at)} data-headed={at === headed ? "" : undefined}>
              <LinkRowFields
                row={row}
                at={at}
                known={known}
                missing={missing}
                automaticLabel={automaticLabel}
                refused={refused}
                focused={focused}
                id={`${id}-${at}`}
                list={`${id}-known`}
                fields={linkFieldNames(name, at)}
                last={at === rows.length - 1}
                onType={(typed) => setRows(rows.map((one) => (one.id === row.id ? { ...one, ...typed } : one)))}
                step={{ of: name, take: (act) => step(act, at) }}
              />
            </li>
          ))}
        </ol>
      )}
      <p className="setting-meta">
        <StepButton id={`${id}-add`} settingKey={name} act="add" at={0} onStep={() => step("add", 0)} focused={focused}>
          {t("settings.links.add")}
        </StepButton>
        {!rows.some(isAutomaticLink) && (
          <StepButton
            id={`${id}-automatic`}
            settingKey={name}
            act={"automatic"}
            at={0}
            focused={focused}
            onStep={() => step("automatic", 0)}
          >
            {t.typeset("settings.links.automatic", { itself: automaticLabel })}
          </StepButton>
        )}
        {rows.length > 1 && <span className="link-shortcuts with-script">{t("settings.links.shortcuts")}</span>}
      </p>
      <p role="status" className="form-success">
        {announcement}
      </p>
      <datalist id={`${id}-known`}>
        {known.map(({ href, label }) => (
          <option key={href} value={href} label={label} />
        ))}
      </datalist>
    </fieldset>
  );
}

/**
 * The id of the element that gets focus after a step: the same button of a moved row, the first field of a new one, or
 * the row in place of a removed one.
 */
function nextFocusId(id: string, act: LinkAction, at: number, row: LinkRow | undefined): string {
  if (at < 0 || !row) return `${id}-add`;
  if (act === "add") return `${id}-${at}-label`;
  return `${id}-${at}-${act === "automatic" ? "up" : act}`;
}
