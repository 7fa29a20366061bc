import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SecretName, secretNames } from "#features/backup/archive/archive-format.ts";

const environment = { "auth-secret": "AUTH_SECRET", "actions-key": "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY" } as const;

const replacedName = (name: SecretName, time: string) => `${name}.before-${time}`;

/** Stores a secret key of an archive in the folder in which it waits. */
export function stageSecret(folder: string, name: SecretName, bytes: Uint8Array): void {
  const secret = Buffer.from(bytes).toString("utf8").trim();
  writeFileSync(join(folder, name), secret, { mode: 0o600, flush: true });
}

/**
 * Puts the secret keys that wait in a folder in place; the present ones are kept beside them. After a kill it can be
 * called again. Returns sentences about what the operator has to know.
 */
export function applySecrets(folder: string, dataDir: string, time: string): string[] {
  const notes: string[] = [];
  for (const name of secretNames) {
    const staged = join(folder, name);
    if (!existsSync(staged)) continue;
    const secret = readFileSync(staged, "utf8");
    const file = join(dataDir, name);
    if (existsSync(file) && readFileSync(file, "utf8").trim() !== secret) {
      renameSync(file, join(dataDir, replacedName(name, time)));
      notes.push(`The file ${name} was replaced; the old one is ${replacedName(name, time)}.`);
    }
    renameSync(staged, file);
    const variable = environment[name];
    if (process.env[variable] && process.env[variable] !== secret)
      notes.push(`${variable} is set to another key than the backup's and takes precedence over the file ${name}.`);
  }
  return notes;
}

/** Copies the secret keys that were replaced at a time into the folder in which they wait to be put back. */
export function stageReplacedSecrets(folder: string, dataDir: string, time: string): void {
  for (const name of secretNames) {
    const replaced = join(dataDir, replacedName(name, time));
    if (existsSync(replaced)) stageSecret(folder, name, readFileSync(replaced));
  }
}

/** Deletes the secret keys that were replaced at a time. */
export function removeReplacedSecrets(dataDir: string, time: string): void {
  for (const name of secretNames) rmSync(join(dataDir, replacedName(name, time)), { force: true });
}
