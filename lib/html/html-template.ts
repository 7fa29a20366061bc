import { escapeHtml } from "./escape-html.ts";

/** Markup that `html` has written: only this is inserted unescaped. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type HtmlValue = SafeHtml | readonly SafeHtml[] | string | number | false | null | undefined;

/**
 * Writes markup. Values are escaped for text and for attributes in double quotes, except what `html` itself has written;
 * false, null and undefined give nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  let text = strings[0] ?? "";
  for (const [index, value] of values.entries()) text += write(value) + (strings[index + 1] ?? "");
  return new SafeHtml(text);
}

function write(value: HtmlValue): string {
  if (value instanceof SafeHtml) return value.text;
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  if (!value) return "";
  let text = "";
  for (const { text: part } of value) text += part;
  return text;
}
