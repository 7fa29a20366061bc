import "./heap-settings.ts";
import { runCommandLine } from "./command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2));
// Everything is closed by now; a forgotten handle must not keep the terminal waiting.
setTimeout(() => process.exit(), 3_000).unref();
