import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { freePort } from "../postgres/cluster.ts";
import { type Child, startChild, untilReady } from "./child-process.ts";

/** A server of the page to compare. */
export interface Contender {
  name: string;
  url: string;
  /** Its process, if we started it. */
  pid?: number | undefined;
}

const hasNginx = spawnSync("nginx", ["-v"]).error === undefined;

const nginxConfiguration = (folder: string, port: number) => `
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
daemon off;
events { worker_connections 4096; }
http {
  types { text/html html; }
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  gzip_static on;
  client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
  uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`;

/** The exact bytes that our server sends for a page, plain and gzip. */
async function bytesOf(url: string): Promise<{ plain: Buffer; gzip: Buffer }> {
  const get = (encoding: string) =>
    new Promise<Buffer>((resolve, reject) => {
      request(url, { headers: { "accept-encoding": encoding } }, (res) => {
        const chunks: Buffer[] = [];
        res.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => resolve(Buffer.concat(chunks)));
      })
        .on("error", reject)
        .end();
    });
  const [plain, gzip] = [await get("identity"), await get("gzip")];
  if (!gunzipSync(gzip).equals(plain)) throw new Error("The page changed while it was copied: start again.");
  return { plain, gzip };
}

/**
 * Starts the servers to compare with ours on this machine: a bare `node:http` server and nginx (one worker), both with
 * the exact bytes of our page.
 */
export async function startContenders(options: { page: string; say(line: string): void }) {
  const { page } = options;
  const children: Child[] = [];
  const contenders: Contender[] = [];
  // Not in DATA_DIR, which is private: root's nginx reads files as another user.
  const www = mkdtempSync(path.join(tmpdir(), "vigie-bench-"));
  chmodSync(www, 0o755);
  const { plain, gzip } = await bytesOf(page);
  const file = path.join(www, "page.html");
  writeFileSync(file, plain);
  writeFileSync(`${file}.gz`, gzip);

  const add = async (name: string, url: string, child: Child) => {
    children.push(child);
    await untilReady(url, 60_000);
    contenders.push({ name, url, pid: child.process.pid });
  };
  let port = await freePort();
  const bare = path.join(import.meta.dirname, "bare-server.ts");
  await add("node:http", `http://127.0.0.1:${port}/`, startChild(process.execPath, [bare, String(port), file]));

  if (hasNginx) {
    port = await freePort();
    const configuration = path.join(www, "nginx.conf");
    writeFileSync(configuration, nginxConfiguration(www, port));
    await add("nginx", `http://127.0.0.1:${port}/page.html`, startChild("nginx", ["-c", configuration]));
  } else options.say("nginx is not installed: measured without it.");
  return {
    contenders,
    bytes: { plain: plain.length, gzip: gzip.length },
    async stop() {
      await Promise.all(children.map((child) => child.stop()));
      rmSync(www, { recursive: true, force: true });
    },
  };
}
