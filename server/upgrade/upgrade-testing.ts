import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type Agent, request } from "node:http";
import path from "node:path";
import { knownMigrations, migrationsFolder } from "#db/migrate.ts";
import { dataDir, until } from "../testing/site-processes.ts";
import { type ChosenRelease, fingerprintOf } from "./release-file.mjs";
import { readSwitchState, type SwitchState, writeSwitchRequest } from "./switch-request.mjs";

const project = path.resolve(import.meta.dirname, "../..");

/**
 * Makes the folder of a release for the stand-in: its programs are the project's. `fault`: what its new process does instead of taking over.
 * `since`: it has one more migration, with this note.
 */
export function makeRelease(
  name: string,
  options: { fault?: "dies" | "dies late" | "dies often" | "hangs" | "refuses" | "unfit"; since?: string | null } = {},
): string {
  const folder = path.join(dataDir, "folders", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const shared of ["node_modules", "server", "db", "lib", "features", "package.json"])
    symlinkSync(path.join(project, shared), path.join(folder, shared));
  writeFileSync(path.join(folder, "name"), name);
  if (options.fault) writeFileSync(path.join(folder, "fault"), options.fault);
  const migrations = path.join(folder, "drizzle", "migrations");
  cpSync(migrationsFolder, migrations, { recursive: true });
  if (options.since !== undefined) addMigration(migrations, name, options.since);
  return folder;
}

function addMigration(folder: string, name: string, since: string | null): void {
  const tag = `9999_${name}`;
  const file = path.join(folder, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  journal.entries.push({
    idx: knownMigrations().length,
    version: "7",
    when: 4_000_000_000_000,
    tag,
    breakpoints: true,
  });
  writeFileSync(file, JSON.stringify(journal));
  writeFileSync(path.join(folder, `${tag}.sql`), `create table ${name} (id int)`);
  const notes = path.join(folder, "meta", "_tolerance.json");
  const noted = { ...JSON.parse(readFileSync(notes, "utf8")), [tag]: { since, why: "a test" } };
  writeFileSync(notes, JSON.stringify(noted));
}

let requests = 0;

/** Asks the launcher of the running site to switch to a release, as `vigie upgrade` does. */
export function requestSwitch(home: string, folder: string, timeoutMs = 30_000): string {
  requests += 1;
  const id = `${process.pid}-${requests}`;
  const release: ChosenRelease = {
    ...{ folder, version: path.basename(folder), since: new Date().toISOString() },
    ...{ home, homeFingerprint: fingerprintOf(home) },
    previous: { folder: home, version: path.basename(home), since: "" },
    mayReturn: home !== folder,
  };
  writeSwitchRequest(dataDir, { id, release, timeoutMs });
  return id;
}

/** Resolves when the switch has reached a step, or ended. */
export async function untilStep(id: string, step: SwitchState["step"]): Promise<SwitchState> {
  let state: SwitchState | undefined;
  await until(`step ${step}`, () => {
    state = readSwitchState(dataDir);
    return state?.id === id && [step, "done", "failed"].includes(state.step);
  });
  if (!state) throw new Error("no state");
  return state;
}

/** Which release answers, over a connection of its own unless `agent` keeps one. */
export function releaseAt(port: number, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const req = request(
      { host: "127.0.0.1", port, path: "/release", agent: agent ?? false, timeout: 10_000 },
      (res) => {
        let body = "";
        res.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        res.on("end", () => resolve(body)).on("error", reject);
      },
    );
    req
      .on("error", reject)
      .on("timeout", () => req.destroy(new Error("no response")))
      .end();
  });
}
