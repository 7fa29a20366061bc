import type { Command } from "commander";
import { env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const cluster = program.command("cluster").description("prepare a machine as one of several nodes of a site");

  cluster
    .command("check")
    .description("check whether a node can start with this environment (the start of a node runs the same checks)")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { findNodeProblems } = await import("#server/cluster/check-node.ts");
      const problems = await findNodeProblems(env());
      if (problems.length === 0 || options.json)
        printResult({ problems }, options, () => "A node can start with this environment.");
      if (problems.length > 0)
        throw new OperatorError(options.json ? `Problems found: ${problems.length}.` : problems.join("\n"));
    });

  cluster
    .command("accept-secrets")
    .description(
      "change the cluster's secrets to AUTH_SECRET and NEXT_SERVER_ACTIONS_ENCRYPTION_KEY of this environment: nodes with other secrets no longer start",
    )
    .action(async () => {
      const { storeSecrets } = await import("#server/cluster/secret-fingerprints.ts");
      const { AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY } = env();
      if (!AUTH_SECRET || !NEXT_SERVER_ACTIONS_ENCRYPTION_KEY)
        throw new OperatorError("Set AUTH_SECRET and NEXT_SERVER_ACTIONS_ENCRYPTION_KEY to the new values first.");
      const secrets = { AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY };
      await withDatabase(({ db }) => storeSecrets(db, secrets, { replace: true }));
      printResult({}, {}, () => "These are now the secrets of the cluster: restart every node with them.");
    });
}
