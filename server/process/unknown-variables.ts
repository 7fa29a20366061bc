import { variableNames } from "#lib/env.ts";

/** Variables that Vigie's own processes and tests pass to each other. */
const internalNames = new Set(["VIGIE_LEASH", "VIGIE_HOME", "VIGIE_SUCCESSOR", "VIGIE_BROWSER", "VIGIE_TEST_URL"]);

/** Shorter names are close to variables of the machine (HOSTS, PORTS, WORKERS). */
const minLengthForOneTypo = 7;
const minLengthForTwoTypos = 10;

const normaliseName = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, "");

/**
 * Returns warnings about environment variables whose names look like a misspelt setting. Variables of the system are ignored.
 */
export function findUnknownVariables(source: Record<string, string | undefined> = process.env): string[] {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined || value === "" || internalNames.has(name)) continue;
    if (variableNames.includes(name)) continue;
    const suggestion =
      variableNames.find((one) => normaliseName(one) === normaliseName(name)) ??
      variableNames.find((one) => isTypo(normaliseName(name), normaliseName(one)));
    if (suggestion) lines.push(`${name} is set, but no setting has this name: did you mean ${suggestion}?`);
    else if (name.startsWith("VIGIE_"))
      lines.push(`${name} is set, but no setting has this name: see docs/configuration.md.`);
  }
  return lines;
}

function isTypo(name: string, setting: string): boolean {
  const maxTypos = setting.length >= minLengthForTwoTypos ? 2 : setting.length >= minLengthForOneTypo ? 1 : 0;
  return maxTypos > 0 && Math.abs(name.length - setting.length) <= maxTypos && editDistance(name, setting) <= maxTypos;
}

/** The number of letters to add, remove, change or swap with the next one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : 99;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped));
    }
  }
  return at(a.length, b.length);
}
