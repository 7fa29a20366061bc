"use client";

import { useContext, useEffect, useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { checkArticle } from "../actions.ts";
import type { FindingMessage } from "../checklist/describe-findings.ts";
import { SavedDraftContext } from "./form/saved-draft-context.ts";

interface Props {
  /** The findings when the page was rendered; null before the first save. */
  found: FindingMessage[] | null;
  mayPublish: boolean;
}

/** Saves come every few seconds while the author types; the list is refreshed once they pause. */
const refreshDelayMs = 1_000;

/** The findings for the saved text. When a publication has to be confirmed, it also shows the confirming button. */
export function Checklist({ found, mayPublish }: Props) {
  const t = useTranslator();
  const saved = useContext(SavedDraftContext);
  const [refusal, setShown] = useState(found);
  const { id = 0, version = 0, setChecks } = saved ?? {};
  const checkedVersion = useRef(version);
  useEffect(() => {
    if (id === 0 || version === checkedVersion.current) return;
    const timer = window.setTimeout(async () => {
      const form = new FormData();
      form.set("id", String(id));
      const answer = await callAction(checkArticle, form);
      if (answer.status !== "done") return;
      checkedVersion.current = version;
      setShown(answer.value);
      setChecks?.(answer.value.length);
    }, refreshDelayMs);
    return () => clearTimeout(timer);
  }, [id, version, setChecks]);
  const asking = mayPublish ? saved?.asks : null;
  const question = useRef<HTMLButtonElement>(null);
  // The panel scrolls, and the list may push the question below its edge.
  useEffect(() => {
    if (asking) question.current?.scrollIntoView({ block: "nearest" });
  }, [asking]);
  return (
    <section className="checklist" id="checklist" tabIndex={-1} aria-labelledby="checklist-title">
      <h3 id="checklist-title">{t("newsroom.checklist.title")}</h3>
      {refusal === null && <p className="checklist-empty">{t("newsroom.checklist.notSavedYet")}</p>}
      {refusal?.length === 0 && <p className="checklist-empty">{t("newsroom.checklist.none")}</p>}
      {refusal && refusal.length > 0 && (
        <ul className="checklist-open">
          {refusal.map(({ code, text, about }) => (
            <li key={code}>
              <span>{text}</span>
              <FindingAction code={code} />
              {about.length > 0 && (
                <ul>
                  {about.map((one) => (
                    <li key={one.href ?? one.text}>{one.href ? <a href={one.href}>{one.text}</a> : one.text}</li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      )}
      {refusal && <PassedChecks codes={refusal.map(({ code }) => code)} />}
      {asking && (
        <>
          <FormAlert>
            {asking === "schedule"
              ? t.typeset("newsroom.checklist.confirmSchedule")
              : t.typeset("newsroom.checklist.confirmPublish")}
          </FormAlert>
          <button ref={question} type="submit" name="act" value={`${asking}Anyway`} className="button">
            {asking === "schedule" ? t("newsroom.checklist.forceSchedule") : t("newsroom.checklist.forcePublish")}
          </button>
        </>
      )}
    </section>
  );
}

type Code = FindingMessage["code"];
type Target = "lead" | "category" | "picture" | "text";

/** Where each finding is mended, and the word of the link that leads there. */
const actions: Partial<Record<Code, [target: Target, word: "write" | "edit" | "choose" | "add" | "describe" | "see"]>> =
  {
    leadMissing: ["lead", "write"],
    leadShort: ["lead", "edit"],
    leadLong: ["lead", "edit"],
    categoryMissing: ["category", "choose"],
    pictureMissing: ["picture", "add"],
    pictureAlt: ["picture", "describe"],
    altMissing: ["text", "describe"],
    paragraphs: ["text", "see"],
    readability: ["text", "see"],
    links: ["text", "edit"],
  };

const targetIds: Record<Target, string> = {
  lead: "lead",
  category: "category",
  picture: "pictures",
  text: "editor-text",
};

/** A link to the field that a finding is about. It opens the field's section and moves the focus there. */
function FindingAction({ code }: { code: Code }) {
  const t = useTranslator();
  const action = actions[code];
  if (!action) return null;
  const [target, word] = action;
  const id = targetIds[target];
  const label = t.typeset(`newsroom.checklist.actions.${word}`);
  const about = t.typeset(`newsroom.checklist.targets.${target}`);
  return (
    <a
      href={`#${id}`}
      onClick={(event) => {
        const field = document.getElementById(id);
        if (!field) return;
        event.preventDefault();
        const section = field.closest("details");
        if (section) section.open = true;
        field.scrollIntoView({ block: "center" });
        const control = field.matches("input, select, textarea, [tabindex], [contenteditable]")
          ? field
          : field.querySelector<HTMLElement>("input, button");
        control?.focus();
      }}
    >
      {label}
      <span className="sr-only"> ({about})</span>
    </a>
  );
}

/** The findings that each check may have. */
const checks = {
  lead: ["leadMissing", "leadShort", "leadLong"],
  category: ["categoryMissing"],
  picture: ["pictureMissing", "pictureAlt"],
  links: ["links"],
  alt: ["altMissing"],
} as const satisfies Record<string, readonly Code[]>;

/** What is in order already, after what is open. */
function PassedChecks({ codes }: { codes: Code[] }) {
  const t = useTranslator();
  const passed = (Object.keys(checks) as (keyof typeof checks)[]).filter(
    (name) => !checks[name].some((code) => codes.includes(code)),
  );
  if (passed.length === 0) return null;
  return (
    <ul className="checklist-passed" aria-label={t.typeset("newsroom.checklist.passedTitle")}>
      {passed.map((name) => (
        <li key={name}>{t.typeset(`newsroom.checklist.passed.${name}`)}</li>
      ))}
    </ul>
  );
}
