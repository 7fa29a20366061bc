import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { migrationsFolder } from "#db/migrate.ts";
import { dataDir, expectNothingLeft, project, shortLinger, startSite, until } from "../testing/site-processes.ts";
import { forgetRelease, readRelease } from "./release-file.mjs";
import { releaseAt } from "./upgrade-testing.ts";

// The command itself is killed at each step, and run again. Its release has no Next: its build is a pause.

const root = path.resolve(import.meta.dirname, "../..");
const releases = path.join(dataDir, "releases");
const backups = path.join(dataDir, "backups");

afterEach(() => {
  forgetRelease(dataDir);
  for (const folder of [releases, backups]) rmSync(folder, { recursive: true, force: true });
});

const watchdog = "server/process/parent-watchdog.mjs";

/** What the release's own command line does in the tests instead of installing and building. */
const stubBuild = `
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
console.log("Stub build");
setTimeout(() => {
  try { symlinkSync(${JSON.stringify(path.join(root, "node_modules"))}, "node_modules"); } catch {}
  mkdirSync(".next", { recursive: true });
  writeFileSync(".next/vigie-build", "built");
}, 1_000);
`;

/** Makes a release that needs nothing but Node. */
function makeStub(folder: string, version: string): string {
  rmSync(folder, { recursive: true, force: true });
  for (const needed of [watchdog, "server/process/launcher.mjs", "server/process/start.ts"])
    cpSync(path.join(root, needed), path.join(folder, needed));
  cpSync(path.join(root, "server/upgrade/hand-over.mjs"), path.join(folder, "server/upgrade/hand-over.mjs"));
  cpSync(migrationsFolder, path.join(folder, "drizzle/migrations"), { recursive: true });
  writeFileSync(path.join(folder, "server/process/bootstrap.mjs"), stubBuild);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "vigie", version, type: "module" }));
  return folder;
}

/** The operator's folder, in which a release runs. */
function makeHome(): string {
  const folder = makeStub(path.join(dataDir, "folders", "home"), "1.0.0");
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  // The stand-in reports its readiness through the project's module, of which there must not be two.
  rmSync(path.join(folder, watchdog));
  symlinkSync(path.join(root, watchdog), path.join(folder, watchdog));
  return folder;
}

/** Makes an archive of a release with many files, as GitHub does. */
function makeArchive(): string {
  const folder = makeStub(path.join(dataDir, "archive", "vigie-9"), "9.0.0");
  mkdirSync(path.join(folder, "docs"));
  for (let n = 0; n < 4_000; n += 1) writeFileSync(path.join(folder, "docs", `${n}.md`), "text");
  const file = path.join(dataDir, "archive", "vigie-9.tar.gz");
  expect(spawnSync("tar", ["-czf", file, "-C", path.dirname(folder), "vigie-9"]).status).toBe(0);
  return file;
}

/** Runs `vigie upgrade` as the launcher does in the operator's folder. */
function runUpgrade(home: string, port: number, ...parameters: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env, DATA_DIR: dataDir, PORT: String(port), DEMO: "0" };
  Reflect.deleteProperty(env, "DATABASE_URL");
  const child = spawn(process.execPath, [path.join(root, "server/cli/main.ts"), "upgrade", ...parameters], {
    cwd: home,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said.text += text;
    });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, said, ended };
}

type RunningCommand = ReturnType<typeof runUpgrade>;

const names = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

const steps: [string, (said: string) => boolean][] = [
  ["unpacks", () => names(releases).some((name) => name.endsWith(".part"))],
  ["builds", (said) => said.includes("Stub build")],
  ["backs up", (said) => /Install and build: /.test(said) || names(backups).length > 0],
  ["has asked for the switch", (said) => said.includes("starts beside the site")],
];

async function killAt({ child, said, ended }: RunningCommand, isThere: (said: string) => boolean): Promise<void> {
  while (!isThere(said.text)) {
    if (child.exitCode !== null) throw new Error(`It ended first: ${said.text}`);
    await sleep(2);
  }
  child.kill("SIGKILL");
  await ended;
}

describe.runIf(process.platform === "linux" && !project)("an upgrade whose command is killed while it", () => {
  for (const [step, isThere] of steps) {
    test(`${step} leaves the site as it is, and goes on when it is run again`, async () => {
      const [home, archive] = [makeHome(), makeArchive()];
      const running = await startSite(undefined, { ...shortLinger, STAND_IN_HOME: home });
      const first = runUpgrade(home, running.port, archive);
      await killAt(first, isThere);
      expect(await releaseAt(running.port)).toBe(home);
      // As an upgrade that was killed in its backup leaves it.
      mkdirSync(backups, { recursive: true });
      writeFileSync(path.join(backups, "vigie-2026-01-01T00-00-00Z.tar.zst.999999999.part"), "half");
      const again = runUpgrade(home, running.port, archive);
      expect(await again.ended, again.said.text).toBe(0);
      const next = readRelease(dataDir)?.folder ?? "";
      expect(path.dirname(next)).toBe(releases);
      await until("the new release", async () => (await releaseAt(running.port).catch(() => "")) === next);
      expect(names(releases)).toEqual([path.basename(next)]);
      if (!again.said.text.includes("already running"))
        expect(names(backups).filter((name) => name.endsWith(".part"))).toEqual([]);
      const back = runUpgrade(home, running.port, "--back");
      expect(await back.ended, back.said.text).toBe(0);
      expect(await releaseAt(running.port)).toBe(home);
      process.kill(running.launcher, "SIGTERM");
      expect(await running.ended).toBe(0);
      await expectNothingLeft();
    });
  }
});
