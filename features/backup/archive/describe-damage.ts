import { OperatorError } from "#lib/operator-error.ts";
import { DecryptionError, WrongKeyError } from "../encryption/decryption.ts";
import { WorkFactorError } from "../encryption/passphrase.ts";
import { DamagedArchiveError } from "./open-archive.ts";
import { TarError } from "./tar.ts";

/** Turns what went wrong while an archive was read into one sentence; any other error is returned as it is. */
export function describeDamage(error: unknown): unknown {
  const reason = reasonOf(error);
  return reason === undefined ? error : new OperatorError(`The backup ${reason}.`, { cause: error });
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof DamagedArchiveError) return error.message;
  if (error instanceof TarError) return `is damaged: ${error.message}`;
  if (error instanceof DecryptionError) return `is damaged: ${error.message}`;
  if (error instanceof WorkFactorError)
    return `asks for more work than this version does for a passphrase (${error.message}): decrypt it with \`age -d\` if you trust it`;
  if (error instanceof WrongKeyError)
    return "is encrypted, and no key that was given opens it: use --passphrase-file, --passphrase-stdin, --identity or BACKUP_PASSPHRASE";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return "is incomplete: its end is missing";
  if (code === "ZSTD_error_frameParameter_windowTooLarge") return "needs too much memory to be decompressed";
  if (code.startsWith("ZSTD_") || code === "ERR_ZSTD_DECOMPRESSION_FAILED")
    return "is damaged: it cannot be decompressed";
  return undefined;
}
