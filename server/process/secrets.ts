import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "#lib/operator-error.ts";

/**
 * Creates the keys that must outlive the process, once, and stores them in DATA_DIR (mode 0600); a value set by the
 * operator takes precedence. Sets process.env, where Next and the sign-in read them. AUTH_SECRET signs sessions.
 * NEXT_SERVER_ACTIONS_ENCRYPTION_KEY (32 bytes, base64, Next's format) also determines the names of server actions:
 * with the same key a form that was open during an upgrade still works. Throws an OperatorError for a node of a cluster
 * without them: its own would not be those of the other nodes.
 */
export function loadSecrets(dataDir: string): void {
  const { VIGIE_CLUSTER, AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY } = process.env;
  if (VIGIE_CLUSTER === "1" && !(AUTH_SECRET && NEXT_SERVER_ACTIONS_ENCRYPTION_KEY))
    throw new OperatorError(
      "VIGIE_CLUSTER=1 needs AUTH_SECRET and NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, the same on every node: set both.",
    );
  process.env.AUTH_SECRET ||= readOrCreateSecret(path.join(dataDir, "auth-secret"));
  process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ||= readOrCreateSecret(path.join(dataDir, "actions-key"));
}

/** Sets AUTH_SECRET to what an earlier start has stored, without creating one. Returns whether it is set. */
export function loadStoredSecret(dataDir: string): boolean {
  const stored = readSecret(path.join(dataDir, "auth-secret"));
  // An undefined value would become the text "undefined".
  if (stored) process.env.AUTH_SECRET ||= stored;
  return Boolean(process.env.AUTH_SECRET);
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

function readOrCreateSecret(file: string): string {
  const known = readSecret(file);
  if (known !== undefined) return known;
  const secret = randomBytes(32).toString("base64");
  // Never stores half a key: on a full disk the write fails before the file has its final name.
  writeFileSync(`${file}.part`, secret, { mode: 0o600 });
  renameSync(`${file}.part`, file);
  return secret;
}
