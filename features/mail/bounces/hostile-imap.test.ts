import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { readBounceMailbox } from "./bounce-mailbox.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** What a server does after its greeting: answers each command by name, or writes what it wants. */
type Behaviour = (socket: Socket, command: string, tag: string) => void | Promise<void>;

async function startServer(behave: Behaviour, greeting = "* OK [CAPABILITY IMAP4rev1] ready\r\n") {
  // What it writes fails once the client has closed the connection.
  const start = (...call: Parameters<Behaviour>) => void Promise.resolve(behave(...call)).catch(() => undefined);
  const sockets = new Set<Socket>();
  const sent = { bytes: 0 };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sent.bytes += socket.bytesWritten;
    });
    let input = "";
    socket.on("data", (chunk) => {
      input += chunk.toString("latin1");
      for (let end = input.indexOf("\r\n"); end >= 0; end = input.indexOf("\r\n")) {
        const [tag = "", ...words] = input.slice(0, end).split(" ");
        input = input.slice(end + 2);
        start(socket, words.join(" ").toUpperCase(), tag);
      }
    });
    socket.write(greeting);
    if (greeting === "") start(socket, "", "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { url: `imap://a:b@127.0.0.1:${typeof address === "object" ? address?.port : 0}`, sent };
}

/** Answers as a mailbox with these unseen messages; `fetch` writes the answer to FETCH. */
const mailbox =
  (search: string, fetch: Behaviour): Behaviour =>
  (socket, command, tag) => {
    if (command.startsWith("UID FETCH")) return fetch(socket, command, tag);
    if (command.startsWith("SELECT")) socket.write("* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 9] x\r\n");
    if (command.startsWith("UID SEARCH")) socket.write(`* SEARCH ${search}\r\n`);
    socket.write(`${tag} OK done\r\n`);
  };

async function flood(socket: Socket, piece: string): Promise<void> {
  const chunk = piece.repeat(Math.ceil(65_536 / piece.length));
  while (!socket.destroyed)
    if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), once(socket, "close")]);
}

async function dribble(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    socket.write("x");
    await sleep(20);
  }
}

const read = (url: string, timeoutMs?: number) => readBounceMailbox(url, async () => undefined, undefined, timeoutMs);

test.each<[string, Behaviour, string?]>([
  ["a greeting without an end", (socket) => flood(socket, "x"), ""],
  ["an answer without an end", (socket) => flood(socket, "* OK x")],
  ["a search result without an end", mailbox("1", (socket) => flood(socket, "* SEARCH 1 2 3 4 5 6 7 8 9 "))],
  ["a huge literal", mailbox("1", (socket) => flood(socket, "* 1 FETCH (UID 1 BODY[]<0> {999999999}\r\n"))],
  ["many literals", mailbox("1", (socket) => flood(socket, "* 1 FETCH (UID 1 X {10}\r\n0123456789 "))],
])("%s ends the run, and is not kept in memory", async (_, behave, greeting) => {
  const { url, sent } = await startServer(behave, greeting);
  await expect(read(url)).rejects.toThrow();
  await expect.poll(() => sent.bytes).toBeGreaterThan(0);
  expect(sent.bytes).toBeLessThan(64 * 1024 * 1024);
});

test.each<[string, Behaviour, string?]>([
  ["greets", dribble, ""],
  ["answers", dribble],
  ["delivers", mailbox("1", dribble)],
])("a server that %s a byte at a time cannot hold up the run", async (_, behave, greeting) => {
  const { url } = await startServer(behave, greeting);
  await expect(read(url, 500)).rejects.toThrow();
});

test.each<[string, Behaviour]>([
  ["nonsense", (socket) => void socket.write("\r\n{}{}{}((((\r\n\u0000\u0001\r\n")],
  ["NO to everything", (socket, _command, tag) => void socket.write(`${tag} NO no\r\n`)],
  ["BYE", (socket) => void socket.end("* BYE go away\r\n")],
  ["another command's tag", (socket) => void socket.write("Z9 OK done\r\n")],
])("%s is an error", async (_, behave) => {
  const { url } = await startServer(behave);
  await expect(read(url, 500)).rejects.toThrow();
});

test("a message that the server does not deliver is skipped, and the others are read", async () => {
  const { url } = await startServer(
    mailbox("1 2", (socket, command, tag) => {
      const uid = /FETCH (\d)/.exec(command)?.[1];
      if (uid === "1") socket.write(`${tag} NO cannot read this one\r\n`);
      else socket.write(`* 2 FETCH (UID ${uid} BODY[]<0> {4}\r\nabcd)\r\n${tag} OK done\r\n`);
    }),
  );
  const messages: string[] = [];
  const count = readBounceMailbox(url, async (message) => void messages.push(Buffer.from(message).toString()));
  await count.catch(() => undefined);
  expect(messages).toEqual(["abcd"]);
});
