import { spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { knownMigrations } from "#db/migrate.ts";
import { testDatabase } from "#db/testing.ts";
import { runChecks } from "../backup/run-checks.ts";
import {
  checkDisk,
  checkNode,
  checkVersion,
  compareMigrations,
  describeFindings,
  describeLocalChanges,
  describeRegistry,
} from "./preflight.ts";
import { followProbation } from "./probation.mjs";
import {
  chooseRelease,
  environmentFor,
  fingerprintOf,
  readRelease,
  readTrustedJsonFile,
  writeRelease,
} from "./release-file.mjs";
import {
  carryBuildFiles,
  carryPublicFiles,
  type InspectedRelease,
  inspectRelease,
  removeIncompleteParts,
  removeOtherReleases,
  removeUnfinishedReleases,
} from "./release-folder.ts";

const { sql, url } = testDatabase();
const root = mkdtempSync(path.join(tmpdir(), "vigie-releases-"));
afterAll(() => rmSync(root, { recursive: true }));

const dataDir = path.join(root, "data");
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
});

function write(file: string, content = ""): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** A folder that looks like a release. */
function makeFolder(name: string): string {
  const folder = path.join(root, name);
  write(path.join(folder, "package.json"), '{"name":"vigie","version":"2.0.0","engines":{"node":">=20.9.0"}}');
  for (const file of ["process/bootstrap.mjs", "process/launcher.mjs", "upgrade/hand-over.mjs"])
    write(path.join(folder, "server", file), name);
  write(path.join(folder, "drizzle/migrations/meta/_journal.json"), '{"entries":[]}');
  return folder;
}

const choose = (home: string, folder: string) =>
  writeRelease(dataDir, { folder, version: "2", since: "", home, homeFingerprint: fingerprintOf(home) });

describe("a start in the operator's folder", () => {
  test("does not run what a file of another user names", () => {
    const [home, next] = [makeFolder("home"), makeFolder("next")];
    choose(home, next);
    const file = path.join(dataDir, "release.json");
    const { uid } = statSync(file);
    expect(readTrustedJsonFile(file, uid)).toMatchObject({ folder: next });
    // Root's files are trusted by everybody; those of others only by themselves.
    expect(readTrustedJsonFile(file, uid + 1) === undefined).toBe(uid !== 0);
    if (process.getuid?.() !== 0) return;
    chownSync(file, 65_534, 65_534);
    expect(chooseRelease(home, dataDir)).toEqual({ folder: home });
  });

  test("runs the release that an upgrade chose, until the folder's own files change", () => {
    const [home, next] = [makeFolder("home"), makeFolder("next")];
    expect(chooseRelease(home, dataDir)).toEqual({ folder: home });
    choose(home, next);
    // What a build, an installation, the site and the operator add is no change.
    for (const made of [
      "node_modules/a.js",
      ".next/BUILD_ID",
      "var/site/x",
      "next-env.d.ts",
      ".git/HEAD",
      "public/own.txt",
    ])
      write(path.join(home, made), "made");
    expect(chooseRelease(home, dataDir)).toMatchObject({ folder: next });
    expect(chooseRelease(next, dataDir)).toEqual({ folder: next });
    write(path.join(home, "app/page.tsx"), "changed by git pull");
    expect(chooseRelease(home, dataDir)).toMatchObject({ folder: home, isObsolete: true });
  });

  test("runs the folder's own release if the chosen one is missing or its record is damaged", () => {
    const [home, next] = [makeFolder("home"), makeFolder("next")];
    choose(home, next);
    rmSync(next, { recursive: true });
    expect(chooseRelease(home, dataDir)).toMatchObject({ folder: home, line: expect.stringContaining("is missing") });
    write(path.join(dataDir, "release.json"), '{"folder":');
    expect(readRelease(dataDir)).toBeUndefined();
    expect(chooseRelease(home, dataDir)).toEqual({ folder: home });
  });

  test("finds the operator's files from another folder", () => {
    write(path.join(root, "home", "dkim.pem"));
    const env = environmentFor(path.join(root, "home"), dataDir, {
      NODE_ENV: "test",
      DKIM_KEY: "dkim.pem",
      BACKUP_TO: "s3://b/p",
    });
    expect(env).toMatchObject({
      DKIM_KEY: path.join(root, "home", "dkim.pem"),
      BACKUP_TO: "s3://b/p",
      DATA_DIR: dataDir,
    });
  });
});

describe("a release", () => {
  test("is a Vigie that can take over", () => {
    expect(() => inspectRelease(root)).toThrow("is not a folder of Vigie");
    const folder = makeFolder("old");
    expect(inspectRelease(folder).version).toMatch(/^2\.0\.0 \([0-9a-f]{7}\)$/);
    rmSync(path.join(folder, "server", "upgrade"), { recursive: true });
    expect(() => inspectRelease(folder)).toThrow("is older than `vigie upgrade`");
  });

  test("is not older than the running one", () => {
    const release = inspectRelease(makeFolder("next"));
    expect(() => checkVersion(release, { number: "2.0.1" })).toThrow(
      "Release 2.0.0 is older than 2.0.1, which is running",
    );
    for (const number of ["2.0.0", "1.10.0", "2.0.0-rc1"]) checkVersion(release, { number });
  });

  test("does not bring the operator's own changes of the program", () => {
    const folder = makeFolder("clone");
    const git = (...args: string[]) =>
      spawnSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", "-C", folder, ...args]);
    expect(describeLocalChanges(folder)).toBeUndefined();
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "Release");
    write(path.join(folder, "public/proof.txt"), "mine");
    expect(describeLocalChanges(folder)).toBeUndefined();
    write(path.join(folder, "server/process/launcher.mjs"), "mine");
    write(path.join(folder, "app/été.css"), "mine");
    expect(describeLocalChanges(folder)).toContain("server/process/launcher.mjs, app/été.css");
  });

  test("says before the installation that npm cannot reach its registry", () => {
    const folder = makeFolder("next");
    const env = { ...process.env, npm_config_registry: "http://127.0.0.1:9" };
    expect(describeRegistry({ folder }, env)).toContain("npm cannot reach its registry");
    expect(describeRegistry({ folder }, { ...env, npm_config_offline: "true" })).toBeUndefined();
    write(path.join(folder, "node_modules/.package-lock.json"));
    expect(describeRegistry({ folder }, env)).toBeUndefined();
  });

  test("leaves nothing incomplete on a full disk", () => {
    const folder = makeFolder("next");
    write(path.join(folder, "node_modules/.vigie-installed"));
    write(path.join(folder, ".next/half"));
    removeIncompleteParts(folder);
    expect([".next", "node_modules"].map((name) => existsSync(path.join(folder, name)))).toEqual([false, true]);
  });

  test("needs the Node and the room that it says", () => {
    const release = inspectRelease(makeFolder("next"));
    expect(() => checkNode(release, "20.8.1")).toThrow("needs Node >=20.9.0");
    checkNode(release, "20.9.0");
    expect(() => checkDisk(release, dataDir, 4e18)).toThrow(/MB free, and the upgrade needs \d+ MB/);
  });

  test("brings the files of the build before it, which open pages request, and not those before that", () => {
    const [first, second, third] = [makeFolder("first"), makeFolder("second"), makeFolder("third")];
    const file = (folder: string, name: string) => path.join(folder, ".next/static/chunks", name);
    write(file(first, "1.js"), "one");
    write(file(second, "2.js"), "two");
    write(file(third, "3.js"), "three");
    expect(carryBuildFiles(first, second)).toBe(1);
    expect(readFileSync(file(second, "1.js"), "utf8")).toBe("one");
    expect(carryBuildFiles(second, third)).toBe(1);
    expect([existsSync(file(third, "1.js")), existsSync(file(third, "2.js"))]).toEqual([false, true]);
    // Back: nothing is missing there.
    expect(carryBuildFiles(third, second)).toBe(1);
    expect(carryBuildFiles(third, second)).toBe(0);
  });

  test("brings the operator's own files in public/", () => {
    const [before, after] = [makeFolder("before"), makeFolder("after")];
    write(path.join(before, "public/proof.txt"), "mine");
    write(path.join(before, "public/icon.svg"), "old");
    write(path.join(after, "public/icon.svg"), "new");
    // As in a copy of the folder by hard links.
    write(path.join(before, "public/same.svg"), "same");
    linkSync(path.join(before, "public/same.svg"), path.join(after, "public/same.svg"));
    carryPublicFiles(before, after);
    expect(readFileSync(path.join(after, "public/proof.txt"), "utf8")).toBe("mine");
    expect(readFileSync(path.join(after, "public/icon.svg"), "utf8")).toBe("new");
  });

  test("is removed once nothing runs it or returns to it", () => {
    for (const name of ["a", "b", "c", "d.part"]) write(path.join(dataDir, "releases", name, "x"));
    removeUnfinishedReleases(dataDir);
    expect(existsSync(path.join(dataDir, "releases", "d.part"))).toBe(false);
    write(path.join(dataDir, "releases", "d.part", "x"));
    const kept = ["a", "b"].map((name) => path.join(dataDir, "releases", name));
    expect(removeOtherReleases(dataDir, kept).sort()).toEqual(["c", "d.part"]);
  });

  test("stays, and is on probation, where DATA_DIR is a link: its process knows its folder without the link", () => {
    const link = `${dataDir}-link`;
    symlinkSync(dataDir, link);
    for (const name of ["a", "b", "c"]) write(path.join(dataDir, "releases", name, "server/process/start.ts"));
    const [failed, previous] = ["a", "b"].map((name) => path.join(link, "releases", name));
    const [at, version] = [new Date().toISOString(), "1"];
    const before = { folder: previous ?? "", version, since: at };
    const choice = { home: dataDir, homeFingerprint: "", previous: before, mayReturn: true };
    writeRelease(dataDir, { folder: failed ?? "", version, since: at, ...choice });
    const returnAfterDeath = followProbation(dataDir);
    const own = realpathSync(failed ?? "");
    expect([1, 2, 3].map(() => returnAfterDeath(own)?.release.folder)).toEqual([undefined, undefined, previous]);
    expect(removeOtherReleases(link, [failed ?? "", realpathSync(previous ?? "")])).toEqual(["c"]);
  });
});

describe("a release and the database", () => {
  const all = knownMigrations();
  const newest = all.at(-1)?.tag ?? "";
  const release = (migrations: typeof all, tolerance: InspectedRelease["tolerance"] = {}): InspectedRelease => ({
    ...{ folder: "/srv/next", number: "2.0.0", version: "2", fingerprint: "", migrations, tolerance },
  });
  const more = [...all, { idx: all.length, when: 4_000_000_000_000, tag: "9999_next" }];

  test.each([
    ["the running code tolerates it", newest, []],
    ["it is a contract step", null, ["9999_next"]],
    ["only newer code tolerates it", "9999_next", ["9999_next"]],
  ])("are compared: a new migration, %s", async (_what, since, intolerable) => {
    const next = release(more, { "9999_next": { since, why: "a test" } });
    const compared = await compareMigrations(sql, next, { migrations: all });
    expect(compared).toEqual({ pending: ["9999_next"], intolerable, unknown: 0 });
  });

  test("are compared: what `vigie check` finds is said, and does not stop the upgrade", async () => {
    const { signal } = new AbortController();
    expect(await describeFindings(url, signal)).toBeUndefined();
    await sql`insert into settings (key, value) values ('site.colour', '"red"')`;
    expect(await describeFindings(url, signal)).toContain("site.colour is not a setting of this version");
    await sql`delete from settings where key = 'site.colour'`;
    // As many as the time allows.
    expect(await runChecks(url, signal, 0)).toEqual({ checks: 0, total: 0, findings: [] });
  });

  test("are compared: an older release, which tolerates what came after it", async () => {
    const older = release(all.filter(({ tag }) => tag !== newest));
    expect(await compareMigrations(sql, older, { migrations: all })).toMatchObject({ pending: [], unknown: 1 });
    const tooOld = release(all.slice(0, 10));
    await expect(compareMigrations(sql, tooOld, { migrations: all })).rejects.toThrow("is older than the database");
  });
});
