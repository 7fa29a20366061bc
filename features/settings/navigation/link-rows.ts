import { automaticEntry, maxLinks, splitLine } from "./link-list.ts";

/** A link as a form has it: two fields of a row. */
export interface LinkRow {
  label: string;
  href: string;
}

const linkActions = ["up", "down", "remove", "add", "automatic"] as const;
export type LinkAction = (typeof linkActions)[number];

/** One step in a list of rows: the action, and the row's index. Adding needs none. */
interface LinkStep {
  action: LinkAction;
  index: number;
}

/** Rows read from a form; far more than a list may have, so only a forged form loses any. */
const maxRowsRead = 5 * maxLinks;

export const isEmpty = ({ label, href }: LinkRow) => href.trim() === "" && label.trim() === "";

export const isAutomaticLink = ({ label, href }: LinkRow) => href.trim() === automaticEntry && label.trim() === "";

/** Converts a list of lines (link-list.ts) to rows, including invalid lines, which are shown as written. */
export function parseRows(text: string): LinkRow[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(splitLine);
}

/** Converts rows to lines. An empty row becomes a bare bar, so that it survives a step. */
export function formatRows(rows: readonly LinkRow[]): string {
  const lines = rows.map(({ label, href }) => {
    const name = label.replace(/\s+/g, " ").trim();
    // A bar would end the name; an address can encode it.
    const address = href.trim().replaceAll("|", "%7C").replace(/\s+/g, " ");
    return name === "" && address !== "" ? address : `${name} | ${address}`.trim();
  });
  return lines.join("\n");
}

/** Reads the rows of a form from its fields (`linkFieldNames`), in the order of their numbers. */
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

/** Formats the value of a row's button, for forms without scripts. */
export const formatStep = (key: string, { action, index }: LinkStep) => `${key} ${action} ${index}`;

/** Parses such a value; undefined for anything else. */
export function parseStep(value: string): (LinkStep & { key: string }) | undefined {
  const [key = "", act, at = ""] = value.split(" ");
  const known = linkActions.find((one) => one === act);
  return known && /^\d{1,3}$/.test(at) ? { key, action: known, index: Number(at) } : undefined;
}

/**
 * Applies one step to the rows, and returns the index that gets focus (-1: no row is left). An impossible step, such as
 * moving the first row up, changes nothing.
 * @param blank the content of a new row
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
      return rows.some(isAutomaticLink)
        ? { rows, at: rows.findIndex(isAutomaticLink) }
        : { rows: [...rows, { ...blank, label: "", href: automaticEntry }], at: rows.length };
    case "remove": {
      const remaining = rows.filter((_, at) => at !== index);
      return { rows: remaining, at: Math.min(index, remaining.length - 1) };
    }
    default: {
      const to = action === "up" ? index - 1 : index + 1;
      const other = rows[to];
      if (!row || !other) return { rows, at: index };
      return { rows: rows.map((one, at) => (at === index ? other : at === to ? row : one)), at: to };
    }
  }
}
