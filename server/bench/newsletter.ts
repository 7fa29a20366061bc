import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { settings } from "#db/schema.ts";
import { runSender } from "#features/newsletter/sending/sender.ts";
import { aSendingAlert } from "#features/newsletter/sending/testing.ts";
import { startTestPostgres } from "../testing/temporary-postgres.ts";
import { runLoad } from "./http-load.ts";

// Measures the newsletter's sender in a thread of its own: processor time per mail (compose, sign, ledger), rate and memory, with a mail
// server and a PostgreSQL in other processes, and each mail signed with a 2048-bit key.
//   node server/bench/newsletter.ts [SUBSCRIBERS] [SECONDS] [PAGE] [RATE]
// PAGE: a page of a running site, whose p99 is measured before and during the sending. RATE: the setting newsletter.perSecond, 1,000 by default.

interface Sample {
  sent: number;
  /** Processor time of the thread so far (ms). */
  cpu: number;
  heapMb: number;
  rssMb: number;
  seconds: number;
}

if (isMainThread) await measure();
else await sendInThread();

async function sendInThread(): Promise<void> {
  const { url, seconds }: { url: string; seconds: number } = workerData;
  globalThis.vigieCanPrepare = true;
  const { db, close } = connect(url, { max: 2, prepareRepeated: true });
  const started = performance.now();
  const before = process.threadCpuUsage();
  const sample = (sent: number): Sample => {
    const { user, system } = process.threadCpuUsage(before);
    const { heapUsed, rss } = process.memoryUsage();
    return {
      sent,
      cpu: (user + system) / 1_000,
      heapMb: heapUsed / 2 ** 20,
      rssMb: rss / 2 ** 20,
      seconds: (performance.now() - started) / 1_000,
    };
  };
  const stop = new AbortController();
  setTimeout(() => stop.abort(), seconds * 1_000).unref();
  let next = 0;
  const count = await runSender(db, {
    signal: stop.signal,
    onProgress: ({ sent }) => {
      if (sent < next) return;
      next = sent + 500;
      parentPort?.postMessage(sample(sent));
    },
  });
  parentPort?.postMessage(sample(count.sent));
  await close();
  parentPort?.close();
}

async function measure(): Promise<void> {
  const [subscribers = 100_000, seconds = 300] = process.argv.slice(2, 4).map(Number);
  const page = process.argv[4];
  const rate = Number(process.argv[5] ?? 1_000);
  const folder = mkdtempSync(join(tmpdir(), "vigie-newsletter-"));
  const file = join(folder, "accepted");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  Object.assign(process.env, {
    AUTH_SECRET: "a secret of this run only, of no value",
    DKIM_DOMAIN: "example.org",
    DKIM_SELECTOR: "bench",
    DKIM_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  });
  const server = spawn(
    process.execPath,
    [fileURLToPath(new URL("../testing/recording-smtp-process.ts", import.meta.url)), "0", file],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [port] = await once(server.stdout, "data");
  process.env.SMTP_URL = `smtp://127.0.0.1:${String(port).trim()}`;
  const postgres = await startTestPostgres();
  try {
    await migrate(postgres.url);
    const { db, close } = connect(postgres.url, { max: 2 });
    await db.insert(settings).values([
      { key: "newsletter.perSecond", value: rate },
      { key: "newsletter.perDomainPerMinute", value: 60_000 },
    ]);
    const begun = performance.now();
    await aSendingAlert(db, subscribers);
    console.log(
      `${subscribers} subscribers and their deliveries written in ${Math.round(performance.now() - begun)} ms`,
    );
    const load = () => (page ? runLoad({ url: page, seconds: 20, connections: 8 }) : undefined);
    const quiet = await load();
    const samples: Sample[] = [];
    const thread = new Worker(new URL(import.meta.url), {
      workerData: { url: postgres.url, seconds },
      execArgv: [],
    });
    thread.on("message", (sample: Sample) => samples.push(sample));
    const exited = once(thread, "exit");
    // The sender of a site starts with the site: loading its modules is not a part of sending.
    await once(thread, "message");
    const during = await load();
    await exited;
    const last = samples.at(-1);
    if (!last) throw new Error("Nothing was sent.");
    const quarter = (from: number, to: number) => {
      const part = samples.filter(({ sent }) => sent >= from * last.sent && sent <= to * last.sent);
      return Math.round(Math.max(...part.map(({ heapMb }) => heapMb)));
    };
    const lines = readFileSync(file, "utf8").trim().split("\n");
    console.log(
      JSON.stringify(
        {
          sent: last.sent,
          twice: lines.length - new Set(lines).size,
          threadMsPerMail: Number((last.cpu / last.sent).toFixed(2)),
          perSecond: Math.round(last.sent / last.seconds),
          heapMbFirstQuarter: quarter(0, 0.25),
          heapMbLastQuarter: quarter(0.75, 1),
          rssMbLast: Math.round(last.rssMb),
          recordedBytes: statSync(file).size,
          ...(quiet && during && { p99Quiet: quiet.p99, p99During: during.p99 }),
        },
        null,
        2,
      ),
    );
    await close();
  } finally {
    server.kill("SIGKILL");
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
