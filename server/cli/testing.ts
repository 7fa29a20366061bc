import { vi } from "vitest";
import { runCommandLine } from "./command-line.ts";

interface CommandResult {
  code: number;
  out: string;
  err: string;
}

/**
 * Runs a command in this process, without the second that loading the program takes. The command closes the connection
 * of `testDatabase()`: connect again to look at what it did.
 */
export async function runInProcess(...args: string[]): Promise<CommandResult> {
  const written = { out: "", err: "" };
  const spies = (
    [
      ["stdout", "out"],
      ["stderr", "err"],
    ] as const
  ).map(([stream, key]) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[key] += text;
      return true;
    }),
  );
  try {
    const code = await runCommandLine(args);
    return { code, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
