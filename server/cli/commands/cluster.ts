import type { Command } from "commander";
import { type Env, env } from "#lib/env.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { printResult, say, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const cluster = program
    .command("cluster")
    .description("prepare, check and remove the nodes of a site on several machines");

  cluster
    .command("check")
    .description("check whether a node can start with this environment (the start of a node runs the same checks)")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      const { findNodeProblems } = await import("#server/cluster/check-node.ts");
      const { checkMailServer } = await import("#server/process/mail-check.ts");
      const settings = env();
      const problems = [...(await findNodeProblems(settings)), ...(await findBucketProblem(settings))];
      // As at a start, a mail server that does not answer is only a warning.
      await checkMailServer(settings, say);
      if (problems.length === 0 || options.json)
        printResult({ problems }, options, () => "A node can start with this environment.");
      if (problems.length > 0)
        throw new OperatorError(options.json ? `Problems found: ${problems.length}.` : problems.join("\n"));
    });

  cluster
    .command("accept")
    .description(
      "make AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, SITE_URL, SITE_LOCALE and S3_BUCKET of this environment those of the cluster: nodes with other values no longer start",
    )
    .action(async () => {
      const { readSharedSettings, storeSharedSettings } = await import("#server/cluster/shared-settings.ts");
      const shared = readSharedSettings(env());
      if (!shared)
        throw new OperatorError(
          "Set AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY and S3_BUCKET to the new values first.",
        );
      await withDatabase(({ db }) => storeSharedSettings(db, shared, { replace: true }));
      printResult(
        {},
        {},
        () =>
          "The cluster now has this environment's secrets, address, language and bucket: restart every node with them.",
      );
    });

  cluster
    .command("forget")
    .description(
      "forget a node that was removed for good, so that /admin/health no longer reports it; a running node is refused",
    )
    .argument("<host>", "its host, as /admin/health and doctor list it")
    .option("--json", "print the result as JSON")
    .action(async (host: string, options: { json?: boolean }) => {
      const { describeForgottenNode, forgetNode } = await import("#server/cluster/forget-node.ts");
      const forgotten = await withDatabase(({ db }) => forgetNode(db, host));
      printResult(forgotten, options, () => describeForgottenNode(forgotten));
    });
}

/** A start checks the bucket, too. */
async function findBucketProblem({ S3_ENDPOINT }: Env): Promise<string[]> {
  if (!S3_ENDPOINT) return [];
  try {
    await mediaStorage().check();
    return [];
  } catch (error) {
    return [sayError(error)];
  }
}
