import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { type SmtpDeadlines, SmtpSession } from "./smtp-session.ts";
import { startSmtp } from "./smtp-testing.ts";

/** What a scripted server does instead of answering a command. */
type Step = string | "hang" | "drop" | "dribble" | "flood";
/** The answers, by the command that they answer; `end`: the final dot. The defaults accept everything. */
type Script = Partial<Record<"greeting" | "EHLO" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "body" | "end" | "RSET", Step>>;

const accepting = {
  greeting: "220 test",
  EHLO: "250-test\r\n250 AUTH PLAIN",
  AUTH: "235 2.7.0 ok",
  MAIL: "250 ok",
  RCPT: "250 ok",
  DATA: "354 go",
  end: "250 2.0.0 kept",
  RSET: "250 ok",
} satisfies Script;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Starts a server that follows a script for each connection (the last one from then on), and counts what it accepted. */
async function scriptedServer(...scripts: Script[]) {
  const sockets = new Set<Socket>();
  const seen = {
    accepted: 0,
    acceptedMessages: [] as string[],
    messages: [] as string[],
    connections: 0,
    commands: [] as string[],
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    const script: Script = { ...accepting, ...(scripts[seen.connections] ?? scripts.at(-1)) };
    seen.connections += 1;
    socket.on("error", () => {});
    const answer = async (step: Step | undefined) => {
      if (step === "hang" || step === undefined) return;
      if (step === "drop") return void socket.destroy();
      if (step === "flood") return void socket.write(`250-${"x".repeat(1_000)}\r\n`.repeat(1_000));
      if (step === "dribble") {
        for (const byte of `250-${"slow ".repeat(200)}`) {
          if (socket.destroyed) return;
          socket.write(byte);
          await sleep(5);
        }
        return;
      }
      socket.write(`${step}\r\n`);
      if (step.startsWith("421")) socket.end();
    };
    let input = "";
    let isMessage = false;
    socket.on("data", (chunk) => {
      input += chunk.toString("latin1");
      for (;;) {
        if (isMessage) {
          if (script.body) return void answer(script.body);
          const end = input.indexOf("\r\n.\r\n");
          if (end < 0) return;
          const message = input.slice(0, end);
          input = input.slice(end + 5);
          isMessage = false;
          const step = script.end;
          seen.messages.push(message);
          // Accepted once it is decided, whether or not the answer arrives.
          if (step?.startsWith("2") || step === "hang" || step === "drop" || step === "dribble") {
            seen.accepted += 1;
            seen.acceptedMessages.push(message);
          }
          void answer(step);
          continue;
        }
        const end = input.indexOf("\r\n");
        if (end < 0) return;
        const command = input.slice(0, 4).toUpperCase();
        input = input.slice(end + 2);
        seen.commands.push(command);
        if (command === "QUIT") return void socket.end("221 bye\r\n");
        const step = script[command as "MAIL"];
        isMessage = command === "DATA" && step?.startsWith("354") === true;
        void answer(step);
      }
    });
    void answer(script.greeting);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = `smtp://user:secret@127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  return { url, seen, sockets };
}

const envelope = { from: "news+1@example.org", to: "reader@example.net" };
const message = Buffer.from("Subject: x\r\n\r\nHello.\r\n.dot\r\n");

const shortMs = 150;
/** A short deadline for the phase in which the script is silent or slow, so that no other phase ends early on a busy machine. */
function deadlinesFor(script: Script): Partial<SmtpDeadlines> {
  const [command] = Object.entries(script).find(([, step]) => step === "hang" || step === "dribble") ?? [];
  if (command === undefined) return {};
  if (command === "end") return { answer: shortMs };
  return ["MAIL", "RCPT", "DATA"].includes(command) ? { envelope: shortMs } : { open: shortMs };
}

const deliver = async (url: string, source = message, deadlines: Partial<SmtpDeadlines> = {}) => {
  const session = new SmtpSession({ url, deadlines });
  try {
    return await session.deliver(envelope, source);
  } finally {
    session.close();
  }
};

test("delivers over one connection until its number of messages is reached", async () => {
  const { url, seen } = await scriptedServer({});
  const session = new SmtpSession({ url, maxMessages: 2 });
  for (let sent = 0; sent < 3; sent += 1)
    expect(await session.deliver(envelope, message)).toEqual({ kind: "sent", response: "250 2.0.0 kept" });
  session.close();
  expect(seen).toMatchObject({ accepted: 3, connections: 2 });
  expect(seen.messages[0]).toBe("Subject: x\r\n\r\nHello.\r\n..dot");
  expect(seen.commands.filter((command) => command === "AUTH")).toHaveLength(2);
});

test.each<[Script, string]>([
  [{ greeting: "554 no" }, "unreachable"],
  [{ greeting: "421 later" }, "unreachable"],
  [{ greeting: "hang" }, "unreachable"],
  [{ greeting: "drop" }, "unreachable"],
  [{ greeting: "flood" }, "unreachable"],
  [{ EHLO: "hang" }, "unreachable"],
  [{ EHLO: "dribble" }, "unreachable"],
  [{ AUTH: "535 5.7.8 wrong" }, "unreachable"],
  [{ AUTH: "hang" }, "unreachable"],
  [{ MAIL: "451 4.3.0 later" }, "deferred"],
  [{ MAIL: "550 5.7.1 not you" }, "refused"],
  [{ MAIL: "hang" }, "lost"],
  [{ RCPT: "550 5.1.1 unknown" }, "refused"],
  [{ RCPT: "421 4.4.5 busy" }, "deferred"],
  [{ RCPT: "flood" }, "lost"],
  [{ RCPT: "drop" }, "lost"],
  [{ DATA: "554 5.5.1 no" }, "refused"],
  [{ DATA: "hang" }, "lost"],
  [{ end: "452 4.2.2 full" }, "deferred"],
  [{ end: "554 5.7.1 spam" }, "refused"],
  [{ end: "421 4.3.2 closing" }, "deferred"],
  [{ end: "hang" }, "uncertain"],
  [{ end: "drop" }, "uncertain"],
  [{ end: "dribble" }, "uncertain"],
  [{ end: "flood" }, "uncertain"],
  [{ end: "nonsense" }, "uncertain"],
  // The first of these answers comes before the message's end.
  [{ DATA: "354 go\r\n550 no" }, "uncertain"],
])("a server that answers %j: %s", async (script, kind) => {
  const { url } = await scriptedServer(script);
  expect((await deliver(url, message, deadlinesFor(script))).kind).toBe(kind);
});

test("a refused sign-in stays one, whatever its text says", async () => {
  const { url } = await scriptedServer({ AUTH: "535 5.7.8 a client certificate is required" });
  expect(await deliver(url)).toMatchObject({ kind: "unreachable", reply: { code: 535 } });
});

test("a connection that is refused sent nothing", async () => {
  const { url, stop } = await startSmtp();
  await stop();
  expect(await deliver(url)).toMatchObject({ kind: "unreachable" });
});

test("a server that closes the connection in the middle of a long message cannot have accepted it", async () => {
  const { url, seen } = await scriptedServer({ body: "drop" });
  const long = Buffer.from(`Subject: x\r\n\r\n${"0123456789\r\n".repeat(1_000_000)}`);
  expect(await deliver(url, long)).toMatchObject({ kind: "lost" });
  expect(seen.accepted).toBe(0);
});

test("reports the server's code and text without addresses", async () => {
  const { url } = await scriptedServer({ RCPT: "550-5.1.1 <reader@example.net> does not\r\n550 5.1.1 exist" });
  expect(await deliver(url)).toEqual({
    kind: "refused",
    phase: "recipient",
    reply: { code: 550, enhanced: "5.1.1", text: "550-5.1.1 … does not 550 5.1.1 exist" },
  });
});

test("resets the session after a refused recipient, and sends the next message over it", async () => {
  const { url, seen } = await scriptedServer({ RCPT: "550 5.1.1 unknown" });
  const session = new SmtpSession({ url });
  await session.deliver(envelope, message);
  await session.deliver(envelope, message);
  session.close();
  expect(seen.connections).toBe(1);
  expect(seen.commands.join(" ")).toBe("EHLO AUTH MAIL RCPT RSET MAIL RCPT");
});

test("a connection that the server closed while it was idle is replaced without a failed message", async () => {
  const { url, seen, sockets } = await scriptedServer({});
  const session = new SmtpSession({ url });
  await session.deliver(envelope, message);
  for (const socket of sockets) socket.destroy();
  expect(await session.deliver(envelope, message)).toMatchObject({ kind: "sent" });
  session.close();
  expect(seen).toMatchObject({ accepted: 2, connections: 2 });
});

test("an address with a line break or a bracket reaches no server", async () => {
  const { url, seen } = await scriptedServer({});
  const session = new SmtpSession({ url });
  for (const to of ["a@example.net\r\nRCPT TO:<b@example.net>", "a@example.net> <b@example.net", ""])
    expect(await session.deliver({ ...envelope, to }, message)).toMatchObject({ kind: "lost" });
  session.close();
  expect(seen.accepted).toBe(0);
});

const step = fc.constantFrom<Step>("250 ok", "451 4.0.0 no", "550 5.0.0 no", "421 4.0.0 bye", "hang", "drop", "354 go");

test("whatever the server does, only what it cannot have accepted may be sent again", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ greeting: step, MAIL: step, RCPT: step, DATA: step, end: step }, { requiredKeys: [] }), {
        minLength: 1,
        maxLength: 3,
      }),
      async (scripts) => {
        const { url, seen, sockets } = await scriptedServer(...scripts);
        const session = new SmtpSession({ url, deadlines: { open: 25, envelope: 25, transfer: 25, answer: 25 } });
        const kinds: string[] = [];
        for (let number = 0; number < 3; number += 1)
          kinds.push((await session.deliver(envelope, Buffer.from(`Subject: ${number}\r\n\r\nHello.\r\n`))).kind);
        session.close();
        // The server may read the end of a message only after the session gave up.
        await Promise.all(
          [...sockets].map((socket) => socket.closed || new Promise((resolve) => socket.once("close", resolve))),
        );
        for (const [number, kind] of kinds.entries()) {
          const accepted = seen.acceptedMessages.filter((text) => text.startsWith(`Subject: ${number}\r\n`)).length;
          if (kind === "sent") expect(accepted).toBe(1);
          else if (kind !== "uncertain") expect(accepted).toBe(0);
          else expect(accepted).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 40 },
  );
});
