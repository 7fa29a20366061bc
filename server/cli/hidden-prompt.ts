import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { OperatorError } from "#lib/operator-error.ts";

/** Prompts on the terminal without echoing what is typed. */
export async function promptHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const stopped = new Promise<never>((_, reject) => {
    lines.once("SIGINT", () => reject(new OperatorError("Stopped: nothing was created.")));
  });
  try {
    return await Promise.race([lines.question(""), stopped]);
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
