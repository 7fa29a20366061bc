/**
 * A failure that the operator can understand and repair: its message is one clear line (what happened, what to do),
 * shown without a stack trace.
 */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  /** Of a command that ends with it. */
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The line to show for any error at start-up: a full disk or a missing permission is named instead of a code. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Drizzle puts the statement and its values before the database's message.
  if (error.message.startsWith("Failed query") && error.cause) return sayError(error.cause);
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path ? ` (${path})` : "";
  // PostgreSQL reports a block of which only a part could be written (disk_full) in other words.
  if (code === "ENOSPC" || /no space left on device|: wrote only \d+ of \d+ bytes/i.test(error.message))
    return `The disk is full${where}: make room, then start again. Nothing was lost.`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return `No permission to write${where}: check the owner of the folder, or set DATA_DIR to one that you may write to.`;
  if (code === "ENOTDIR" || code === "EEXIST")
    return `There is a file where a folder should be${where}: move it away, or set DATA_DIR to another folder.`;
  // postgres.js's codes for a lost connection, and PostgreSQL's for one that it ended.
  if (/^(ECONNRE|CONNECTION_|57P0)/.test(code ?? ""))
    return `The database went away (${error.message}): see that it runs, then start again.`;
  return error.message;
}
