import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import { nextNetwork } from "./members.ts";

interface Flood {
  offered: number;
  /** Number of responses by status; `lost`: requests without a response. */
  statuses: Record<string, number>;
}

const connections = 128;

/** Requests distinct unknown addresses as fast as the machine can, from a process of its own. */
export async function floodUnknownAddresses(site: string, seconds: number): Promise<Flood> {
  const child = spawn(process.execPath, [import.meta.filename, site, String(seconds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The flood ended with code ${code}.`);
  return JSON.parse(out);
}

async function flood(site: string, seconds: number): Promise<Flood> {
  const pool = new Pool(site, { connections, pipelining: 1 });
  const run = randomUUID().slice(0, 8);
  const statuses: Record<string, number> = {};
  let offered = 0;
  const until = performance.now() + seconds * 1_000;
  const client = async () => {
    while (performance.now() < until) {
      const path = `/articles/flood-${run}-${offered++}`;
      const status = await pool
        .request({ method: "GET", path, headers: nextNetwork() })
        .then(async ({ statusCode, body }) => {
          await body.dump();
          return String(statusCode);
        })
        .catch(() => "lost");
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  await pool.close();
  return { offered, statuses };
}

const [, program, site, seconds] = process.argv;
if (program === import.meta.filename && site)
  process.stdout.write(`${JSON.stringify(await flood(site, Number(seconds)))}\n`);
