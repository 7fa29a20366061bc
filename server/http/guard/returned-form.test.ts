import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readFormForRefusal } from "./returned-form.ts";

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** Of 250 KB: at most 65 such forms are held. */
const largeForm = `body=${"x".repeat(250 * 1024)}`;
const many = 70;
/** More than is left next to them. */
const words = "w".repeat(200 * 1024);

type Handler = (req: IncomingMessage, res: ServerResponse, read: ReturnType<typeof readFormForRefusal>) => void;

async function serve(handle: Handler): Promise<number> {
  const server = createServer((req, res) =>
    handle(req, res, readFormForRefusal(req, res, String(req.headers["x-network"]))),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const post = (port: number, network: string, body: string, signal?: AbortSignal) =>
  fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-www-form-urlencoded", "x-network": network },
    ...(signal && { signal }),
  });

const answerWithForm: Handler = async (_req, res, read) => res.end(JSON.stringify((await read())?.fields));

describe("readFormForRefusal", () => {
  it("returns a form while another network is at its limit", async () => {
    const whole = Promise.withResolvers<void>();
    let waiting = 0;
    const port = await serve((req, res, read) => {
      if (req.headers["x-network"] === "one") return answerWithForm(req, res, read);
      req.resume().once("end", () => {
        waiting += 1;
        if (waiting === many) whole.resolve();
      });
    });
    const leaving = new AbortController();
    const others = Array.from({ length: many }, () => post(port, "other", largeForm, leaving.signal));
    await whole.promise;
    const answer = await post(port, "one", `body=${words}`);
    leaving.abort();
    await Promise.allSettled(others);
    expect(await answer.json()).toEqual([["body", words]]);
  });

  it("holds nothing for responses that ended before the form had arrived", async () => {
    const ended = Promise.withResolvers<void>();
    let read = 0;
    const port = await serve((req, res, readForm) => {
      if (req.url === "/") return answerWithForm(req, res, readForm);
      // A handler that continues to read after its response.
      req
        .on("data", () => {})
        .once("end", () => {
          read += 1;
          if (read === many) ended.resolve();
        });
      res.end("no");
    });
    const head = `POST /early HTTP/1.1\r\nHost: a\r\nX-Network: one\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${largeForm.length}\r\n\r\n`;
    const sockets: Socket[] = Array.from({ length: many }, () => connect(port, "127.0.0.1"));
    closings.push(() => {
      for (const socket of sockets) socket.destroy();
    });
    for (const socket of sockets) {
      socket.write(head);
      await once(socket, "data");
      socket.write(largeForm);
    }
    await ended.promise;
    const answer = await post(port, "one", `body=${words}`);
    expect(await answer.json()).toEqual([["body", words]]);
  });
});
