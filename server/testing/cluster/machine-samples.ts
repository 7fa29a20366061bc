import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../run-program.ts";

/**
 * Reads a sample of docs/several-machines and replaces its addresses, ports and passwords, so that what is documented is
 * what is tested. Throws an Error if the sample does not contain what is to be replaced.
 */
export function readMachineSample(name: string, replacements: readonly (readonly [string | RegExp, string])[]): string {
  let text = readFileSync(path.join(root, "docs/several-machines", name), "utf8");
  for (const [from, to] of replacements) {
    const isFound = typeof from === "string" ? text.includes(from) : text.search(from) >= 0;
    if (!isFound) throw new Error(`docs/several-machines/${name} does not contain ${from}.`);
    text = text.replaceAll(from, to);
  }
  return text;
}
