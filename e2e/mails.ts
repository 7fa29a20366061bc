import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "./fixtures.ts";

/** The newest mail to an address that says this, once it is there: DATA_DIR is that of the site under test. */
export async function mailTo(email: string, says: RegExp): Promise<string> {
  const folder = join(process.env.DATA_DIR ?? ".data", "mail");
  const find = () =>
    // The folder comes with the site's first mail.
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith(".eml"))
      .sort()
      .map((name) =>
        readFileSync(join(folder, name), "utf8")
          .replace(/=\r?\n/g, "")
          .replaceAll("=3D", "="),
      )
      .findLast((text) => text.includes(`To: ${email}`) && says.test(text));
  await expect.poll(find, { timeout: 20_000, message: `a mail to ${email} with ${says}` }).toBeTruthy();
  return find() ?? "";
}

/** The link of the newest mail to an address. */
export async function mailedLink(email: string, path: string): Promise<string> {
  const link = new RegExp(`${path}\\?token=[\\w-]{43}`);
  return link.exec(await mailTo(email, link))?.[0] ?? "";
}
