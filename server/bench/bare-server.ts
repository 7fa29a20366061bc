import { readFileSync } from "node:fs";
import { createServer } from "node:http";

// The least work that Node does for one page: `node bare-server.ts PORT FILE`; FILE.gz for clients that accept gzip.
const [port = "0", file = ""] = process.argv.slice(2);
const bodies = { plain: readFileSync(file), gzip: readFileSync(`${file}.gz`) };
const type = ["Content-Type", "text/html; charset=utf-8"];

createServer((req, res) => {
  const zipped = req.headers["accept-encoding"]?.includes("gzip");
  const body = zipped ? bodies.gzip : bodies.plain;
  res.writeHead(200, [...type, ...(zipped ? ["Content-Encoding", "gzip"] : []), "Content-Length", String(body.length)]);
  res.end(body);
}).listen(Number(port), "127.0.0.1");
