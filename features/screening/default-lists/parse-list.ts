import { type InflectedLanguage, listEntryForms } from "#lib/words/inflections.ts";

export const defaultListLanguages = ["fr", "en"] as const;
export const defaultListKinds = ["insults", "slurs", "threats"] as const;

export interface DefaultListEntry {
  /** As in the file: `/` between alternatives, `[ ]` around what may be missing, `_` for a space in an alternative. */
  entry: string;
  /** `banned`: held; `suspect`: published and shown to moderators; `omitted`: left out on purpose. */
  level: "banned" | "suspect" | "omitted";
  /** About false positives. */
  note: string;
}

export interface DefaultList {
  language: InflectedLanguage;
  kind: (typeof defaultListKinds)[number];
  /** Raised with each change of the entries. */
  version: number;
  /** ISO 8601, the day of the version. */
  date: string;
  entries: DefaultListEntry[];
}

const marks = { "!": "banned", "-": "omitted" } as const;

/**
 * Parses a built-in list: a header of four lines, then an entry a line. `!` marks a banned one, `- ` one that is left out,
 * ` | ` begins a note. Throws on anything else, so that a faulty list cannot be released.
 */
export function parseDefaultList(text: string): DefaultList {
  const header =
    /^language: (?<language>fr|en)\nkind: (?<kind>insults|slurs|threats)\nversion: (?<version>\d+)\ndate: (?<date>\d{4}-\d\d-\d\d)\n\n/.exec(
      text,
    );
  const { language, kind = "", version, date = "" } = header?.groups ?? {};
  const knownKind = defaultListKinds.find((one) => one === kind);
  if (!header || !knownKind) throw new Error("a built-in list begins with language, kind, version and date");
  const entries = text
    .slice(header[0].length)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): DefaultListEntry => {
      const [written = "", note = ""] = line.split(" | ");
      const mark = /^(!|-) ?/.exec(written);
      const level = mark?.[1] === "!" || mark?.[1] === "-" ? marks[mark[1]] : "suspect";
      return { entry: written.slice(mark?.[0].length ?? 0).trim(), level, note: note.trim() };
    });
  return { language: language === "en" ? "en" : "fr", kind: knownKind, version: Number(version), date, entries };
}

/** The most phrases that the alternatives of one entry make. */
const maxEntryForms = 1_000;

/** All forms of an entry: each combination of its alternatives; the inflections of a word and of a phrase without alternatives. */
export function listDefaultForms(entry: string, language: InflectedLanguage): string[] {
  let phrases = [""];
  for (const part of entry.split(" ")) {
    const optional = /^\[(.+)\]$/.exec(part);
    const choices = (optional?.[1] ?? part).split("/").map((choice) => choice.replaceAll("_", " "));
    if (optional) choices.push("");
    phrases = phrases.flatMap((before) => choices.map((choice) => `${before} ${choice}`.trim()));
    if (phrases.length > maxEntryForms) throw new Error(`too many alternatives: ${entry}`);
  }
  // Alternatives list the plurals that a phrase needs.
  return phrases.flatMap((phrase) =>
    phrases.length > 1 && phrase.includes(" ") ? [phrase] : listEntryForms(phrase, language),
  );
}
