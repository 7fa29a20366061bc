import { type AddressInfo, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

interface ReceivedMail {
  from: string;
  recipients: string[];
  /** Headers and body as received, with soft line breaks removed. */
  source: string;
}

/** Starts a real SMTP server on a free port that keeps what it receives. */
export async function startSmtp() {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    onData(stream, { envelope }, done) {
      void text(stream).then((source) => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        const recipients = envelope.rcptTo.map(({ address }) => address);
        received.push({ from, recipients, source });
        done();
      });
    },
  });
  server.on("error", () => undefined);
  const { port } = await new Promise<AddressInfo>((resolve) => {
    const listening = server.listen(0, "127.0.0.1", () => {
      const address = listening.address();
      if (address && typeof address === "object") resolve(address);
    });
  });
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Starts a server that takes each mail whole, and then does what `end` says instead of answering. */
export async function startDyingSmtp(end: (socket: Socket) => void) {
  const seen = { mails: 0 };
  const server = createServer((socket) => {
    let isMessage = false;
    socket.on("error", () => undefined).write("220 ready\r\n");
    socket.on("data", (chunk) => {
      const part = chunk.toString("latin1");
      if (isMessage && part.endsWith(".\r\n")) {
        seen.mails += 1;
        end(socket);
      } else if (!isMessage) {
        isMessage = part.startsWith("DATA");
        socket.write(isMessage ? "354 go\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `smtp://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`,
    seen,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The names of a mail's headers, in order. */
export function headerNames(source: string): string[] {
  const head = source.split(/\r\n\r\n/)[0] ?? "";
  return head.split(/\r\n(?![ \t])/).map((header) => header.slice(0, header.indexOf(":")));
}
