import { afterEach, expect, test } from "vitest";
import { readBounceMailbox, readImapUrl, waitForMessage } from "./bounce-mailbox.ts";
import { startImap } from "./imap-testing.ts";
import { maxReportBytes } from "./read-report.ts";

let imap: Awaited<ReturnType<typeof startImap>> | undefined;
afterEach(async () => {
  await imap?.stop();
  imap = undefined;
});

async function readAll(url: string, fails = () => false) {
  const read: string[] = [];
  const count = await readBounceMailbox(url, async (message) => {
    if (fails()) throw new Error("not recorded");
    read.push(Buffer.from(message).toString("latin1"));
  });
  expect(count).toBe(read.length);
  return read;
}

test("reads each message once, and those that come later", async () => {
  imap = await startImap(["Subject: a\r\n\r\none", "Subject: b\r\n\r\ntwo"]);
  expect((await readAll(imap.url)).map((text) => text.slice(9, 10))).toEqual(["a", "b"]);
  expect(await readAll(imap.url)).toEqual([]);
  imap.add("Subject: c\r\n\r\nthree");
  expect((await readAll(imap.url)).map((text) => text.slice(9, 10))).toEqual(["c"]);
});

test("a message that could not be recorded is read again", async () => {
  imap = await startImap(["Subject: a\r\n\r\none"]);
  await expect(readAll(imap.url, () => true)).rejects.toThrow("not recorded");
  expect(await readAll(imap.url)).toHaveLength(1);
});

test("one that cannot be recorded does not keep the others from being read", async () => {
  imap = await startImap(["Subject: a\r\n\r\none", "Subject: b\r\n\r\ntwo"]);
  let calls = 0;
  const failsOnce = () => {
    calls += 1;
    return calls === 1;
  };
  await expect(readAll(imap.url, failsOnce)).rejects.toThrow("not recorded");
  expect((await readAll(imap.url)).map((text) => text.slice(9, 10))).toEqual(["a"]);
});

test("finds the message with a Message-ID, and leaves it unseen", async () => {
  imap = await startImap(["Message-ID: <a@b>\r\nSubject: a\r\n\r\none", "Message-ID: <c@d>\r\n\r\ntwo"]);
  expect((await waitForMessage(imap.url, "<c@d>", { waitMs: 0 }))?.toString()).toContain("two");
  expect(await waitForMessage(imap.url, "<e@f>", { waitMs: 0 })).toBeUndefined();
  expect(await readAll(imap.url)).toHaveLength(2);
});

test("reads only the first part of a large message", async () => {
  imap = await startImap([`Subject: a\r\n\r\n${"x".repeat(3_000_000)}`]);
  const [text = ""] = await readAll(imap.url);
  expect(text).toHaveLength(maxReportBytes);
});

test("sends no password over a network without encryption, unless the URL says so", async () => {
  imap = await startImap(["Subject: a\r\n\r\none"]);
  const overNetwork = imap.url.replace("127.0.0.1", "0.0.0.0");
  await expect(readAll(overNetwork)).rejects.toMatchObject({ tlsFailed: true });
  expect(await readAll(`${overNetwork}/?ignoreTLS=true`)).toHaveLength(1);
});

test("a wrong password and a server that does not answer are errors", async () => {
  imap = await startImap();
  await expect(readAll(imap.url.replace("testpass", "wrong"))).rejects.toThrow();
  await expect(readAll("imap://a:b@127.0.0.1:1")).rejects.toThrow();
});

test("the URL names server, user, password and folder", () => {
  expect(readImapUrl("imaps://b%40example.org:p%3Aw@mail.example.org/Returned%20mail")).toEqual({
    host: "mail.example.org",
    port: 993,
    secure: true,
    auth: { user: "b@example.org", pass: "p:w" },
    folder: "Returned mail",
  });
  expect(readImapUrl("imap://a:b@[::1]:1430")).toMatchObject({
    host: "::1",
    port: 1430,
    secure: false,
    folder: "INBOX",
  });
});
