import type { Command } from "commander";
import { maxReportBytes } from "#features/mail/bounces/read-report.ts";
import { receiveMessage } from "#features/newsletter/bounces/mutations.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { loadSecrets } from "#server/process/secrets.ts";
import { printResult, withDatabase } from "../run-command.ts";

/** `EX_TEMPFAIL` of sysexits.h: the mail server keeps the message and tries again. */
const temporaryFailure = 75;

export function register(program: Command): void {
  const mail = program.command("mail").description("the mail that comes back, and how mail servers see this site");

  mail
    .command("bounce")
    .description("record a returned mail or a complaint from standard input, as a mail server pipes it")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      try {
        const message = await readStart(process.stdin);
        const outcome = await withDatabase(({ db, env }) => {
          // The tokens are signed.
          loadSecrets(env.DATA_DIR);
          return receiveMessage(db, message, "pipe");
        });
        // One that is no report is accepted too: refused, it would bounce in its turn.
        printResult({ outcome }, options, () => outcome);
      } catch (error) {
        throw new OperatorError(sayError(error), { exitCode: temporaryFailure });
      }
    });
}

/** Reads a stream to its end, and returns its first `maxReportBytes`. */
async function readStart(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (size < maxReportBytes) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, maxReportBytes);
}
