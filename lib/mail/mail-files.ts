import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, opendir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "../env.ts";

/** The folder of the mails that are written instead of sent. */
export const mailFolder = (): string => join(env().DATA_DIR, "mail");

/** Long enough to look at yesterday's mails and those of a test; they hold addresses and personal links. */
export const mailFileDays = 30;

/** A mail's id is the name of its file without `.eml`: the moment, so that ids sort by time, and a random part. */
const idPattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-[0-9a-f]{8}$/;
const unfinishedPattern = /^\.\d{4}-\d\d-\d\dT[\w-]{1,40}\.tmp$/;
const momentOf = (at: Date) => at.toISOString().replace(/[:.]/g, "-");

/** Whether a text is a mail's id. An id has no character that could lead out of the folder. */
export const isMailFileId = (text: string): boolean => idPattern.test(text);

/** When the mail with this id was written. */
export function mailFileDate(id: string): Date {
  const [date = "", time = ""] = id.split("T");
  return new Date(`${date}T${time.slice(0, 8).replaceAll("-", ":")}.${time.slice(9, 12)}Z`);
}

/** Writes a composed mail to DATA_DIR/mail/*.eml. The file appears when it is complete. */
export async function storeMailFile(message: Buffer): Promise<void> {
  const folder = mailFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const id = `${momentOf(new Date())}-${randomUUID().slice(0, 8)}`;
  const hidden = join(folder, `.${id}.tmp`);
  await writeFile(hidden, message, { mode: 0o600 });
  await rename(hidden, join(folder, `${id}.eml`));
}

/**
 * The ids of the newest mails, or of the newest before one. Reads all names of the folder, and keeps only as many as are
 * needed at a time.
 */
export async function listMailFiles(limit: number, before?: string): Promise<string[]> {
  let newest: string[] = [];
  let oldestKept = "";
  for await (const name of fileNames()) {
    const id = name.endsWith(".eml") ? name.slice(0, -4) : "";
    if (id <= oldestKept || (before !== undefined && id >= before) || !isMailFileId(id)) continue;
    newest.push(id);
    if (newest.length < 4 * limit) continue;
    newest = newest.sort().slice(-limit);
    oldestKept = newest[0] ?? "";
  }
  return newest.sort().slice(-limit).reverse();
}

/**
 * Reads the beginning of a mail, at most `maxBytes` of it; undefined if there is none. Only a plain file is read.
 *
 * @returns the bytes, and the size of the whole file
 */
export async function readMailFile(id: string, maxBytes: number): Promise<{ bytes: Buffer; size: number } | undefined> {
  if (!isMailFileId(id)) return undefined;
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(mailFolder(), `${id}.eml`), flags).catch(() => undefined);
  if (!file) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return undefined;
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.min(stat.size, maxBytes)), position: 0 });
    return { bytes: buffer.subarray(0, bytesRead), size: stat.size };
  } finally {
    await file.close();
  }
}

/** Deletes the mails written before a moment, and what a stopped process left unfinished. Returns their number. */
export async function deleteMailFilesBefore(moment: Date): Promise<number> {
  const limit = momentOf(moment);
  let count = 0;
  for await (const name of fileNames()) {
    const isMail = name.endsWith(".eml") && isMailFileId(name.slice(0, -4)) && name < limit;
    const isUnfinished = unfinishedPattern.test(name) && name.slice(1) < limit;
    if (!isMail && !isUnfinished) continue;
    await rm(join(mailFolder(), name), { force: true });
    count += 1;
  }
  return count;
}

async function* fileNames(): AsyncGenerator<string> {
  const folder = await opendir(mailFolder(), { bufferSize: 1_024 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (folder) for await (const { name } of folder) yield name;
}
