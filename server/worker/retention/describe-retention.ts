import { getRetentionRule, type RetentionRule, retentionNames } from "./retention-rules.ts";

/** Writes the rules as the table of docs/data-retention.md. */
export function describeRetention(): string {
  const rows = retentionNames.map((name) => {
    const { table, about, promise, ...rule } = getRetentionRule(name);
    return `| ${about} | \`${table}\` | ${describeAge(rule)} | ${promise ? "yes" : "no"} |`;
  });
  return ["| data | table | deleted | on the privacy page |", "|---|---|---|---|", ...rows].join("\n");
}

function describeAge({ days, since, setting, clears }: Omit<RetentionRule, "table" | "about" | "promise">): string {
  const unit = days === 1 ? "day" : "days";
  const age = days === 0 ? `at \`${since}\`` : `${days} ${unit} after \`${since}\``;
  return `${age}${setting ? ` (\`${setting}\`)` : ""}${clears ? `: \`${clears.join("`, `")}\` emptied` : ""}`;
}
