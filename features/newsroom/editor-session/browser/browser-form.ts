import type { BodyHandle } from "#features/editor/components/editor-host.ts";
import type { EditorForm } from "../ports.ts";
import type { Fields } from "../state.ts";

interface FormParts {
  form(): HTMLFormElement | null;
  body(): BodyHandle | null;
  /** Passes a copy's fields to the parts of the form that React renders: the bylines, the picture. */
  load(fields: Fields): void;
}

/** The page's form, as an editor session reads and fills it. */
export function createBrowserForm({ form, body, load }: FormParts): EditorForm {
  return {
    read() {
      const data = new FormData(form() ?? undefined);
      // A disabled form yields no fields.
      if (!data.has("title")) return null;
      const handle = body();
      if (handle) data.set("body", handle.html());
      return [...data].filter(
        (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[0].startsWith("$ACTION"),
      );
    },
    fill(fields) {
      const element = form();
      if (!element) return;
      fillFields(element, fields);
      const text = fields.find(([name]) => name === "body")?.[1] ?? "";
      const area = element.elements.namedItem("body");
      if (area instanceof HTMLTextAreaElement) area.value = text;
      body()?.load(text);
      load(fields);
    },
    isTyped() {
      return [...(form()?.elements ?? [])].some(
        (control) =>
          (control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && isText(control))) &&
          control.value !== control.defaultValue.replace(/\r\n?/g, "\n"),
      );
    },
  };
}

const isText = ({ type }: HTMLInputElement) => !["hidden", "file", "submit", "checkbox", "radio"].includes(type);

/** Fields shown by components that have their own state. */
const controlledFields = /^(body|author\d+|leadMediaId|\w+Words)$/;

/** Writes fields into the form, except those that React renders. */
function fillFields(form: HTMLFormElement, fields: Fields): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if ("name" in control && controlledFields.test(String(control.name))) continue;
    if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
      const isChecked = values.get(control.name)?.includes(control.value) ?? false;
      // A click, so that listeners on the radio button or checkbox run.
      if (control.checked !== isChecked && (control.type === "checkbox" || isChecked)) control.click();
    } else if (control instanceof HTMLInputElement && !isText(control)) {
      // Other inputs (files, hidden fields) hold nothing that the author wrote.
    } else if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      const value = values.get(control.name)?.[0];
      // What the page no longer offers.
      if (control instanceof HTMLSelectElement && ![...control.options].some((option) => option.value === value))
        continue;
      // Setting even the same text again would lose the selection.
      if (value !== undefined && value !== control.value) control.value = value;
    }
  }
}
