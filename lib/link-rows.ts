import { automatic, linkOf, mostLines } from "./link-lines.ts";

/** A link as a form has it: two fields of a row. */
export interface LinkRow {
  label: string;
  href: string;
}

export const linkActs = ["up", "down", "remove", "add", "automatic"] as const;
export type LinkAct = (typeof linkActs)[number];

/** One step in a list of rows: what is done, and to the row at which place. Adding needs no place. */
export interface LinkStep {
  act: LinkAct;
  at: number;
}

/** Far more rows than a list may hold: what a form made by hand sends beyond them is not read. */
const mostRead = 5 * mostLines;

export const isEmpty = ({ label, href }: LinkRow) => href.trim() === "" && label.trim() === "";

export const isAutomatic = ({ label, href }: LinkRow) => href.trim() === automatic && label.trim() === "";

/** The rows of a list of lines (lib/link-lines.ts), also of lines that are no links: they are shown as they were written. */
export function rowsOf(text: string): LinkRow[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(linkOf);
}

/** The lines of rows. An empty row is a bare bar, so that it is still there after a step. */
export function linesOf(rows: readonly LinkRow[]): string {
  const lines = rows.map(({ label, href }) => {
    const name = label.replace(/\s+/g, " ").trim();
    // A bar would end the name; an address may have it in its other form.
    const address = href.trim().replaceAll("|", "%7C").replace(/\s+/g, " ");
    return name === "" && address !== "" ? address : `${name} | ${address}`.trim();
  });
  return lines.join("\n");
}

/** The rows of a form by the names of its fields (`linkFields`), in the order of their numbers. */
export function rowsIn(fields: Record<string, unknown>, key: string): LinkRow[] {
  const rows: LinkRow[] = [];
  const textAt = (name: string) => (typeof fields[name] === "string" ? fields[name] : undefined);
  for (let at = 0; at < mostRead; at += 1) {
    const names = linkFields(key, at);
    const [label, href] = [textAt(names.label), textAt(names.href)];
    if (label === undefined && href === undefined) break;
    rows.push({ label: label ?? "", href: href ?? "" });
  }
  return rows;
}

export const linkFields = (key: string, at: number) => ({ label: `${key}:label:${at}`, href: `${key}:href:${at}` });

/** What a button of a row sends, for forms without a script. */
export const stepValue = (key: string, { act, at }: LinkStep) => `${key} ${act} ${at}`;

/** Reads it; undefined for anything else. */
export function stepIn(value: string): (LinkStep & { key: string }) | undefined {
  const [key = "", act, at = ""] = value.split(" ");
  const known = linkActs.find((one) => one === act);
  return known && /^\d{1,3}$/.test(at) ? { key, act: known, at: Number(at) } : undefined;
}

/**
 * The rows after one step, and at which place one goes on (-1: none is left). A step that leads nowhere, as the first row's up, changes
 * nothing. `blank` is what a new row begins as.
 */
export function stepRows<R extends LinkRow>(rows: R[], { act, at }: LinkStep, blank: R): { rows: R[]; at: number } {
  const row = rows[at];
  switch (act) {
    case "add":
      return { rows: [...rows, { ...blank, label: "", href: "" }], at: rows.length };
    case "automatic":
      return rows.some(isAutomatic)
        ? { rows, at: rows.findIndex(isAutomatic) }
        : { rows: [...rows, { ...blank, label: "", href: automatic }], at: rows.length };
    case "remove": {
      const left = rows.filter((_, place) => place !== at);
      return { rows: left, at: Math.min(at, left.length - 1) };
    }
    default: {
      const to = act === "up" ? at - 1 : at + 1;
      const other = rows[to];
      if (!row || !other) return { rows, at };
      return { rows: rows.map((one, place) => (place === at ? other : place === to ? row : one)), at: to };
    }
  }
}
