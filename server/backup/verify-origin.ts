import { createHash } from "node:crypto";
import { isSigned, readIndexHeader } from "#features/backup/pictures/archive-index.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { loadStoredSecret } from "../process/secrets.ts";
import type { ArchiveSource } from "./archive-source.ts";

/** Passes the bytes of an archive on; `digest` is their SHA-256 when all were read. */
export function hashSource({ stream }: ArchiveSource): { stream: AsyncIterable<Uint8Array>; digest(): string } {
  const hash = createHash("sha256");
  async function* read() {
    for await (const bytes of stream) {
      hash.update(bytes);
      yield bytes;
    }
  }
  return { stream: read(), digest: () => hash.digest("hex") };
}

/**
 * Compares an archive that was read with the index beside it. Returns whether the secret of this DATA_DIR proves that the
 * site made it; undefined if it has no index, as one that was made by hand.
 * @throws OperatorError if the index is of another content
 */
export async function verifyOrigin(
  { destination, name }: ArchiveSource,
  sha256: string,
  dataDir: string,
): Promise<boolean | undefined> {
  if (!destination || name === undefined) return undefined;
  const header = await readIndexHeader(destination, name).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!header) return undefined;
  if (header.archiveSha256 === undefined) return false;
  if (header.archive !== name || header.archiveSha256 !== sha256)
    throw new OperatorError(
      `The backup ${name} does not match its index: one of the two was changed or replaced. If you trust it, copy it to another folder without its index, and use that copy.`,
    );
  return loadStoredSecret(dataDir) && isSigned(header);
}
