import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checkPort } from "../process/port.ts";
import { findProgram, TrackedProcess } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";

const sample = path.resolve(import.meta.dirname, "../../docs/proxies/varnish.vcl");

export const varnishSecrets = { edge: "EDGE-SECRET-OF-16-CHARACTERS", purge: "PURGE-TOKEN-OF-16-CHARACTERS" };

/** A Varnish with the site's sample, unchanged except for the site's port. */
export interface TestVarnish {
  url: string;
  stop(): Promise<void>;
}

/** Starts Varnish in front of a site; undefined if this machine has none, or not the module for purging by key. */
export async function startVarnish(sitePort: number, ownPort = 0): Promise<TestVarnish | undefined> {
  const varnishd = findProgram("varnishd");
  if (!varnishd) return undefined;
  const folder = createTestFolder();
  const vcl = path.join(folder, "site.vcl");
  writeFileSync(vcl, readFileSync(sample, "utf8").replace('.port = "3000"', `.port = "${sitePort}"`));
  const port = await checkPort(ownPort, "127.0.0.1");
  // `-j none`: without another user, who may not enter the test's folder.
  const args = ["-F", "-j", "none", "-n", path.join(folder, "work"), "-a", `127.0.0.1:${port}`, "-s", "malloc,32m"];
  const varnish = new TrackedProcess(varnishd, [...args, "-f", vcl], { log: path.join(folder, "varnish.log") });
  const url = `http://127.0.0.1:${port}`;
  try {
    await varnish.until("Varnish answers", () =>
      fetch(`${url}/servez`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
  } catch (error) {
    const output = readFileSync(varnish.log, "utf8");
    await varnish.kill();
    removeTestFolder(folder);
    if (/Could not load VMOD xkey|gcc: (?:command )?not found/.test(output)) return undefined;
    throw error;
  }
  return {
    url,
    async stop() {
      await varnish.stop();
      removeTestFolder(folder);
    },
  };
}
