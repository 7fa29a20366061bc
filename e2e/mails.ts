import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "./fixtures.ts";

/** The link of the newest mail to an address, once it is there: DATA_DIR is that of the site under test. */
export async function mailedLink(email: string, path: string): Promise<string> {
  const folder = join(process.env.DATA_DIR ?? ".data", "mail");
  const found = () => {
    // The folder comes with the site's first mail.
    const mails = (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith(".eml"))
      .sort()
      .map((name) =>
        readFileSync(join(folder, name), "utf8")
          .replace(/=\r?\n/g, "")
          .replaceAll("=3D", "="),
      );
    const mail = mails.findLast((text) => text.includes(`To: ${email}`) && text.includes(`${path}?token=`));
    return mail && new RegExp(`${path}\\?token=[\\w-]{43}`).exec(mail)?.[0];
  };
  await expect.poll(found, { timeout: 20_000, message: `a mail to ${email} with ${path}` }).toBeTruthy();
  return found() ?? "";
}
