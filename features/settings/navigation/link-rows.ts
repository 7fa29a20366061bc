import { automaticEntry, maxLinks, splitLine } from "./link-list.ts";

/** A link as a form has it: two fields of a row. */
export interface LinkRow {
  label: string;
  href: string;
}

const linkActions = ["up", "down", "remove", "add", "automatic"] as const;
export type LinkAction = (typeof linkActions)[number];

/** One step in a list of rows: what is done, and to the row at which place. Adding needs no place. */
interface LinkStep {
  action: LinkAction;
  index: number;
}

/** Far more rows than a list may hold: what a form made by hand sends beyond them is not read. */
const maxRowsRead = 5 * maxLinks;

export const isEmpty = ({ label, href }: LinkRow) => href.trim() === "" && label.trim() === "";

export const isAutomatic = ({ label, href }: LinkRow) => href.trim() === automaticEntry && label.trim() === "";

/** The rows of a list of lines (link-list.ts), also of lines that are no links: they are shown as they were written. */
export function parseRows(text: string): LinkRow[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(splitLine);
}

/** The lines of rows. An empty row is a bare bar, so that it is still there after a step. */
export function formatRows(rows: readonly LinkRow[]): string {
  const lines = rows.map(({ label, href }) => {
    const name = label.replace(/\s+/g, " ").trim();
    // A bar would end the name; an address may have it in its other form.
    const address = href.trim().replaceAll("|", "%7C").replace(/\s+/g, " ");
    return name === "" && address !== "" ? address : `${name} | ${address}`.trim();
  });
  return lines.join("\n");
}

/** The rows of a form by the names of its fields (`linkFieldNames`), in the order of their numbers. */
export function readFormRows(fields: Record<string, unknown>, key: string): LinkRow[] {
  const rows: LinkRow[] = [];
  const textAt = (name: string) => (typeof fields[name] === "string" ? fields[name] : undefined);
  for (let at = 0; at < maxRowsRead; at += 1) {
    const names = linkFieldNames(key, at);
    const [label, href] = [textAt(names.label), textAt(names.href)];
    if (label === undefined && href === undefined) break;
    rows.push({ label: label ?? "", href: href ?? "" });
  }
  return rows;
}

export const linkFieldNames = (key: string, at: number) => ({ label: `${key}:label:${at}`, href: `${key}:href:${at}` });

/** What a button of a row sends, for forms without a script. */
export const formatStep = (key: string, { action, index }: LinkStep) => `${key} ${action} ${index}`;

/** Reads it; undefined for anything else. */
export function parseStep(value: string): (LinkStep & { key: string }) | undefined {
  const [key = "", act, at = ""] = value.split(" ");
  const known = linkActions.find((one) => one === act);
  return known && /^\d{1,3}$/.test(at) ? { key, action: known, index: Number(at) } : undefined;
}

/**
 * The rows after one step, and at which place one goes on (-1: none is left). A step that leads nowhere, as the first row's up, changes
 * nothing. `blank` is what a new row begins as.
 */
export function applyStep<R extends LinkRow>(
  rows: R[],
  { action, index }: LinkStep,
  blank: R,
): { rows: R[]; at: number } {
  const row = rows[index];
  switch (action) {
    case "add":
      return { rows: [...rows, { ...blank, label: "", href: "" }], at: rows.length };
    case "automatic":
      return rows.some(isAutomatic)
        ? { rows, at: rows.findIndex(isAutomatic) }
        : { rows: [...rows, { ...blank, label: "", href: automaticEntry }], at: rows.length };
    case "remove": {
      const left = rows.filter((_, place) => place !== index);
      return { rows: left, at: Math.min(index, left.length - 1) };
    }
    default: {
      const to = action === "up" ? index - 1 : index + 1;
      const other = rows[to];
      if (!row || !other) return { rows, at: index };
      return { rows: rows.map((one, place) => (place === index ? other : place === to ? row : one)), at: to };
    }
  }
}
