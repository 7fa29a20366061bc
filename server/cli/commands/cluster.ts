import type { Command } from "commander";
import { env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const cluster = program.command("cluster").description("prepare a machine as one of several nodes of a site");

  cluster
    .command("check")
    .description("check whether this environment can start a node, as the start does with VIGIE_CLUSTER=1")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { findNodeProblems } = await import("#server/cluster/check-node.ts");
      const problems = await findNodeProblems(env());
      if (problems.length === 0 || options.json)
        printResult({ problems }, options, () => "A node can start with this environment.");
      if (problems.length > 0)
        throw new OperatorError(options.json ? `${problems.length} found.` : problems.join("\n"));
    });

  cluster
    .command("accept-secrets")
    .description(
      "make this environment's AUTH_SECRET and NEXT_SERVER_ACTIONS_ENCRYPTION_KEY those of the cluster, to change them on purpose: nodes with others no longer start",
    )
    .action(async () => {
      const { storeSecrets } = await import("#server/cluster/secret-fingerprints.ts");
      const { AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY } = env();
      if (!AUTH_SECRET || !NEXT_SERVER_ACTIONS_ENCRYPTION_KEY)
        throw new OperatorError("Set AUTH_SECRET and NEXT_SERVER_ACTIONS_ENCRYPTION_KEY to the new values first.");
      const secrets = { AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY };
      await withDatabase(({ db }) => storeSecrets(db, secrets, { replace: true }));
      printResult({}, {}, () => "The cluster has these secrets now: restart every node with them.");
    });
}
