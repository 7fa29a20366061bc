import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { root } from "./run-program.ts";

const exec = promisify(execFile);

/** Debian's Chromium, whose data and libraries the shell uses. */
const chromiumFolder = "/usr/lib/chromium";
const cache = join(root, "node_modules", ".cache", "headless-shell");
const timeoutMs = 60_000;

/** Reads Debian's version of the installed package; undefined if there is none. */
async function readChromiumVersion(): Promise<string | undefined> {
  if (!existsSync(join(chromiumFolder, "icudtl.dat")) || !existsSync("/usr/bin/apt-get")) return undefined;
  try {
    // The package's name, a tab, its version.
    return (await exec("dpkg-query", ["--show", "chromium"])).stdout.trim().split("\t")[1];
  } catch {
    return undefined;
  }
}

/** Returns the shell unpacked by an earlier run. */
export function cachedHeadlessShell(): string | undefined {
  const found = existsSync(cache) ? readdirSync(cache).map((version) => shellIn(join(cache, version))) : [];
  return found.find((path) => existsSync(path));
}

const shellIn = (folder: string) => join(folder, chromiumFolder, "chromium-headless-shell");

/**
 * Downloads the headless shell of the same version as Debian's Chromium, which needs a third less CPU. Its package is unpacked under node_modules;
 * the system stays unchanged. Returns the path; undefined if it is not available.
 */
export async function fetchHeadlessShell(say: (line: string) => void): Promise<string | undefined> {
  const version = await readChromiumVersion();
  if (!version) return undefined;
  const folder = join(cache, version.replaceAll(/[^\w.~+-]/g, "_"));
  if (existsSync(shellIn(folder))) return shellIn(folder);
  say("Fetching Chromium's headless shell.");
  mkdirSync(dirname(cache), { recursive: true });
  // Unpacked beside its place and moved there whole, so that an interrupted run leaves nothing that looks complete.
  const download = mkdtempSync(join(dirname(cache), "headless-shell-"));
  try {
    const args = ["download", "-q", `chromium-headless-shell=${version}`];
    await exec("/usr/bin/apt-get", args, { cwd: download, timeout: timeoutMs });
    const [file] = readdirSync(download);
    if (!file) return undefined;
    const unpacked = join(download, "unpacked");
    await exec("dpkg-deb", ["--extract", join(download, file), unpacked], { timeout: timeoutMs });
    const own = join(unpacked, chromiumFolder);
    for (const name of readdirSync(chromiumFolder))
      if (!existsSync(join(own, name))) symlinkSync(join(chromiumFolder, name), join(own, name));
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    renameSync(unpacked, folder);
    return shellIn(folder);
  } catch {
    // Another run may have put it there meanwhile.
    return existsSync(shellIn(folder)) ? shellIn(folder) : undefined;
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}
