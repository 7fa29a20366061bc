import "./heap-settings.ts";
import { runCommandLine } from "./command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));
// Everything is closed by now; a handle that somebody forgot must not keep the terminal waiting.
setTimeout(() => process.exit(), 3_000).unref();
