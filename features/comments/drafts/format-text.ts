/** What a button of the comment form does to the selected text. */
export const textFormats = ["bold", "italic", "link", "quote"] as const;
export type TextFormat = (typeof textFormats)[number];

/** A replacement of `text[from..to]`, and what is selected afterwards. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
  select: [start: number, end: number];
}

const marks = { bold: "**", italic: "*" } as const;
const addressPlaceholder = "https://";

/** Formats the selection `text[start..end]` as Markdown; a format that the selection already has is removed. */
export function formatText(text: string, start: number, end: number, format: TextFormat): TextEdit {
  if (format === "quote") return toggleQuotation(text, start, end);
  if (format === "link") return insertLink(text, start, end);
  return toggleMark(text, start, end, marks[format]);
}

function toggleMark(text: string, start: number, end: number, mark: string): TextEdit {
  const size = mark.length;
  if (isMarked(text, start, end, mark)) {
    const inner = text.slice(start, end);
    return { from: start - size, to: end + size, text: inner, select: [start - size, end - size] };
  }
  // A mark beside a space marks nothing: spaces at the ends of the selection stay outside.
  const selected = text.slice(start, end);
  const from = start + (selected.length - selected.trimStart().length);
  const to = Math.max(from, start + selected.trimEnd().length);
  return {
    from,
    to,
    text: `${mark}${text.slice(from, to)}${mark}`,
    select: [from + size, to + size],
  };
}

/** Whether exactly this mark is around the selection: two asterisks are not one. */
function isMarked(text: string, start: number, end: number, mark: string): boolean {
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (!before.endsWith(mark) || !after.startsWith(mark)) return false;
  const isLonger = before.endsWith(`${mark}*`) && after.startsWith(`${mark}*`);
  return mark === "**" || !isLonger || before.endsWith("***");
}

function insertLink(text: string, start: number, end: number): TextEdit {
  const selected = text.slice(start, end);
  if (/^https?:\/\/\S+$/.test(selected)) {
    return { from: start, to: end, text: `[](${selected})`, select: [start + 1, start + 1] };
  }
  const address = start + selected.length + 3;
  return {
    from: start,
    to: end,
    text: `[${selected}](${addressPlaceholder})`,
    // What is missing: the words, else the address.
    select: selected === "" ? [start + 1, start + 1] : [address, address + addressPlaceholder.length],
  };
}

function toggleQuotation(text: string, start: number, end: number): TextEdit {
  const from = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const lines = text.slice(from, to).split("\n");
  const isQuotation = lines.every((line) => line.startsWith(">"));
  const changed = lines.map((line) => (isQuotation ? line.replace(/^> ?/, "") : `> ${line}`)).join("\n");
  return { from, to, text: changed, select: [from + changed.length, from + changed.length] };
}

/** The format of a key pressed together with Ctrl (on a Mac with Cmd); undefined for any other key. */
export function formatForKey(key: string): TextFormat | undefined {
  const formats: Record<string, TextFormat> = { b: "bold", i: "italic", k: "link" };
  return Object.hasOwn(formats, key.toLowerCase()) ? formats[key.toLowerCase()] : undefined;
}
