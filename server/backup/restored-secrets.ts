import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SecretName, secretNames } from "#features/backup/archive/archive-format.ts";

const environment = { "auth-secret": "AUTH_SECRET", "actions-key": "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY" } as const;

/** The secret keys of an archive on their way into DATA_DIR. */
export class RestoredSecrets {
  readonly #dataDir: string;
  readonly #received = new Map<SecretName, string>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  receive(name: SecretName, bytes: Uint8Array): void {
    this.#received.set(name, Buffer.from(bytes).toString("utf8").trim());
  }

  /** Writes them beside the present ones, so that `apply` needs only renames. */
  prepare(): void {
    for (const [name, secret] of this.#received)
      writeFileSync(this.#pathOf(name, ".restored"), secret, { mode: 0o600, flush: true });
  }

  /** Puts them in place. The present ones are kept beside them. Returns sentences about what the operator has to know. */
  apply(time: string): string[] {
    const notes: string[] = [];
    for (const [name, secret] of this.#received) {
      const file = this.#pathOf(name);
      const isOther = existsSync(file) && readFileSync(file, "utf8").trim() !== secret;
      if (isOther) {
        renameSync(file, this.#pathOf(name, `.before-${time}`));
        notes.push(`The file ${name} was replaced; the old one is ${name}.before-${time}.`);
      }
      renameSync(this.#pathOf(name, ".restored"), file);
      const variable = environment[name];
      if (process.env[variable] && process.env[variable] !== secret)
        notes.push(`${variable} is set to another key than the backup's and takes precedence over the file ${name}.`);
    }
    return notes;
  }

  close(): void {
    for (const name of secretNames) rmSync(this.#pathOf(name, ".restored"), { force: true });
  }

  #pathOf(name: SecretName, ending = ""): string {
    return join(this.#dataDir, name + ending);
  }
}
