import "./heap-settings.ts";
import { runCommandLine } from "./command-line.ts";

// "vigie feeds export | head": the reader of the pipe has closed it. The command finishes its work and prints no more.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
process.exitCode = await runCommandLine(process.argv.slice(2));
// Everything is closed by now; a forgotten handle must not keep the terminal waiting.
setTimeout(() => process.exit(), 3_000).unref();
