import { createHash } from "node:crypto";
import { OperatorError } from "#lib/operator-error.ts";
import { type BackupDestination, readSmallFile } from "../destinations/destination.ts";
import { type DecryptionKeys, decryptStream, WrongKeyError } from "../encryption/decryption.ts";
import { type EncryptionKeys, encryptStream } from "../encryption/encryption.ts";

/**
 * The pictures at a destination that one key opens, in a folder of their own: `pictures`, or `pictures-ID` if they are
 * encrypted. After a change of the key, pictures are stored again in another folder, so that whoever has the new key can
 * read every picture of a new archive.
 *
 * A passphrase is slow to try on purpose. So it encrypts only a key (`pictures-ID.key.age`), which opens the pictures.
 */
export interface PictureSet {
  folder: string;
  /** Who can read its pictures; empty if they are not encrypted. */
  recipients: readonly string[];
}

const plainFolder = "pictures";
/** A key has 74 characters. */
const maxKeyBytes = 1_024;
const keyPattern = /^(pictures-[0-9a-f]{16})\.key\.age$/;
const setFilePattern = /^(pictures-[0-9a-f]{16})\.(?:key\.age|recipients\.txt)$/;

/** The folder that a file beside it belongs to, with its key or its recipients; undefined for another file. */
export const setFileFolder = (name: string): string | undefined => setFilePattern.exec(name)?.[1];

const folderOf = (recipients: readonly string[]) =>
  `${plainFolder}-${createHash("sha256")
    .update([...recipients].sort().join("\n"))
    .digest("hex")
    .slice(0, 16)}`;

/** The name of a picture in a set: by its content, so that it is stored once and never changes. */
export const pictureName = ({ folder, recipients }: PictureSet, sha256: string): string =>
  `${folder}/${sha256.slice(0, 2)}/${sha256}${recipients.length > 0 ? ".age" : ""}`;

/** Finds the set of a destination that the keys ask for; with a passphrase for the first time, makes its key. */
export async function openPictureSet(
  destination: BackupDestination,
  { passphrase, recipients = [] }: EncryptionKeys,
): Promise<PictureSet> {
  if (passphrase === undefined && recipients.length === 0) return { folder: plainFolder, recipients: [] };
  if (passphrase === undefined) {
    const folder = folderOf(recipients);
    await destination.write(`${folder}.recipients.txt`, streamOf(`${recipients.join("\n")}\n`));
    return { folder, recipients };
  }
  const { generateX25519Identity } = await import("age-encryption");
  for await (const { folder, identity } of openKeyFiles(destination, passphrase))
    return { folder, recipients: [await recipientOf(identity)] };
  const identity = await generateX25519Identity();
  const recipient = await recipientOf(identity);
  const folder = folderOf([recipient]);
  await destination.write(`${folder}.key.age`, encryptStream(streamOf(`${identity}\n`), { passphrase }));
  return { folder, recipients: [recipient] };
}

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function recipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import("age-encryption");
  return identityToRecipient(identity);
}

/** The keys of sets that a passphrase opens. */
async function* openKeyFiles(destination: BackupDestination, passphrase: string) {
  for await (const { name } of destination.list("")) {
    const folder = keyPattern.exec(name)?.[1];
    if (!folder) continue;
    try {
      const text = await readSmallFile(decryptStream(destination.open(name), { passphrase }), maxKeyBytes);
      yield { folder, identity: text.toString("latin1").trim() };
    } catch (error) {
      if (!(error instanceof WrongKeyError)) throw error;
    }
  }
}

/**
 * Opens the pictures that an archive refers to, for a restore. Returns a function that reads one by its hash; it throws
 * an error with the code ENOENT for one that is not there.
 *
 * @param folder the set, as the archive's index says
 */
export async function openPictures(
  destination: BackupDestination,
  folder: string,
  { passphrase, identities = [] }: DecryptionKeys,
): Promise<(sha256: string) => AsyncIterable<Uint8Array>> {
  if (folder === plainFolder) return (sha256) => destination.open(pictureName({ folder, recipients: [] }, sha256));
  const keys = [...identities];
  if (passphrase !== undefined)
    for await (const found of openKeyFiles(destination, passphrase))
      if (found.folder === folder) keys.push(found.identity);
  if (keys.length === 0)
    throw new OperatorError(`The pictures in ${destination.location} are encrypted, and this key does not open them.`);
  return (sha256) =>
    decryptStream(destination.open(pictureName({ folder, recipients: ["age"] }, sha256)), { identities: keys });
}
