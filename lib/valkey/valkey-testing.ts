import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const program = "/usr/bin/valkey-server";

/** Whether tests can start a Valkey server here. */
export const hasValkeyServer = existsSync(program);

/** A Valkey server of one test, without persistence. */
export interface TestValkey {
  url: string;
  port: number;
  /** Runs one command on the server itself, past the site's client; returns what `valkey-cli` prints. */
  command(...words: string[]): string;
  /** Stops and resumes the process (SIGSTOP, SIGCONT). */
  freeze(): void;
  thaw(): void;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1 with these settings (`--maxmemory 2mb`); it ends with the test. */
export async function startTestValkey(...settings: string[]): Promise<TestValkey> {
  const folder = mkdtempSync(join(tmpdir(), `vigie-test-${process.pid}-valkey-`));
  const port = await findFreePort();
  let server: ChildProcess | undefined;
  const command = (...words: string[]) => {
    const passwordAt = settings.indexOf("--requirepass");
    const password = passwordAt < 0 ? [] : ["-a", settings[passwordAt + 1] ?? "", "--no-auth-warning"];
    return spawnSync("valkey-cli", ["-p", String(port), ...password, ...words], { encoding: "utf8" }).stdout.trim();
  };
  async function start(): Promise<void> {
    const basic = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
    server = spawn(program, [...basic, ...settings], { stdio: "ignore" });
    const child = server;
    while (command("ping") !== "PONG") {
      if (child.exitCode !== null) throw new Error(`valkey-server ended with ${child.exitCode}.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return {
    url: `valkey://127.0.0.1:${port}`,
    port,
    command,
    freeze: () => void server?.kill("SIGSTOP"),
    thaw: () => void server?.kill("SIGCONT"),
    kill,
    restart: start,
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}
