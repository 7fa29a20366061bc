import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type Server } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { networkHeader } from "#lib/client-network.ts";
import { LiveStreams } from "../http/live-events.ts";
import { openPageServer, serverOptions } from "../http/page-server.ts";
import { checkPort, listenOn } from "../process/port.ts";
import { findProgram } from "./cluster/tracked-process.ts";

/** The samples of docs/proxies.md, unchanged except for ports, the certificate and what needs root. */
const samples = path.resolve(import.meta.dirname, "../../docs/proxies");
const sample = (name: string) => readFileSync(path.join(samples, name), "utf8");
const siteHost = "news.example.org";
const { db } = testDatabase();

const openssl = findProgram("openssl");
/** Started by root, nginx would run its workers as another user, who may not enter the test's folder. */
const asRoot = process.getuid?.() === 0 ? "user root; " : "";

let folder: string;
let origin: Server;
let live: LiveStreams;
let originPort: number;
const seen = { networks: [] as string[], hosts: [] as string[], chunks: 0 };

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "vigie-proxies-"));
  await upsertArticle(db, {
    slug: "fil",
    status: "published",
    title: "Fil",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(),
  });
  live = new LiveStreams(db, { trustProxy: 1, heartbeatMs: 50 });
  const pages = await openPageServer({
    async next(req, res) {
      seen.networks.push(String(req.headers[networkHeader]));
      seen.hosts.push(String(req.headers.host));
      let bytes = 0;
      for await (const chunk of req) bytes += chunk.length;
      res.setHeader("Cache-Control", "no-store");
      res.setHeader("Content-Type", "text/plain");
      res.end(`${req.method} ${bytes} bytes`);
    },
    db,
    folder: "/nonexistent",
    siteUrl: `https://${siteHost}`,
    trustProxy: 1,
    middlewares: [live.answer],
  });
  origin = createServer(serverOptions, pages.listener);
  pages.guard(origin);
  originPort = await listenOn(origin, 0, "127.0.0.1");
  if (openssl) {
    const pem = path.join(folder, "site");
    const args = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${siteHost} -addext subjectAltName=DNS:${siteHost} -keyout ${pem}.key -out ${pem}.pem`;
    execFileSync(openssl, args.split(" "), { stdio: "ignore" });
    writeFileSync(`${pem}-both.pem`, readFileSync(`${pem}.pem`, "utf8") + readFileSync(`${pem}.key`, "utf8"));
  }
});
afterAll(() => {
  live.close();
  origin.closeAllConnections();
  origin.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  seen.networks.length = 0;
  seen.hosts.length = 0;
});

/** Each writes its configuration and returns the command that starts it. */
const proxies = {
  nginx: (https: number, http: number) => {
    const site = sample("nginx.conf")
      .replace("listen 80;", `listen ${http};`)
      .replace("listen 443 ssl;", `listen ${https} ssl;`)
      .replace("/etc/ssl/news.example.org.pem", path.join(folder, "site.pem"))
      .replace("/etc/ssl/news.example.org.key", path.join(folder, "site.key"))
      .replaceAll("127.0.0.1:3000", `127.0.0.1:${originPort}`);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const file = path.join(folder, "nginx.conf");
    writeFileSync(
      file,
      `${asRoot}daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; worker_processes 1;\nevents {}\nhttp { access_log off; ${temporary.join(" ")}\n${site}\n}`,
    );
    return ["-p", folder, "-c", file];
  },
  caddy: (https: number, http: number) => {
    const site = sample("Caddyfile")
      .replace("news.example.org {", `https://news.example.org:${https} {\n\ttls ${folder}/site.pem ${folder}/site.key`)
      .replaceAll("127.0.0.1:3000", `127.0.0.1:${originPort}`);
    const file = path.join(folder, "Caddyfile");
    writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n\thttp_port ${http}\n}\n${site}`);
    return ["run", "--adapter", "caddyfile", "--config", file];
  },
  haproxy: (https: number, http: number) => {
    const file = path.join(folder, "haproxy.cfg");
    const site = sample("haproxy.cfg")
      // Another user than that of the test.
      .replace(/^ {2}(?:user|group) haproxy\n/gm, "")
      .replace("bind :80", `bind 127.0.0.1:${http}`)
      .replace("bind :443", `bind 127.0.0.1:${https}`)
      .replace("/etc/haproxy/news.example.org.pem", path.join(folder, "site-both.pem"))
      .replaceAll("127.0.0.1:3000", `127.0.0.1:${originPort}`);
    writeFileSync(file, site);
    return ["-db", "-f", file];
  },
};

describe.each(Object.keys(proxies) as (keyof typeof proxies)[])("behind %s", (name) => {
  const program = findProgram(name);
  const ready = program !== undefined && openssl !== undefined;
  const why = `${program ? "openssl" : name} is not on this machine`;
  let stop = async () => {};
  let port = 0;
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false, servername: siteHost });

  beforeAll(async () => {
    if (!ready) return;
    port = await checkPort(0, "127.0.0.1");
    const args = proxies[name](port, await checkPort(0, "127.0.0.1"));
    mkdirSync(path.join(folder, "home"), { recursive: true });
    let said = "";
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, HOME: path.join(folder, "home") },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
    stop = async () => {
      child.kill("SIGTERM");
      await gone;
    };
    for (let tries = 0; ; tries++) {
      if (child.exitCode !== null) throw new Error(`${name} did not start: ${said}`);
      if (
        await ask("/start").then(
          ({ status }) => status === 200,
          () => false,
        )
      )
        break;
      if (tries === 300) throw new Error(`${name} does not answer: ${said}`);
      await sleep(50);
    }
  }, 60_000);
  afterAll(async () => {
    agent.destroy();
    await stop();
  });

  interface Answer {
    status: number;
    headers: IncomingMessage["headers"];
    text: string;
    local: number | undefined;
  }

  function open(
    address: string,
    options: { method?: string; headers?: OutgoingHttpHeaders; body?: Buffer | string } = {},
  ) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const { method = "GET", body, headers = {} } = options;
      const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
      const target = {
        host: "127.0.0.1",
        port,
        agent,
        method,
        path: address,
        headers: { Host: siteHost, ...length, ...headers },
      };
      request(target, resolve).on("error", reject).end(body);
    });
  }

  async function ask(address: string, options: Parameters<typeof open>[1] = {}): Promise<Answer> {
    const res = await open(address, options);
    const local = res.socket.localPort;
    let text = "";
    for await (const chunk of res.setEncoding("utf8")) text += chunk;
    return { status: res.statusCode ?? 0, headers: res.headers, text, local };
  }

  const form = { Origin: `https://${siteHost}`, "Content-Type": "text/plain" };

  test("passes a page with the site's own address and headers", async ({ skip }) => {
    if (!ready) skip(why);
    const answer = await ask("/account");
    expect([answer.status, answer.text]).toEqual([200, "GET 0 bytes"]);
    expect(answer.headers["strict-transport-security"]).toBeDefined();
    expect([...new Set(seen.hosts)]).toEqual([siteHost]);
  });

  test("passes the site's own form, and not a form from another site", async ({ skip }) => {
    if (!ready) skip(why);
    expect((await ask("/login", { method: "POST", headers: form, body: "a=1" })).text).toBe("POST 3 bytes");
    const foreign = await ask("/login", {
      method: "POST",
      headers: { ...form, Origin: "https://evil.test" },
      body: "a=1",
    });
    expect(foreign.status).toBe(403);
  });

  test("passes the client's address as the proxy saw it, not as the client claims", async ({ skip }) => {
    if (!ready) skip(why);
    await ask("/account", { headers: { "X-Forwarded-For": "203.0.113.9" } });
    expect(seen.networks).toEqual(["127.0.0.1"]);
  });

  test("passes a large picture, and one that is too large is refused", async ({ skip }) => {
    if (!ready) skip(why);
    const body = Buffer.alloc(20 * 1024 * 1024, "x");
    const upload = { ...form, "Content-Type": "multipart/form-data; boundary=x" };
    const taken = await ask("/admin/media/upload", { method: "POST", headers: upload, body });
    expect([taken.status, taken.text]).toEqual([200, `POST ${body.length} bytes`]);
    expect((await ask("/login", { method: "POST", headers: form, body: body.subarray(0, 1024 * 1024) })).status).toBe(
      413,
    );
  });

  test("passes events one by one", async ({ skip }) => {
    if (!ready) skip(why);
    const stream = await open("/api/live?article=fil");
    expect(stream.headers["content-type"]).toContain("text/event-stream");
    let heartbeats = 0;
    for await (const chunk of stream.setEncoding("utf8")) {
      heartbeats += chunk.split("\n\n").length - 1;
      if (heartbeats > 5) break;
    }
    expect(heartbeats).toBeGreaterThan(5);
    await expect.poll(() => live.open, { timeout: 10_000 }).toBe(0);
  });

  test("serves many requests over one connection", async ({ skip }) => {
    if (!ready) skip(why);
    const ports = new Set<number | undefined>();
    for (let n = 0; n < 5; n++) ports.add((await ask("/account")).local);
    expect(ports.size).toBe(1);
  });
});

test("nginx's plain proxy_pass without Host: forms still work", async ({ skip }) => {
  const nginx = findProgram("nginx");
  if (!nginx) skip("nginx is not on this machine");
  const port = await checkPort(0, "127.0.0.1");
  const file = path.join(folder, "plain.conf");
  writeFileSync(
    file,
    `${asRoot}daemon off; pid ${folder}/plain.pid; error_log ${folder}/plain.log;\nevents {}\nhttp { access_log off; client_body_temp_path ${folder}/plain; proxy_temp_path ${folder}/plain-proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;\nserver { listen ${port}; location / { proxy_pass http://127.0.0.1:${originPort}; } } }`,
  );
  const child = spawn(nginx ?? "", ["-p", folder, "-c", file], { stdio: "ignore" });
  const gone = new Promise((resolve) => child.once("close", resolve));
  try {
    const send = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/login`, { method: "POST", body: "a=1", headers });
    await expect
      .poll(
        () =>
          send({ origin: `https://${siteHost}` }).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 15_000 },
      )
      .toBe(200);
    // A site without a configured address, with a form that the browser marks as same-origin.
    expect((await send({ origin: "https://other.example.org", "sec-fetch-site": "same-origin" })).status).toBe(200);
    const unknown = await send({ origin: "http://other.example.org" });
    expect([unknown.status, (await unknown.text()).includes("SITE_URL")]).toEqual([403, true]);
    expect(seen.hosts).toEqual([siteHost, siteHost]);
  } finally {
    child.kill("SIGTERM");
    await gone;
  }
});
