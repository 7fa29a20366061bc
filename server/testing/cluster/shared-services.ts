import { once } from "node:events";
import { appendFileSync } from "node:fs";
import path from "node:path";
import { SMTPServer } from "smtp-server";
import { startS3 } from "#lib/storage/storage-testing.ts";
import { listenOn } from "#server/process/port.ts";
import { TrackedProcess } from "./tracked-process.ts";

/**
 * Starts what the nodes of a cluster must share besides their database and secrets: a bucket, and a mail server that
 * discards every mail, or writes its recipients to a file, one a line. `env`: the variables of the nodes, with
 * VIGIE_CLUSTER=1.
 */
export async function startSharedServices({
  recordMailsIn,
}: {
  recordMailsIn?: string;
} = {}): Promise<{ env: Record<string, string>; close(): Promise<void> }> {
  const bucket = await startS3();
  const mails = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, { envelope }, done) {
      if (recordMailsIn) appendFileSync(recordMailsIn, envelope.rcptTo.map(({ address }) => `${address}\n`).join(""));
      stream.once("end", () => done()).resume();
    },
  });
  mails.on("error", () => {});
  const port = await listenOn(mails.server, 0, "127.0.0.1");
  const { endpoint, bucket: name, key, secret } = bucket.settings;
  return {
    env: {
      VIGIE_CLUSTER: "1",
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      ...{ S3_ENDPOINT: endpoint, S3_BUCKET: name, S3_KEY: key, S3_SECRET: secret },
    },
    async close() {
      await bucket.close();
      mails.close();
      if (mails.server.listening) await once(mails.server, "close");
    },
  };
}

/** Migrates the database with the built program, as operators do before they start the nodes of a cluster. */
export async function migrateWith(program: string, databaseUrl: string, folder: string): Promise<void> {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const command = new TrackedProcess(process.execPath, [path.join(program, "server/cli/main.ts"), "migrate"], {
    cwd: program,
    env: {
      PATH,
      HOME,
      LANG,
      TMPDIR,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      DATA_DIR: path.join(folder, "cli"),
    },
    log: path.join(folder, "migrate.log"),
  });
  const [code] = await once(command.child, "exit");
  if (code !== 0) throw new Error(`The migrations failed (${command.log}).`);
}
