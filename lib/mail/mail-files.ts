import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "../env.ts";

/** The folder of the mails that are written instead of sent. */
export const mailFolder = (): string => join(env().DATA_DIR, "mail");

/** Writes a composed mail to DATA_DIR/mail/*.eml. The file appears when it is complete; names sort by time. */
export async function storeMailFile(message: Buffer): Promise<void> {
  const folder = mailFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${new Date().toISOString().replace(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;
  const hidden = join(folder, `.${name}.tmp`);
  await writeFile(hidden, message, { mode: 0o600 });
  await rename(hidden, join(folder, `${name}.eml`));
}
