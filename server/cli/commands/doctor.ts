import { request } from "node:http";
import type { Command } from "commander";
import { assessCheck, type HealthFacts } from "#features/health/checks/all-checks.ts";
import { checkNames, findingsOf, type HealthFinding, type ProblemCode } from "#features/health/checks/rules.ts";
import { measureFacts, measureWithoutDatabase } from "#features/health/examination/examine.ts";
import { describeDetail } from "#features/health/wording/describe-detail.ts";
import { describeFinding, describeSafety } from "#features/health/wording/describe-finding.ts";
import { documentationOf, operatorHints } from "#features/health/wording/operator-hints.ts";
import en from "#i18n/en.json" with { type: "json" };
import { env } from "#lib/env.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { loadSecrets } from "#server/process/secrets.ts";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  program
    .command("doctor")
    .description(
      "examine the site now, as /admin/health does, also while it is stopped: what is wrong, what is safe, what to do. Changes nothing; exit code 1 if something is bad",
    )
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { facts, isRunning, failure } = await examine();
      const results = checkNames.map((check) => report(assess(check, facts, isRunning), facts));
      const bad = results.filter(({ state }) => state === "bad").length + (failure === undefined ? 0 : 1);
      const look = results.filter(({ state }) => state === "look").length;
      const site = {
        isRunning,
        text: isRunning
          ? "The site answers on this machine."
          : "The site does not answer on this machine: what only a running site shows is not checked.",
      };
      printResult({ bad, look, site, database: failure ?? null, checks: results }, options, () => [
        line("site", isRunning ? "ok" : "unknown", site.text),
        ...(failure === undefined ? [] : [line("database", "bad", `It cannot be opened: ${failure}`)]),
        ...results.flatMap(printed),
      ]);
      if (bad > 0) throw new OperatorError(bad === 1 ? "One thing is bad." : `${bad} things are bad.`);
    });
}

/** Measures everything; without a database, what can be measured without one. */
async function examine(): Promise<{ facts: HealthFacts; isRunning: boolean; failure?: string }> {
  // Before the database is opened, which this command may do itself.
  const isRunning = await answersLocally();
  try {
    return await withDatabase(
      async ({ db, env: settings, signal }) => {
        // The length of the secret is one of the things that are examined.
        loadSecrets(settings.DATA_DIR);
        return { isRunning, facts: (await measureFacts(db, { fresh: true, isReadOnly: true, signal })).facts };
      },
      { migrate: false },
    );
  } catch (error) {
    return { isRunning, facts: await measureWithoutDatabase(), failure: sayError(error) };
  }
}

/** Jobs of a site that is stopped do not run, and that is no fault. */
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

function printed({ check, state, says, details, safe, hint, documentation }: ReturnType<typeof report>): string[] {
  const shown = state === "ok" || state === "unknown" ? [] : details;
  return [
    line(en.health.checks[check].toLowerCase(), state, says),
    ...shown.map((text) => `${indent}${text}`),
    ...(safe ? [`${indent}${safe}`] : []),
    ...(hint ? [`${indent}To do: ${hint} (${documentation})`] : []),
  ];
}

const answerTimeoutMs = 3_000;

/** Whether the site's process answers at HOST and PORT. */
function answersLocally(): Promise<boolean> {
  const { HOST, PORT } = env();
  const host = HOST === "0.0.0.0" ? "127.0.0.1" : HOST === "::" ? "::1" : HOST;
  return new Promise((resolve) => {
    const sent = request({ host, port: PORT, path: "/healthz", timeout: answerTimeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(false));
    sent.end();
  });
}
