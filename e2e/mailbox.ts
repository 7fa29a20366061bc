import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "./fixtures.ts";

/** Waits for the newest mail to an address that matches `says`. DATA_DIR is that of the site under test. */
export async function findMailTo(email: string, says: RegExp): Promise<string> {
  const folder = join(process.env.DATA_DIR ?? ".data", "mail");
  const find = () =>
    // The folder is created with the site's first mail.
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith(".eml"))
      .sort()
      .map((name) => decodeMail(readFileSync(join(folder, name), "latin1")))
      .findLast((text) => text.includes(`To: ${email}`) && says.test(text));
  await expect.poll(find, { timeout: 20_000, message: `a mail to ${email} with ${says}` }).toBeTruthy();
  return find() ?? "";
}

/** A mail's text without its encoding (quoted-printable). */
function decodeMail(mail: string): string {
  const bytes = mail
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The link of the newest mail to an address. */
export async function findMailedLink(email: string, path: string): Promise<string> {
  const link = new RegExp(`${path}\\?token=[\\w-]{43}`);
  return link.exec(await findMailTo(email, link))?.[0] ?? "";
}
