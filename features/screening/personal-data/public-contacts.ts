import type { Settings } from "#features/settings/schema.ts";
import { env } from "#lib/env.ts";
import { findPersonalData, type PersonalDatum } from "./find-personal-data.ts";

/** Help lines with ordinary numbers. Short numbers (15, 3018, 33700) and those from 08 are never taken for personal ones. */
const helplines = [
  // Joueurs info service, Alcool info service, SOS Amitié, Suicide écoute, CNIL.
  ...["+33974751313", "+33980980930", "+33972394050", "+33145394000", "+33153732222"],
  // Poison centres: Angers, Bordeaux, Lille, Lyon, Marseille, Nancy, Paris, Toulouse.
  ...["+33241482121", "+33556964080", "+33320444444", "+33472116911", "+33491752525", "+33383225050", "+33140054848"],
  "+33561777447",
];
/** As many as the setting takes. */
const maxAllowedEntries = 5_000;

interface Allowance {
  values: Set<string>;
  /** Domains whose addresses are all allowed. */
  domains: Set<string>;
}

let cached: { list: string; legal: string; allowance: Allowance } | undefined;

/** Whether the site says that everyone may write this: its own contact details, help lines, and `moderation.personalDataAllowed`. */
export function isPublicContact({ kind, value }: PersonalDatum, settings: Settings): boolean {
  const { values, domains } = readAllowance(settings);
  if (values.has(value)) return true;
  if (kind === "email") return domains.has(value.slice(value.indexOf("@") + 1));
  return kind === "address" && [...values].some((allowed) => value.startsWith(`${allowed} `));
}

function readAllowance(settings: Settings): Allowance {
  const [list, legal] = [settings["moderation.personalDataAllowed"], settings["pages.legal"]];
  if (cached?.list === list && cached.legal === legal) return cached.allowance;
  const entries = list
    .split("\n")
    .slice(0, maxAllowedEntries)
    .map((entry) => entry.trim().toLowerCase());
  const values = new Set([...helplines, ...entries]);
  for (const text of [...entries, ...legal.split("\n"), env().MAIL_FROM]) {
    for (const { value } of findPersonalData(text)) values.add(value);
  }
  const host = new URL(env().SITE_URL).hostname.replace(/^www\./, "");
  const domains = new Set([host, ...entries.filter((entry) => entry.startsWith("@")).map((entry) => entry.slice(1))]);
  cached = { list, legal, allowance: { values, domains } };
  return cached.allowance;
}
