import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Runs axe on the page and its frames; returns a line per violation. The script of half a megabyte is sent to each
 * document once, because sending it is a large part of an analysis.
 * @param rules runs only these
 */
export async function findViolations(page: Page, rules?: string[]): Promise<string[]> {
  for (const frame of page.frames()) if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(source);
  return page.evaluate(async (only) => {
    const axe: typeof import("axe-core") = Reflect.get(window, "axe");
    // axe runs the rule about small targets only on request.
    const scope = only ? { runOnly: only } : { rules: { "target-size": { enabled: true } } };
    const { violations } = await axe.run({ resultTypes: ["violations"], ...scope });
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join(", ")})`,
    );
  }, rules);
}
