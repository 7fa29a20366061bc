"use client";

import { useEffect, useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { FormState } from "#lib/action.ts";
import { searchBylinesAction } from "../actions.ts";
import type { Byline } from "../drafts/bylines.ts";
import type { SectionProps } from "./form/section-props.ts";

/** A search makes sense only with more bylines than this. */
const minBylinesForSearch = 12;
const maxBylines = 30;

type Props = Pick<SectionProps, "draft" | "choices" | "search" | "session" | "refusal" | "typed">;

/** The bylines for members who may not choose them. Not a form field: the server keeps them unchanged. */
export function ReadOnlyBylines({ draft, choices }: Pick<Props, "draft" | "choices">) {
  const t = useTranslator();
  const names = draft.content.authorIds.flatMap((id) => choices.authors.find((one) => one.id === id)?.name ?? []);
  return (
    <div className="field" id="authors">
      <p>
        <b>{t.typeset("newsroom.form.authors")}</b>
      </p>
      <p>{names.join(", ") || t.typeset("newsroom.form.noByline")}</p>
      <p className="field-hint">{t.typeset("newsroom.form.authorsByEditors")}</p>
    </div>
  );
}

/**
 * The bylines in order: one select each, and an empty one for the next, so that no script is needed. They are
 * identified by ids, because two people may have the same name.
 */
export function BylineField({ draft, choices, search, session, refusal, typed }: Props) {
  const t = useTranslator();
  const [chosen, setChosen] = useState(() =>
    Array.from({ length: maxBylines }, (_, at) =>
      typed(`author${at + 1}`, String(draft.content.authorIds[at] ?? "")),
    ).filter((id) => id !== ""),
  );
  const [added, setAdded] = useState<Byline[]>([]);
  const { found, problem, ask } = useBylineSearch();
  const options = [...choices.authors, ...added];
  const setBylines = (next: string[]) => setChosen([...new Set(next)].filter((id) => id !== ""));
  const rows = chosen.length < maxBylines ? [...chosen, ""] : chosen;
  const error = refusal?.fields.authors;

  useEffect(() => {
    const ids = readBylines(session.loaded?.fields);
    if (!ids) return;
    setChosen(ids);
    void requestBylines({ ids }).then((answer) => {
      if (answer.status === "done") setAdded((before) => [...before, ...answer.value]);
    });
  }, [session.loaded]);

  return (
    <fieldset className="field form-bylines" id="authors">
      <legend>{t.typeset("newsroom.form.authors")}</legend>
      <p className="field-hint" id="authors-hint">
        {t.typeset("newsroom.form.authorsHint")}
      </p>
      <ol>
        {rows.map((id, at) => (
          <li key={id || "next"}>
            <select
              name={`author${at + 1}`}
              value={id}
              aria-label={t("newsroom.form.byline", { n: String(at + 1) })}
              aria-describedby={error ? "authors-error" : "authors-hint"}
              aria-invalid={error ? true : undefined}
              onChange={(event) => setBylines(rows.with(at, event.currentTarget.value))}
            >
              <option value="">{t.typeset("newsroom.form.noByline")}</option>
              {options
                .filter((one, index) => options.findIndex((other) => other.id === one.id) === index)
                .map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
            </select>
            {at > 0 && id !== "" && (
              <button
                type="button"
                className="button with-script"
                aria-label={t("newsroom.form.bylineUp", {
                  name: options.find((one) => String(one.id) === id)?.name ?? "",
                })}
                onClick={(event) => {
                  // The first row has no such button: focus stays in the row.
                  if (at === 1) event.currentTarget.closest("li")?.querySelector("select")?.focus();
                  setBylines([...chosen.slice(0, at - 1), id, chosen[at - 1] ?? "", ...chosen.slice(at + 1)]);
                  session.changed();
                }}
              >
                <span aria-hidden="true">↑</span>
              </button>
            )}
          </li>
        ))}
      </ol>
      {error && (
        <p id="authors-error" className="field-error">
          {error}
        </p>
      )}
      {choices.authors.length > minBylinesForSearch && (
        // The search is not part of the article, so the form must not receive its input events.
        <div className="form-search" onInput={(event) => event.stopPropagation()}>
          <label htmlFor="author-words">{t.typeset("newsroom.form.authorSearch")}</label>
          <input
            type="search"
            id="author-words"
            name="authorWords"
            autoComplete="off"
            maxLength={200}
            defaultValue={search.authors}
            onChange={(event) => void ask(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.preventDefault();
            }}
          />
          <button type="submit" name="act" value="find" className="button without-script">
            {t.typeset("newsroom.form.search")}
          </button>
          <div role="status">
            {found?.length === 0 && <p>{t.typeset("newsroom.form.authorNone")}</p>}
            {problem && <p>{problem}</p>}
          </div>
          {found && found.length > 0 && (
            <ul className="search-results">
              {found.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    onClick={() => {
                      setAdded((before) => [...before, one]);
                      setBylines([...chosen, String(one.id)]);
                      session.changed();
                    }}
                  >
                    {one.name}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </fieldset>
  );
}

async function requestBylines({
  words = "",
  ids = [],
}: {
  words?: string;
  ids?: string[];
}): Promise<FormState<Byline[]>> {
  const form = new FormData();
  form.set("words", words);
  for (const id of ids) form.append("ids", id);
  return callAction(searchBylinesAction, form);
}

/** The results for the last search, or why it failed; both undefined while nothing is typed. */
function useBylineSearch() {
  const [found, setFound] = useState<Byline[] | undefined>(undefined);
  const [problem, setProblem] = useState<string>();
  const latestQuery = useRef("");
  const ask = async (words: string) => {
    latestQuery.current = words;
    const answer = words.trim() === "" ? undefined : await requestBylines({ words });
    // The author has typed more: only the latest response counts.
    if (latestQuery.current !== words) return;
    setFound(answer?.status === "done" ? answer.value : undefined);
    setProblem(answer?.status === "refused" ? answer.message : undefined);
  };
  return { found, problem, ask };
}

/** The bylines of a copy; undefined if its form had no field for them. */
function readBylines(fields: [string, string][] | undefined): string[] | undefined {
  const named = fields?.filter(([name]) => /^author\d+$/.test(name)).map(([, value]) => value);
  return named && named.length > 0 ? named.filter((id) => id !== "") : undefined;
}
