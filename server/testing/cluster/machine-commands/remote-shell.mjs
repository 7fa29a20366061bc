// Stands in for SSH between machines made of namespaces. `remote-shell.mjs listen` runs on each of them; `ssh` and `scp`
// beside this file call it: remote-shell.mjs HOST COMMAND, with standard input and output.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";

const port = 22;
const [host = "", command = ""] = process.argv.slice(2);
if (host === "listen")
  createServer({ requestTimeout: 0 }, (req, res) => {
    const child = spawn("bash", ["-c", decodeURIComponent((req.url ?? "").slice(1))], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    res.writeHead(200, { trailer: "x-code" });
    child.stdin.on("error", () => {});
    req.pipe(child.stdin);
    child.stdout.pipe(res, { end: false });
    child.once("close", (code) => {
      res.addTrailers({ "x-code": String(code ?? 1) });
      res.end();
    });
  }).listen(port);
else {
  const sent = request({ host, port, method: "POST", path: `/${encodeURIComponent(command)}` }, (response) => {
    response.pipe(process.stdout);
    response.once("end", () => {
      process.exitCode = Number(response.trailers["x-code"] ?? 255);
    });
  });
  sent.once("error", (error) => {
    console.error(`ssh: ${error.message}`);
    process.exitCode = 255;
  });
  if (process.stdin.isTTY) sent.end();
  else process.stdin.pipe(sent);
}
