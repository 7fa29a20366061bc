import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import hoodiecrow from "hoodiecrow-imap";

/** Starts a real IMAP server on a free port with these messages, all unseen, in its INBOX. `add` delivers another one. */
export async function startImap(messages: string[] = []) {
  const imap = hoodiecrow({
    plugins: ["ID", "UIDPLUS", "LITERALPLUS"],
    storage: { INBOX: { messages: messages.map((raw) => ({ raw })) } },
  });
  imap.listen(0, "127.0.0.1");
  const server: Server = imap.server;
  if (!server.listening) await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `imap://testuser:testpass@127.0.0.1:${port}`,
    add: (raw: string) => imap.appendMessage("INBOX", [], undefined, raw),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
