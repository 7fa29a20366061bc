/** What is compared. */
export const verifiedKinds = [
  "articles",
  "pages",
  "paragraphs",
  "code listings",
  "pictures",
  "alternative texts",
  "captions",
  "links",
  "titles",
  "dates",
  "bylines",
  "categories and tags",
  "ratings",
  "comments",
  "replies and threads",
  "hidden comments",
  "hidden articles",
  "hidden pages",
  "old addresses",
  "feeds",
  "uploads",
] as const;
export type VerifiedKind = (typeof verifiedKinds)[number];

export interface MissingContent {
  kind: VerifiedKind;
  /** The address on the old site. */
  address: string;
  /** Its first words, or what is wrong. */
  what: string;
}

/** Counts what was found, and lists what is missing. */
export class VerifyReport {
  readonly counts = Object.fromEntries(verifiedKinds.map((kind) => [kind, { found: 0, missing: 0 }])) as Record<
    VerifiedKind,
    { found: number; missing: number }
  >;
  readonly missing: MissingContent[] = [];
  /** What was not compared, by reason. */
  readonly notCompared = new Map<string, number>();
  /** What the things of a kind were there, counted: drafts, spam. */
  readonly details = new Map<VerifiedKind, Map<string, number>>();
  /** Terms that were here before, with their names here by those in the export. */
  readonly renamed = new Map<string, string>();
  requests = 0;
  /** The site has the old site's address. */
  isSameAddress = false;

  addRenamed(name: string, shown: string): void {
    this.renamed.set(name, shown);
  }

  addDetail(kind: VerifiedKind, name: string, count = 1): void {
    const counts = this.details.get(kind) ?? new Map<string, number>();
    this.details.set(kind, counts.set(name, (counts.get(name) ?? 0) + count));
  }

  count(kind: VerifiedKind, isFound: boolean, address: string, what: string): void {
    this.counts[kind][isFound ? "found" : "missing"] += 1;
    if (!isFound) this.missing.push({ kind, address, what: what.slice(0, 200) });
  }

  /** Adds the report of another export of the same archive. */
  add(other: VerifyReport): void {
    for (const kind of verifiedKinds) {
      this.counts[kind].found += other.counts[kind].found;
      this.counts[kind].missing += other.counts[kind].missing;
    }
    this.missing.push(...other.missing);
    for (const [name, shown] of other.renamed) this.renamed.set(name, shown);
    for (const [kind, counts] of other.details) for (const [name, count] of counts) this.addDetail(kind, name, count);
    for (const [reason, count] of other.notCompared) this.leaveOut(reason, count);
    this.requests += other.requests;
    this.isSameAddress ||= other.isSameAddress;
  }

  leaveOut(reason: string, count = 1): void {
    this.notCompared.set(reason, (this.notCompared.get(reason) ?? 0) + count);
  }

  toJson() {
    return {
      counts: this.counts,
      notCompared: Object.fromEntries(this.notCompared),
      details: Object.fromEntries([...this.details].map(([kind, counts]) => [kind, Object.fromEntries(counts)])),
      renamed: Object.fromEntries(this.renamed),
      missing: this.missing,
      requests: this.requests,
      isSameAddress: this.isSameAddress,
    };
  }
}

/** The name of a kind in the text report. The JSON keeps its own names. */
const nameKind = (kind: VerifiedKind) => (kind === "pictures" ? "images" : kind);

/** Longer lists are cut on the screen; `--json` has them whole. */
const maxListed = 40;

/** Formats the report for people, as English lines. */
export function formatVerifyReport(report: VerifyReport, site: string): string[] {
  const lines = [`Compared with ${site}, ${report.requests} requests`];
  if (report.isSameAddress)
    lines.push("  The old site had this address: old addresses were requested from this site, not from the old one.");
  for (const kind of verifiedKinds) {
    const { found, missing } = report.counts[kind];
    if (found + missing === 0) continue;
    const isHidden = kind.startsWith("hidden ");
    const [verb, wrong] = isHidden ? ["not shown", "shown"] : ["found", "missing"];
    const details = [...(report.details.get(kind) ?? [])].map(([name, count]) => `${count} ${name}`).join(", ");
    lines.push(
      `  ${nameKind(kind).padEnd(20)} ${found} of ${found + missing} ${verb}${missing > 0 ? `, ${missing} ${wrong}` : ""}${details && ` (${details})`}`,
    );
  }
  for (const [reason, count] of report.notCompared) lines.push(`  not compared         ${count} ${reason}`);
  const renamed = [...report.renamed].map(([name, shown]) => `“${name}” is “${shown}”`);
  if (renamed.length > 0)
    lines.push(
      `  named otherwise here ${renamed.slice(0, maxListed).join(", ")}${renamed.length > maxListed ? " …" : ""}`,
    );
  if (report.missing.length === 0) return [...lines, "Nothing is missing."];
  lines.push("Missing, or not as it was:");
  for (const { kind, address, what } of report.missing.slice(0, maxListed))
    lines.push(`  - ${nameKind(kind)}: ${address} — ${what}`);
  if (report.missing.length > maxListed)
    lines.push(`  … and ${report.missing.length - maxListed} more (--json names them all)`);
  return lines;
}
