import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { memberCookie } from "#features/auth/sessions/testing.ts";
import type { NextHandler } from "#server/page-cache/next/render.ts";
import { openPageServer, serverOptions } from "../page-server.ts";
import { type GuardLimits, guardLimits } from "./request-guard.ts";

const { db } = testDatabase();

const actions = new Map([`7f${"a".repeat(40)}`].map((id) => [id, ""]));
const attacker = "203.0.113.9";
const reader = "198.51.100.7";
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** A site whose Next is `next`; `part` overrides limits. */
async function site(next: NextHandler, part: Partial<GuardLimits> = {}) {
  const asked: string[] = [];
  const pages = await openPageServer({
    next: (req, res) => {
      if (req.url !== "/_not-found") asked.push(req.url ?? "");
      return next(req, res);
    },
    db,
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 1,
    actions,
    limits: { ...guardLimits, ...part },
  });
  const server = createServer(serverOptions, pages.listener);
  pages.guard(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => server.close() && server.closeAllConnections() });
  return { server, pages, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const echo: NextHandler = async (req, res) => {
  let bytes = 0;
  for await (const chunk of req) bytes += chunk.length;
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("Content-Type", "text/plain");
  res.end(`${bytes} bytes`);
};

function headOf(path: string, from: string, length: number, more = ""): string {
  return `POST ${path} HTTP/1.1\r\nHost: vigie.test\r\nOrigin: http://vigie.test\r\nX-Forwarded-For: ${from}\r\nContent-Length: ${length}\r\n${more}\r\n`;
}

function dial(server: Server, bytes: string): { socket: Socket; answer: Promise<string> } {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  open.push({ close: () => socket.destroy() });
  let text = "";
  const answer = new Promise<string>((resolve) => {
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    for (const end of ["close", "error"]) socket.on(end, () => resolve(text));
  });
  socket.write(bytes);
  return { socket, answer };
}

const formType = "Content-Type: multipart/form-data; boundary=x\r\n";

const post = (url: string, from: string, path = "/login", body = "a=1") =>
  fetch(url + path, { method: "POST", body, headers: { origin: "http://vigie.test", "x-forwarded-for": from } });

const settled = async (condition: () => boolean) => {
  while (!condition()) await sleep(5);
};

test("bodies that never end take no slot in Next, and other clients are unaffected", async () => {
  const { server, pages, asked, url } = await site(echo);
  const held = Array.from({ length: 118 }, () => dial(server, `${headOf("/login", attacker, 100)}ab`));
  await settled(() => pages.figures().bodies === 118);
  expect(pages.figures().dynamic).toBe(0);
  expect(asked).toEqual([]);
  for (const path of ["/login", "/api/me"])
    expect((await fetch(url + path, { headers: { "x-forwarded-for": reader } })).status).toBe(200);
  expect((await post(url, reader)).status).toBe(200);
  for (const { socket } of held) socket.destroy();
  await settled(() => pages.figures().bodies === 0);
});

test("abandons a body that arrives too slowly or is not complete in time", async () => {
  const pace = { windowMs: 40, minBytesPerWindow: 100, deadlineMs: 10_000, deadlineMsPerByte: 0 };
  const { server, pages } = await site(echo, { body: { ...guardLimits.body, pace } });
  const slow = dial(server, headOf("/login", attacker, 10_000));
  const drip = setInterval(() => slow.socket.write("x"), 10);
  expect(await slow.answer).toMatch(/^HTTP\/1.1 408 /);
  clearInterval(drip);
  const short = await site(echo, { body: { ...guardLimits.body, pace: { ...pace, deadlineMs: 200 } } });
  const steady = dial(short.server, headOf("/login", attacker, 200_000));
  const stream = setInterval(() => steady.socket.write("x".repeat(1_000)), 10);
  expect(await steady.answer).toMatch(/^HTTP\/1.1 408 /);
  clearInterval(stream);
  for (const one of [pages, short.pages]) expect(one.figures()).toMatchObject({ bodies: 0, bodyBytes: 0 });
});

test("abandons an upload that arrives too slowly and releases its slot", async () => {
  const pace = { windowMs: 40, minBytesPerWindow: 100, deadlineMs: 10_000, deadlineMsPerByte: 0 };
  const { server, pages } = await site(echo, { body: { ...guardLimits.body, pace } });
  const slow = dial(server, `${headOf("/admin/media/upload", attacker, 10_000_000, formType)}abc`);
  await settled(() => pages.figures().uploads === 1);
  expect(await slow.answer).toMatch(/^HTTP\/1.1 408 /);
  await settled(() => pages.figures().uploads === 0 && pages.figures().dynamic === 0);
});

test("an upload may take longer than its answer, which has its time after the last byte", async () => {
  const response = { ...guardLimits.response, firstByteMs: 1_000, totalMs: 1_500 };
  let isStuck = false;
  const next: NextHandler = async (req, res) => {
    if (!isStuck) return echo(req, res);
    for await (const _ of req);
    await new Promise(() => {});
  };
  const { server, pages } = await site(next, { response });
  const send = async (pieces: number) => {
    const upload = dial(
      server,
      headOf("/admin/import/upload", reader, pieces * 1_000, `${formType}Connection: close\r\n`),
    );
    for (let sent = 0; sent < pieces; sent += 1) {
      await sleep(50);
      upload.socket.write("x".repeat(1_000));
    }
    return upload.answer;
  };
  // Two seconds in all.
  expect(await send(40)).toMatch(/^HTTP\/1.1 200 .*40000 bytes/s);
  isStuck = true;
  expect(await send(2)).toMatch(/^HTTP\/1.1 503 /);
  await settled(() => pages.figures().uploads === 0 && pages.figures().dynamic === 0);
});

test("an upload that its handler stops reading ends with 503", async () => {
  const stuck: NextHandler = () => new Promise(() => {});
  const { server, pages } = await site(stuck, { response: { ...guardLimits.response, firstByteMs: 200 } });
  const upload = dial(server, headOf("/admin/import/upload", attacker, 50_000_000, formType));
  const stream = setInterval(() => upload.socket.writableLength === 0 && upload.socket.write("x".repeat(100_000)), 5);
  expect(await upload.answer).toMatch(/^HTTP\/1.1 503 /);
  clearInterval(stream);
  await settled(() => pages.figures().uploads === 0);
});

test("a body that an upload's handler would hold in memory is short", async () => {
  const { server, asked } = await site(echo);
  const json = "Content-Type: application/json\r\n";
  const declared = dial(server, headOf("/admin/import/upload", attacker, 100_000, json));
  expect(await declared.answer).toMatch(/^HTTP\/1.1 413 /);
  expect(asked).toEqual([]);
  const head = headOf("/admin/import/upload", attacker, 0, `${json}Transfer-Encoding: chunked\r\n`);
  const chunked = dial(server, head.replace("Content-Length: 0\r\n", ""));
  const stream = setInterval(() => chunked.socket.write(`10000\r\n${"x".repeat(2 ** 16)}\r\n`), 5);
  expect(await chunked.answer).toMatch(/^HTTP\/1.1 413 /);
  clearInterval(stream);
});

test("limits one network's share of slots and memory for bodies, and leaves the rest to others", async () => {
  const { server, pages, url } = await site(echo, {
    body: { ...guardLimits.body, maxBodies: 20, maxBytes: 3_000_000 },
  });
  const held = Array.from({ length: 20 }, () =>
    dial(server, `${headOf("/admin", attacker, 3_700_000)}${"x".repeat(200_000)}`),
  );
  const answers = Promise.all(held.map(({ answer }) => answer));
  await settled(() => pages.figures().bodies > 0 && held.filter(({ socket }) => socket.destroyed).length >= 10);
  expect(pages.figures().bodies).toBeLessThanOrEqual(10);
  expect(pages.figures().bodyBytes).toBeLessThanOrEqual(1_500_000);
  expect((await post(url, reader, "/admin", "y".repeat(700_000))).status).toBe(200);
  for (const { socket } of held) socket.destroy();
  const refused = (await answers).filter((answer) => answer !== "");
  expect(refused.length).toBeGreaterThanOrEqual(10);
  for (const answer of refused) expect(answer).toMatch(/^HTTP\/1.1 503 .*Retry-After: 2/s);
  await settled(() => pages.figures().bodyBytes === 0);
});

test("passes bodies to Next unchanged, in one piece or in many", async () => {
  const { server, url } = await site(echo);
  for (const length of [0, 1, 70_000, 250_000])
    expect(await (await post(url, reader, "/login", "é".repeat(length / 2) + "x".repeat(length % 2))).text()).toBe(
      `${length} bytes`,
    );
  const { socket, answer } = dial(server, headOf("/login", reader, 9, "Connection: close\r\n"));
  for (const part of ["abc", "def", "ghi"]) {
    await sleep(5);
    socket.write(part);
  }
  expect(await answer).toContain("9 bytes");
  // Two requests on one connection, the second sent before the response to the first.
  const two = dial(
    server,
    `${headOf("/login", reader, 2)}ab${headOf("/login", reader, 3, "Connection: close\r\n")}abc`,
  );
  expect((await two.answer).match(/\d bytes/g)).toEqual(["2 bytes", "3 bytes"]);
});

test("a client that disconnects during its body never reaches Next", async () => {
  const { server, pages, asked } = await site(echo);
  const { socket } = dial(server, `${headOf("/login", reader, 100)}abc`);
  await settled(() => pages.figures().bodies === 1);
  socket.destroy();
  await settled(() => pages.figures().bodies === 0);
  expect(asked).toEqual([]);
});

test("a client that disconnects after its body leaves Next a readable body and no error", async () => {
  const read: unknown[] = [];
  const slow: NextHandler = async (req, res) => {
    await new Promise((left) => res.once("close", left));
    let bytes = 0;
    try {
      for await (const chunk of req) bytes += chunk.length;
      read.push(bytes);
    } catch (error) {
      read.push(error);
    }
  };
  const { server, pages } = await site(slow);
  const { socket } = dial(server, `${headOf("/login", reader, 70_000)}${"x".repeat(70_000)}`);
  await settled(() => pages.figures().dynamic === 1);
  socket.resetAndDestroy();
  await settled(() => read.length === 1);
  expect(read).toEqual([70_000]);
  expect(pages.figures()).toMatchObject({ dynamic: 0, bodyBytes: 0 });
});

test("one network's requests that Next never answers leave slots for the others, and end with 503", async () => {
  const never: NextHandler = async (req, res) =>
    req.headers["x-forwarded-for"] === reader ? echo(req, res) : new Promise(() => {});
  const limits: Partial<GuardLimits> = { maxDynamic: 20, response: { ...guardLimits.response, firstByteMs: 300 } };
  const { pages, url } = await site(never, limits);
  const asking = Array.from({ length: 30 }, () => post(url, attacker));
  await settled(() => pages.figures().dynamic === 10);
  expect((await post(url, reader)).status).toBe(200);
  const answers = await Promise.all(asking);
  expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(503));
  for (const answer of answers) expect(await answer.text()).toContain("<h1");
  await settled(() => pages.figures().dynamic === 0);
});

test("a network that sends fifty requests at once waits for them itself: another one is answered next", async () => {
  const working: (() => void)[] = [];
  let maxWorking = 0;
  const next: NextHandler = async (req, res) => {
    if (req.headers["x-forwarded-for"] === reader) return echo(req, res);
    await new Promise<void>((end) => {
      working.push(end);
      maxWorking = Math.max(maxWorking, working.length);
    });
    return echo(req, res);
  };
  const { pages, url } = await site(next, { fairQueue: { maxRunning: 8, maxHoldMs: 60_000, maxWaiting: 60 } });
  const asking = Array.from({ length: 50 }, () => post(url, attacker));
  await settled(() => pages.figures().dynamic === 50 && working.length === 4);
  expect((await post(url, reader)).status).toBe(200);
  const all = Promise.all(asking);
  for (let done = 0; done < 50; done++) {
    await settled(() => working.length > 0);
    working.shift()?.();
  }
  expect((await all).map(({ status }) => status)).toEqual(Array(50).fill(200));
  expect(maxWorking).toBe(4);
});

test("while too many requests wait, strangers get 503 with their text, and members take their places", async () => {
  const working: (() => void)[] = [];
  const next: NextHandler = async (req, res) => {
    await new Promise<void>((end) => working.push(end));
    return echo(req, res);
  };
  const { pages, url } = await site(next, { fairQueue: { maxRunning: 1, maxHoldMs: 60_000, maxWaiting: 1 } });
  const first = post(url, reader);
  await settled(() => working.length === 1);
  const waiting = post(url, "192.0.2.1");
  await settled(() => pages.figures().dynamic === 2);
  const form = new FormData();
  form.set("body", "Un texte");
  const refused = await fetch(`${url}/login`, {
    method: "POST",
    body: form,
    headers: { origin: "http://vigie.test", "x-forwarded-for": "192.0.2.2" },
  });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await refused.text()).toContain("Un texte</textarea>");
  const headers = { origin: "http://vigie.test", "x-forwarded-for": "192.0.2.3", cookie: await memberCookie() };
  const member = fetch(`${url}/login`, { method: "POST", body: "a=1", headers });
  expect((await waiting).status).toBe(503);
  for (let left = 2; left > 0; left--) {
    await settled(() => working.length > 0);
    working.shift()?.();
  }
  expect([(await first).status, (await member).status]).toEqual([200, 200]);
});

test("drops what Next answers after the deadline", async () => {
  let said = false;
  const slow: NextHandler = async (_req, res) => {
    await sleep(200);
    res.setHeader("X-Late", "1");
    res.writeHead(200);
    res.write("late");
    res.end("too late");
    said = true;
    throw new Error("and it fails");
  };
  const { url } = await site(slow, { response: { ...guardLimits.response, firstByteMs: 50 } });
  const answer = await post(url, reader);
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain("late");
  await settled(() => said);
});

test("a client that does not read its response loses the connection and its slot", async () => {
  const large: NextHandler = async (_req, res) => {
    res.setHeader("Content-Type", "application/octet-stream");
    while (!res.destroyed) {
      if (!res.write(Buffer.alloc(1024 * 1024)))
        await new Promise((done) => res.once("drain", done).once("close", done));
    }
  };
  const { server, pages } = await site(large, { response: { ...guardLimits.response, stallMs: 50 } });
  const { socket } = dial(server, headOf("/login", attacker, 0));
  socket.pause();
  await settled(() => pages.figures().dynamic === 1);
  await settled(() => pages.figures().dynamic === 0);
});

test("ends a response that never ends", async () => {
  const endless: NextHandler = async (_req, res) => {
    res.setHeader("Content-Type", "text/plain");
    const timer = setInterval(() => res.write("."), 5);
    res.once("close", () => clearInterval(timer));
  };
  const { server, pages } = await site(endless, { response: { ...guardLimits.response, totalMs: 200 } });
  expect(await dial(server, headOf("/login", attacker, 0)).answer).toMatch(/^HTTP\/1.1 200 /);
  await settled(() => pages.figures().dynamic === 0);
});

const action = `7f${"a".repeat(40)}`;
const askedFor = async (url: string, body: string, headers: Record<string, string>) => {
  const answer = await fetch(`${url}/login`, {
    method: "POST",
    body,
    headers: { origin: "http://vigie.test", "x-forwarded-for": reader, ...headers },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

test("refuses calls that no page makes at once, without passing them to Next", async () => {
  const { url, asked, pages } = await site(echo);
  const call = (body: string, id = action) => askedFor(url, body, { "next-action": id, "content-type": "text/plain" });
  expect((await call("[]")).status).toBe(200);
  expect(asked).toEqual(["/login"]);
  for (const body of ['["$i1"]', '["$@1"]', '["$0"]', `${"[".repeat(50_000)}${"]".repeat(50_000)}`, "{"])
    expect((await call(body)).status, body.slice(0, 20)).toBe(400);
  // A cache function, another build's action, nothing at all.
  for (const id of [`c0${"a".repeat(40)}`, `7f${"b".repeat(40)}`, "x"]) {
    const answer = await call("[]", id);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("x-nextjs-action-not-found")).toBe("1");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
  expect(asked).toHaveLength(1);
  expect(pages.figures().refusedCalls).toBe(8);
});

test("returns a form of another build with what was typed, without its secrets", async () => {
  const { url, asked } = await site(echo);
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const type = { "content-type": "multipart/form-data; boundary=b" };
  const old = `${field(`$ACTION_ID_7f${"b".repeat(40)}`, "")}${field("body", "Une <b>phrase</b>\nà garder.")}${field("password", "secret words here")}${field("next", "/login")}--b--\r\n`;
  const answer = await askedFor(url, old, type);
  expect(answer.status).toBe(409);
  expect(answer.text).toContain("Une &lt;b&gt;phrase&lt;/b&gt;\nà garder.</textarea>");
  expect(answer.text).not.toContain("secret words here");
  expect(answer.text.match(/<textarea/g)).toHaveLength(1);
  expect(asked).toEqual([]);
  expect((await askedFor(url, old.replace("b".repeat(40), "a".repeat(40)), type)).status).toBe(200);
});

test("accepts forms behind a proxy that does not forward Host if the browser states that they are same-origin, and warns the operator", async () => {
  const { url, pages } = await site(echo);
  const send = (headers: Record<string, string>) =>
    fetch(`${url}/login`, { method: "POST", body: "a=1", headers: { "x-forwarded-for": reader, ...headers } });
  const origin = "https://news.example";
  expect((await send({ origin, "sec-fetch-site": "same-origin" })).status).toBe(200);
  expect(pages.figures().otherAddress).toBe(1);
  // Without https a browser sends less: then the page says what the operator may do.
  const refused = await send({ origin: "http://news.example" });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("SITE_URL");
  expect(pages.figures().otherAddress).toBe(2);
  const foreign = await send({ origin, "sec-fetch-site": "cross-site" });
  expect([foreign.status, (await foreign.text()).includes("SITE_URL")]).toEqual([403, false]);
  expect((await send({ origin: "http://vigie.test" })).status).toBe(200);
  expect(pages.figures().otherAddress).toBe(2);
});

test("asks the sender to confirm a form without origin headers, and keeps everything typed except passwords", async () => {
  process.env.AUTH_SECRET ??= "a secret of this test alone";
  const { url, asked } = await site(echo);
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}, path = "/login?next=/a") => {
    const parts = Object.entries(fields).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const type = { "content-type": "multipart/form-data; boundary=b", "x-forwarded-for": reader };
    return bare(`${url}${path}`, `${parts.join("")}--b--`, { ...type, ...headers });
  };
  const form = {
    [`$ACTION_ID_${action}`]: "",
    body: 'Deux\n"lignes"',
    email: "ada@example.org",
    password: "secret words",
  };
  const first = await send(form);
  expect(first.status).toBe(403);
  expect(asked).toEqual([]);
  expect(first.text).toContain('action="/login?next=/a"');
  expect(first.text).toContain("\nDeux\n&quot;lignes&quot;</textarea>");
  expect(first.text).toContain('name="email" value="ada@example.org"');
  expect(first.text).not.toContain("secret words");
  expect(first.text).toContain('type="password"');
  const token = /name="vigie_form_token" value="([^"]+)"/.exec(first.text)?.[1] ?? "";
  const cookie = first.cookie.split(";")[0] ?? "";
  expect((await send({ ...form, vigie_form_token: token }, { cookie })).status).toBe(200);
  // Without the cookie, elsewhere, or by a script that should have sent more.
  expect((await send({ ...form, vigie_form_token: token })).status).toBe(403);
  expect((await send({ ...form, vigie_form_token: token }, { cookie }, "/register")).status).toBe(403);
  expect((await send({ ...form, vigie_form_token: token }, { cookie, "next-action": action })).status).toBe(403);
  // A form that is not the site's cannot be confirmed.
  const other = await send({ body: "x" });
  expect([other.status, other.text.includes("vigie_form_token")]).toEqual([403, false]);
  expect(asked).toHaveLength(1);
});

/** Posts as a browser that sends no origin headers; `fetch` always sends them. */
function bare(url: string, body: string, headers: Record<string, string>) {
  return new Promise<{ status: number; text: string; cookie: string }>((resolve, reject) => {
    const req = request(
      url,
      { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (res) => {
        let text = "";
        res.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        res.on("end", () =>
          resolve({ status: res.statusCode ?? 0, text, cookie: res.headers["set-cookie"]?.[0] ?? "" }),
        );
      },
    );
    req.on("error", reject).end(body);
  });
}

test.each([
  ["too large", "/login", `Origin: http://vigie.test\r\nContent-Length: ${6 * 2 ** 20}`, 413],
  ["too large and of no declared length", "/login", "Origin: http://vigie.test\r\nTransfer-Encoding: chunked", 413],
  [
    "too large for an upload",
    "/admin/media/upload",
    `Origin: http://vigie.test\r\n${formType}Content-Length: ${2 ** 30}`,
    413,
  ],
  ["from elsewhere", "/login", `Origin: http://elsewhere.test\r\nContent-Length: ${6 * 2 ** 20}`, 403],
])(
  "a client that reads only after it has sent its body receives the refusal of a body that is %s",
  async (_, path, headers, status) => {
    const { server } = await site(echo);
    const socket = new Socket();
    open.push({ close: () => socket.destroy() });
    // Reads nothing at first: a reset would then discard the response.
    socket.pause();
    await new Promise<void>((resolve) => socket.connect((server.address() as AddressInfo).port, "127.0.0.1", resolve));
    const chunk = headers.includes("chunked") ? `10000\r\n${"x".repeat(2 ** 16)}\r\n` : "x".repeat(2 ** 16);
    const failed = new Promise<string>((resolve) => socket.once("error", (error) => resolve(String(error))));
    const sent = (async () => {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: vigie.test\r\n${headers}\r\n\r\n`);
      for (let n = 0; n < 96; n += 1) await new Promise((resolve) => socket.write(chunk, resolve));
      return "sent";
    })();
    expect(await Promise.race([sent, failed])).toBe("sent");
    const answer = (async () => {
      let text = "";
      for await (const part of socket) text += part;
      return text;
    })();
    expect(await Promise.race([answer, failed])).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*</html>$`));
  },
);
