import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "@playwright/test";
import { OperatorError } from "#lib/operator-error.ts";
import { cachedHeadlessShell, fetchHeadlessShell } from "./headless-shell.ts";

/**
 * Paths at which systems install a Chromium or Chrome that Playwright can drive. The headless shell comes first: it is what Playwright downloads, and
 * it saves rendering the browser's own interface (a fifth of the journeys' time).
 */
const systemBrowsers = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A download without data for this long is abandoned (milliseconds). */
const stallTimeoutMs = 30_000;
const downloadTimeoutMs = 4 * 60_000;
const packageTimeoutMs = 8 * 60_000;

/** Flags: no traffic of the browser's own, and no sandbox where the kernel denies it to root. */
export const browserArgs = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-dev-shm-usage",
];

/** Finds an installed browser: VIGIE_BROWSER, else Playwright's own (undefined), else the system's. */
export function installedBrowser(): string | undefined {
  if (process.env.VIGIE_BROWSER !== undefined) return process.env.VIGIE_BROWSER || undefined;
  if (existsSync(chromium.executablePath())) return undefined;
  return cachedHeadlessShell() ?? systemBrowsers.find((path) => existsSync(path));
}

/**
 * Finds a browser that actually starts, and installs one if there is none: Playwright's own, else the system's, else Debian's package (as root).
 * Returns its path, or undefined for Playwright's own. Throws an OperatorError that says what to install.
 */
export async function findBrowser(say: (line: string) => void): Promise<string | undefined> {
  const configured = process.env.VIGIE_BROWSER;
  if (configured) {
    if (await starts(configured)) return configured;
    throw new OperatorError(`VIGIE_BROWSER=${configured} does not start: name a Chromium or Chrome, or unset it.`);
  }
  if (await starts(undefined)) return undefined;
  say("Fetching Playwright's browser.");
  const cli = join(dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")), "cli.js");
  const fetched = await run(process.execPath, [cli, "install", "chromium", "--only-shell"], downloadTimeoutMs);
  if (fetched && (await starts(undefined))) return undefined;
  const shell = existsSync("/usr/bin/chromium-headless-shell") ? undefined : await fetchHeadlessShell(say);
  for (const path of [...(shell ? [shell] : []), ...systemBrowsers]) {
    if (existsSync(path) && (await starts(path))) {
      say(`Playwright's browser cannot be had here: using ${path}.`);
      return path;
    }
  }
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    await run("apt-get", ["update", "-q"], packageTimeoutMs);
    for (const name of ["chromium-headless-shell", "chromium"]) {
      say(`Installing Debian's package ${name}.`);
      await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", name], packageTimeoutMs);
      if (await starts(`/usr/bin/${name}`)) return `/usr/bin/${name}`;
    }
  }
  throw new OperatorError(
    "There is no browser for the journeys: install Chromium or Chrome, or set VIGIE_BROWSER to the program's path.",
  );
}

async function starts(executablePath: string | undefined): Promise<boolean> {
  try {
    const browser = await chromium.launch({ executablePath, args: browserArgs, timeout: 30_000 });
    const page = await browser.newPage();
    await page.setContent("<p>ready</p>");
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end; false if it fails, prints nothing for too long or takes too long. */
function run(command: string, args: string[], limit: number): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    const stop = () => child.kill("SIGKILL");
    const whole = setTimeout(stop, limit);
    let silence = setTimeout(stop, stallTimeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", () => {
        clearTimeout(silence);
        silence = setTimeout(stop, stallTimeoutMs);
      });
    }
    child.once("error", () => resolve(false));
    child.once("close", (code) => {
      clearTimeout(whole);
      clearTimeout(silence);
      resolve(code === 0);
    });
  });
}
