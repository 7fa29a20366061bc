"use client";

import type { RefObject } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { formatForKey, formatText, type TextFormat, textFormats } from "../drafts/format-text.ts";

export interface FormattingLabels {
  summary: string;
  typed: string;
  shown: string;
  /** An example of each kind of formatting. */
  bold: string;
  italic: string;
  link: string;
  quote: string;
  list: string;
  code: string;
  /** The names of the buttons. */
  buttons: Record<TextFormat, string>;
}

interface Props {
  area: RefObject<HTMLTextAreaElement | null>;
  labels: FormattingLabels;
}

/** Below the field: buttons that format the selection, once the scripts run, and a table of what Markdown can do. */
export function FormattingHelp({ area, labels }: Props) {
  const isHydrated = useHydrated();
  const { bold, italic, link, quote, list, code } = labels;
  return (
    <div className="formatting">
      <details>
        <summary>{labels.summary}</summary>
        <table>
          <thead className="sr-only">
            <tr>
              <th scope="col">{labels.typed}</th>
              <th scope="col">{labels.shown}</th>
            </tr>
          </thead>
          <tbody>
            <Row typed={`**${bold}**`}>
              <b>{bold}</b>
            </Row>
            <Row typed={`*${italic}*`}>
              <i>{italic}</i>
            </Row>
            <Row typed={`[${link}](https://…)`}>
              <u>{link}</u>
            </Row>
            <Row typed={`> ${quote}`}>
              <q>{quote}</q>
            </Row>
            <Row typed={`- ${list}`}>• {list}</Row>
            <Row typed={`\`${code}\``}>
              <code>{code}</code>
            </Row>
          </tbody>
        </table>
      </details>
      {/* After it: nothing moves under a finger when the scripts run. */}
      {isHydrated &&
        textFormats.map((format) => (
          <button
            key={format}
            type="button"
            className="formatting-button"
            title={labels.buttons[format]}
            aria-label={labels.buttons[format]}
            onClick={() => applyFormat(area.current, format)}
          >
            <FormatSign format={format} label={bold} />
          </button>
        ))}
    </div>
  );
}

function Row({ typed, children }: { typed: string; children: React.ReactNode }) {
  return (
    <tr>
      <td>
        <kbd>{typed}</kbd>
      </td>
      <td>{children}</td>
    </tr>
  );
}

function FormatSign({ format, label }: { format: TextFormat; label: string }) {
  if (format === "bold") return <b>{label.charAt(0).toUpperCase()}</b>;
  if (format === "italic") return <i>I</i>;
  if (format === "quote") return <b>”</b>;
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentcolor" strokeWidth="1.5" aria-hidden>
      <path d="M6.5 9.5a3 3 0 0 0 4.3.2l2.3-2.3a3 3 0 0 0-4.2-4.2l-1 1M9.5 6.5a3 3 0 0 0-4.3-.2L2.9 8.6a3 3 0 0 0 4.2 4.2l1-1" />
    </svg>
  );
}

/** Formats on Ctrl+B, Ctrl+I and Ctrl+K (Cmd on a Mac). Returns whether the key was one of them. */
export function formatOnKey(event: React.KeyboardEvent<HTMLTextAreaElement>): boolean {
  if (event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return false;
  const format = formatForKey(event.key);
  if (!format) return false;
  event.preventDefault();
  applyFormat(event.currentTarget, format);
  return true;
}

/** Formats the selection of a field, as if it was typed: Ctrl+Z undoes it. */
function applyFormat(area: HTMLTextAreaElement | null, format: TextFormat): void {
  if (!area) return;
  const edit = formatText(area.value, area.selectionStart, area.selectionEnd, format);
  area.focus();
  area.setSelectionRange(edit.from, edit.to);
  if (!document.execCommand("insertText", false, edit.text)) {
    area.setRangeText(edit.text, edit.from, edit.to);
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  area.setSelectionRange(...edit.select);
}
