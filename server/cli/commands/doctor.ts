import type { Command } from "commander";
import { sql } from "drizzle-orm";
import { assessCheck, type HealthFacts } from "#features/health/checks/all-checks.ts";
import {
  checkNames,
  findingsOf,
  type HealthFinding,
  isHidden,
  type ProblemCode,
} from "#features/health/checks/rules.ts";
import { measureFacts, measureWithoutDatabase } from "#features/health/examination/examine.ts";
import { describeDetail } from "#features/health/wording/describe-detail.ts";
import { describeFinding, describeSafety } from "#features/health/wording/describe-finding.ts";
import { documentationOf, operatorHints } from "#features/health/wording/operator-hints.ts";
import en from "#i18n/en.json" with { type: "json" };
import { OperatorError } from "#lib/operator-error.ts";
import { type ProbeResult, sayLine, within } from "../doctor/probe-result.ts";
import { probeBackupDestination, probeMailServer } from "../doctor/service-probes.ts";
import { probeSite } from "../doctor/site-probe.ts";
import { printResult, say, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  program
    .command("doctor")
    .description(
      "check the site now, running or stopped, as /admin/health does: what is wrong, what is safe, what to do. Changes nothing; exit code 1 if something is bad",
    )
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { facts, site, failure, mailServer, backupDestination } = await examine();
      const results = checkNames.map((check) => report(assess(check, facts, site.isRunning), facts));
      const database: ProbeResult | undefined =
        failure === undefined ? undefined : { state: "bad", says: `The database cannot be used: ${failure}` };
      const named = { site, database, "mail server": mailServer, "backup destination": backupDestination };
      const probes = Object.entries(named).flatMap(([title, probe]) => (probe ? [{ title, ...probe }] : []));
      const bad = [...results, ...probes].filter(({ state }) => state === "bad").length;
      const look = results.filter(({ state }) => state === "look").length;
      const data = {
        bad,
        look,
        site,
        database: failure ?? null,
        mailServer: mailServer ?? null,
        backupDestination: backupDestination ?? null,
        checks: results,
      };
      printResult(data, options, () => {
        const blocks = [
          ...probes.map((probe) => ({ state: probe.state, lines: printedProbe(probe) })),
          ...results
            .filter((result) => !isHidden(result))
            .map((result) => ({ state: result.state, lines: printed(result) })),
        ];
        // Problems come last: at a terminal, the end is what one sees.
        return printOrder.flatMap((state) =>
          blocks.filter((block) => block.state === state).flatMap(({ lines }) => lines),
        );
      });
      if (bad > 0) throw new OperatorError(bad === 1 ? "1 problem found." : `${bad} problems found.`);
    });
}

/** How long the database may take for its first answer (ms). */
const answerTimeoutMs = 8_000;
/** How long it may take for all measurements (ms). */
const databaseTimeoutMs = 60_000;

/** Measures everything; without a database, what can be measured without one. */
async function examine() {
  // Before the database is opened, which this command may do itself.
  const site = await probeSite();
  const [database, mailServer, backupDestination] = await Promise.all([
    examineDatabase(),
    probeMailServer(),
    probeBackupDestination(),
  ]);
  return { site, mailServer, backupDestination, ...database };
}

async function examineDatabase(): Promise<{ facts: HealthFacts; failure?: string }> {
  const late = (ms: number) =>
    `it does not answer within ${ms / 1_000} seconds. Restart it, or the machine if its disk is stuck`;
  try {
    const work = withDatabase(
      async ({ db, signal }) => {
        // A database that hangs accepts connections and never answers: each further query would wait in turn.
        await within(answerTimeoutMs, late(answerTimeoutMs), db.execute(sql`select 1`));
        const failures: string[] = [];
        const onFailure = (error: unknown) => failures.push(sayLine(error));
        const { facts } = await measureFacts(db, { fresh: true, isReadOnly: true, signal, onFailure });
        for (const line of new Set(failures)) say(`Could not be checked: ${line}`);
        return { facts };
      },
      { migrate: false },
    );
    return await within(databaseTimeoutMs, late(databaseTimeoutMs), work);
  } catch (error) {
    return { facts: await measureWithoutDatabase(), failure: sayLine(error) };
  }
}

/** A stopped site runs no jobs: that is no finding. */
function assess(check: (typeof checkNames)[number], facts: HealthFacts, isRunning: boolean): HealthFinding {
  const finding = assessCheck(check, facts[check], Date.now());
  const isStopped = !isRunning && ["jobsSilent", "jobsOverdue", "jobsLate", "feedsFrozen"].includes(finding.code);
  return isStopped ? findingsOf(check).unknown("notExamined") : finding;
}

const style = { locale: "en", zone: "UTC" } as const;
const isProblem = (code: string): code is ProblemCode => Object.hasOwn(operatorHints, code);

function report(finding: HealthFinding, facts: HealthFacts) {
  const { check, state, code, figures } = finding;
  return {
    check,
    title: en.health.checks[check],
    state,
    code,
    figures,
    says: describeFinding(finding, style),
    details: describeDetail(check, facts),
    ...(isProblem(code) && {
      safe: describeSafety(code, style),
      hint: operatorHints[code],
      documentation: documentationOf(check),
    }),
  };
}

const indent = " ".repeat(9);
const line = (title: string, state: string, text: string) => `${state.padEnd(8)} ${title}: ${text}`;

const printOrder = ["ok", "unknown", "look", "bad"] as const;

const printedProbe = ({ title, state, says, hint }: ProbeResult & { title: string }): string[] => [
  line(title, state, says),
  ...(hint ? [`${indent}To do: ${hint}`] : []),
];

function printed({ check, state, says, details, safe, hint, documentation }: ReturnType<typeof report>): string[] {
  // The nodes are listed in any case: this is where operators look for them.
  const shown = check !== "nodes" && (state === "ok" || state === "unknown") ? [] : details;
  return [
    line(en.health.checks[check].toLowerCase(), state, says),
    ...shown.map((text) => `${indent}${text}`),
    ...(safe ? [`${indent}${safe}`] : []),
    ...(hint ? [`${indent}To do: ${hint} (${documentation})`] : []),
  ];
}
