import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "../env.ts";
import type { Mail } from "./compose-message.ts";
import { sendMail } from "./send-mail.ts";
import { headerNames, startDyingSmtp, startSmtp } from "./smtp-testing.ts";

let smtp: Awaited<ReturnType<typeof startSmtp>>;
beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(() => smtp.stop());

const plain: Mail = {
  to: { name: "Ada", address: "ada@example.org" },
  subject: "Un",
  text: "Bonjour",
  html: "<p>Bonjour</p>",
};
const expectedHeaders = [
  "Auto-Submitted",
  "From",
  "To",
  "Subject",
  "X-Vigie",
  "Message-ID",
  "Date",
  "MIME-Version",
  "Content-Type",
].sort();

async function sent(...mails: Mail[]) {
  env().SMTP_URL = smtp.url;
  smtp.received.length = 0;
  await Promise.all(mails.map((mail) => sendMail(mail).catch(() => undefined)));
  return smtp.received;
}

test("the envelope names the one recipient and the site", async () => {
  expect(await sent(plain)).toMatchObject([{ from: "vigie@localhost", recipients: ["ada@example.org"] }]);
});

test.each([
  ["Zoé, d’Artagnan", "=?UTF-8?Q?Zo=C3=A9=2C_d=E2=80=99Artagnan?= <ada@example.org>"],
  ['Eve "x" <victim@example.org>', '"Eve \\"x\\" <victim@example.org>" <ada@example.org>'],
  ["a, victim@example.org", '"a, victim@example.org" <ada@example.org>'],
  ["Eve\r\nBcc: victim@example.org", '"Eve Bcc: victim@example.org" <ada@example.org>'],
  ["", "ada@example.org"],
])("the name %j stays a name", async (name, header) => {
  const [mail] = await sent({ ...plain, to: { ...plain.to, name } });
  expect(mail?.recipients).toEqual(["ada@example.org"]);
  expect(mail?.source.replace(/\r\n[ \t]+/g, " ")).toContain(`\r\nTo: ${header}\r\n`);
});

test.each([
  "x0,victim@example.org",
  "x;victim@example.org",
  "a@b.org, c@d.org",
  "Eve <a@b.org>",
  "a@b.org\r\nBcc: c@d.org",
  "",
])("sends nothing to %j", async (address) => {
  expect(await sent({ ...plain, to: { name: "", address } })).toEqual([]);
  env().SMTP_URL = undefined;
  env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-mail-"));
  await sendMail({ ...plain, to: { name: "", address } });
  expect(readdirSync(env().DATA_DIR)).toEqual([]);
});

test("whatever the texts, a mail has at most one recipient and no injected header", async () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        ",",
        ";",
        ":",
        "<",
        ">",
        "@",
        '"',
        "\\",
        "(",
        ")",
        " ",
        "\u0000",
        "Bcc: v@x.org",
        "\u2028",
        "é",
        "\ud800",
        "=?",
      ),
      fc.string({ unit: "binary", maxLength: 2 }),
    ),
    maxLength: 40,
  });
  const address = fc.oneof(
    fc.constant("ada@example.org"),
    hostile,
    hostile.map((text) => `${text}@example.org`),
  );
  // Ten at once: the server waits a tenth of a second before it greets each.
  const ten = fc.array(fc.tuple(hostile, address, hostile, hostile), { minLength: 10, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(ten, async (given) => {
      const received = await sent(
        ...given.map(([name, to, subject, header], n) => ({
          ...plain,
          to: { name, address: to },
          subject: `Un ${subject}`,
          headers: { "X-Vigie": `x${header}` },
          text: `Mail ${n}.`,
        })),
      );
      const numbers = received.map(({ source }) => /^Mail (\d)\.\r$/m.exec(source)?.[1]);
      expect(numbers).not.toContain(undefined);
      expect(new Set(numbers).size).toBe(received.length);
      for (const { recipients, source } of received) {
        expect(recipients).toHaveLength(1);
        const names = headerNames(source);
        expect(names.filter((one) => one !== "Content-Transfer-Encoding").sort()).toEqual(expectedHeaders);
      }
    }),
    { numRuns: 15 },
  );
});

test.each([
  ["closes the connection", (socket: Socket) => socket.end()],
  ["resets the connection", (socket: Socket) => socket.resetAndDestroy()],
] as const)("a mail is uncertain after a server took all of it and %s", async (_, end) => {
  const { url, stop } = await startDyingSmtp(end);
  env().SMTP_URL = url;
  expect(await sendMail(plain)).toBe("uncertain");
  await stop();
});

test("a mail that a server answers with 421 or cannot take was not sent", async () => {
  const { url, stop } = await startDyingSmtp((socket) => socket.end("421 4.3.0 ada@example.org later\r\n"));
  env().SMTP_URL = url;
  const refusal = await sendMail(plain).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ kind: "deferred", responseCode: 421, command: "DATA" });
  expect(String(refusal)).not.toContain("ada@");
  await stop();
  env().SMTP_URL = "smtp://127.0.0.1:1";
  await expect(sendMail(plain)).rejects.toMatchObject({ kind: "unreachable" });
});

test("writes the mail as a file with the same headers when there is no mail server", async () => {
  env().SMTP_URL = undefined;
  env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-mail-"));
  await sendMail({ ...plain, subject: "Un\r\nBcc: victim@example.org" });
  const [file = ""] = readdirSync(join(env().DATA_DIR, "mail"));
  const source = readFileSync(join(env().DATA_DIR, "mail", file), "utf8");
  expect(headerNames(source)).not.toContain("Bcc");
  expect(source).toContain("To: Ada <ada@example.org>\r\n");
});
