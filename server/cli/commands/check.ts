import type { Command } from "commander";
import { OperatorError } from "#lib/operator-error.ts";
import { printableText } from "#lib/printable-text.ts";
import { allChecks } from "../checks/all-checks.ts";
import type { CheckContext } from "../checks/check.ts";
import { startProgress } from "../progress.ts";
import { withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  program
    .command("check")
    .description(
      "look for contradictions in the site's data: derived figures, references, files, texts. Changes nothing; exit code 1 and a line per finding",
    )
    .option("--json", "print one JSON object, its findings streamed")
    .action(async (options: { json?: boolean }) => {
      const print = options.json ? jsonPrinter() : linePrinter();
      const total = await withDatabase(({ sql, signal }) =>
        sql.begin("isolation level repeatable read read only", async (tx) => {
          let found = 0;
          const context: CheckContext = { sql: tx, startProgress };
          for (const check of allChecks) {
            const before = found;
            for await (const finding of check.find(context)) {
              found += 1;
              print.finding(check.name, finding);
              signal.throwIfAborted();
            }
            if (found > before && check.repair) print.repair(check.name, check.repair);
            signal.throwIfAborted();
          }
          return found;
        }),
      );
      print.end(total);
      if (total > 0) throw new OperatorError(total === 1 ? "One finding." : `${total} findings.`);
    });
}

function linePrinter() {
  return {
    finding: (check: string, finding: string) => process.stdout.write(`${check}: ${printableText(finding)}\n`),
    repair: (check: string, repair: string) => process.stdout.write(`${check}: to repair: ${printableText(repair)}\n`),
    end(total: number) {
      if (total === 0) process.stdout.write(`All ${allChecks.length} checks passed.\n`);
    },
  };
}

function jsonPrinter() {
  let first = true;
  return {
    finding(check: string, finding: string) {
      process.stdout.write(`${first ? '{"findings":[' : ","}\n${JSON.stringify({ check, finding })}`);
      first = false;
    },
    // At the end, with the check.
    repair: () => undefined,
    end(total: number) {
      const checks = JSON.stringify(allChecks.map(({ name, about, repair }) => ({ name, about, repair })));
      process.stdout.write(`${first ? '{"findings":[' : ""}],\n"total":${total},"checks":${checks}}\n`);
    },
  };
}
