import { readFile } from "node:fs/promises";
import { join } from "node:path";

let domainLists: Promise<{ exact: Set<string>; families: string[] }> | undefined;

/**
 * 2.4 MB of domains: read once, at the first registration. They are files, not modules: of an imported list, the bundler
 * makes a getter for each of its 122,000 domains, which took 40 MB of the heap of the thread in which Next runs.
 */
async function loadDomainLists() {
  const [exact, families] = await Promise.all([readList("index"), readList("wildcard")]);
  return { exact: new Set(exact), families };
}

/** The working folder is the program's folder (server/process/launcher.mjs). */
async function readList(name: string): Promise<string[]> {
  const file = join(process.cwd(), "node_modules", "disposable-email-domains", `${name}.json`);
  return JSON.parse(await readFile(/* turbopackIgnore: true */ file, "utf8"));
}

/** Whether an address belongs to a disposable mail service (the package's list; its wildcards cover subdomains). */
export async function isDisposableEmail(email: string): Promise<boolean> {
  domainLists ??= loadDomainLists().catch((error: unknown) => {
    domainLists = undefined;
    throw error;
  });
  const { exact, families } = await domainLists;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  return exact.has(domain) || families.some((family) => domain === family || domain.endsWith(`.${family}`));
}
