import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { type Command, Option } from "commander";
import type { DecryptionKeys } from "#features/backup/encryption/decryption.ts";
import { type EncryptionKeys, environmentKeys, isEncrypting } from "#features/backup/encryption/encryption.ts";
import { env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { resolveFromCaller } from "./run-command.ts";

interface PassphraseOptions {
  passphraseStdin?: boolean;
  passphraseFile?: string;
}

export interface EncryptionOptions extends PassphraseOptions {
  recipient?: string[];
}

export interface DecryptionOptions extends PassphraseOptions {
  identity?: string;
}

/** Adds the options that encrypt a backup. */
export function addEncryptionOptions(command: Command): Command {
  return addPassphraseOptions(command).addOption(
    new Option("--recipient <age1…>", "encrypt for the owner of this public key of age; may be repeated").argParser(
      (value: string, earlier: string[] = []) => [...earlier, value],
    ),
  );
}

/** Adds the options that decrypt a backup. */
export function addDecryptionOptions(command: Command): Command {
  return addPassphraseOptions(command).option(
    "--identity <file>",
    "the file of a secret key of age that opens the backup",
  );
}

function addPassphraseOptions(command: Command): Command {
  return command
    .option("--passphrase-stdin", "read the passphrase from the first line of standard input")
    .option("--passphrase-file <file>", "read the passphrase from the first line of a file");
}

/** What to encrypt with: the options, else BACKUP_PASSPHRASE or BACKUP_RECIPIENT. Throws an OperatorError if they contradict each other. */
export async function readEncryptionKeys(options: EncryptionOptions): Promise<EncryptionKeys> {
  const passphrase = await readPassphrase(options);
  const recipients = options.recipient ?? [];
  if (passphrase !== undefined && recipients.length > 0)
    throw new OperatorError("A backup is encrypted with a passphrase or for recipients: give one of them.");
  if (passphrase !== undefined) return { passphrase };
  if (recipients.length > 0) return { recipients };
  return environmentKeys(env());
}

/**
 * What may open a backup: the options, else BACKUP_PASSPHRASE. A backup has to be encrypted if its name or an option says
 * so, or if it is in a bucket and this environment encrypts what goes there.
 * @param address the backup's file, or its address in a bucket
 */
export async function readDecryptionKeys(address: string, options: DecryptionOptions): Promise<DecryptionKeys> {
  const given = await readPassphrase(options);
  const ofEnvironment = environmentKeys(env());
  const passphrase = given ?? ofEnvironment.passphrase;
  const identities = options.identity === undefined ? [] : readIdentities(resolveFromCaller(options.identity));
  const isBucket = /^s3:\/\//i.test(address);
  const isRequired =
    given !== undefined ||
    identities.length > 0 ||
    address.endsWith(".age") ||
    (isBucket && isEncrypting(ofEnvironment));
  return { ...(passphrase !== undefined && { passphrase }), identities, isRequired };
}

async function readPassphrase({ passphraseStdin, passphraseFile }: PassphraseOptions): Promise<string | undefined> {
  if (!passphraseStdin && passphraseFile === undefined) return undefined;
  const source = passphraseStdin
    ? await text(process.stdin)
    : readFileSync(resolveFromCaller(passphraseFile ?? ""), "utf8");
  const passphrase = source.split(/\r?\n/, 1)[0] ?? "";
  if (passphrase === "") throw new OperatorError("The passphrase is empty.");
  return passphrase;
}

/** The keys in a file as `age-keygen` writes it: comments, and a key per line. */
function readIdentities(file: string): string[] {
  const keys = readFileSync(file, "utf8").match(/^AGE-SECRET-KEY-[A-Z0-9-]{1,4000}$/gm);
  if (!keys)
    throw new OperatorError(`${file} contains no secret key of age: it must be a file that \`age-keygen\` wrote.`);
  return keys;
}
