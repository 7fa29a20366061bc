import { toPlainLine } from "../body/plain-line.ts";
import type { Channel } from "../export/entries.ts";

/** What an export says of the site itself: proposed, never set by an import. */
export interface SiteProposal {
  name: string;
  tagline: string;
  /** As in the export: "fr-FR". */
  language: string;
  /** IANA name, inferred from pairs of local and GMT dates; "" if unknown. */
  zone: string;
  /** Commands that take it over. */
  commands: string[];
}

/** Limits of the settings. */
const maxNameLength = 60;
const maxTaglineLength = 120;

/** Proposes the settings that an export suggests, as commands for a shell. */
export function proposeSite(
  channel: Pick<Channel, "title" | "description" | "language">,
  zone: string | undefined,
): SiteProposal {
  const name = toPlainLine(channel.title).slice(0, maxNameLength).trim();
  const tagline = toPlainLine(channel.description).slice(0, maxTaglineLength).trim();
  const language = /^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}$/i.test(channel.language) ? channel.language : "";
  const set = (key: string, value: string) =>
    value === "" ? [] : [`npm run vigie -- settings set ${key} ${quoteForShell(value)}`];
  return {
    name,
    tagline,
    language,
    zone: zone ?? "",
    commands: [...set("site.name", name), ...set("site.tagline", tagline), ...set("site.zone", zone ?? "")],
  };
}

/** Quotes a value so that no shell expands anything in it. */
export function quoteForShell(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
