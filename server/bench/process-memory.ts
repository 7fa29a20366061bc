import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Memory of a Node process in MB: what the kernel counts, the peak since the last reading, and Node's parts of it. */
export interface ProcessMemory {
  resident: number;
  peak: number;
  heapUsed: number;
  heapTotal: number;
  /** Buffers and other memory of C++ objects that JavaScript holds. */
  external: number;
  arrayBuffers: number;
}

const megabyte = 2 ** 20;

/**
 * Connects to a Node process's inspector (it was started with `--inspect-port=PORT`) to read its memory. Linux only.
 */
export async function watchMemory(pid: number, port: number) {
  process.kill(pid, "SIGUSR1");
  const socket = new WebSocket(await addressOf(port));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  let calls = 0;
  const call = (method: string, params: object) =>
    new Promise<{ result?: { value?: unknown } }>((resolve) => {
      const id = ++calls;
      const onMessage = ({ data }: MessageEvent<string>) => {
        const answer: { id?: number; result: { result?: { value?: unknown } } } = JSON.parse(data);
        if (answer.id !== id) return;
        socket.removeEventListener("message", onMessage);
        resolve(answer.result);
      };
      socket.addEventListener("message", onMessage);
      socket.send(JSON.stringify({ id, method, params }));
    });
  const evaluate = async (expression: string) =>
    (await call("Runtime.evaluate", { expression, returnByValue: true })).result?.value;
  return {
    /** The present memory; `collect` runs a garbage collection first. */
    async read(collect = false): Promise<ProcessMemory> {
      if (collect) await call("HeapProfiler.collectGarbage", {});
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024;
      // Resets the peak.
      writeFileSync(`/proc/${pid}/clear_refs`, "5");
      const usage = JSON.parse(String(await evaluate("JSON.stringify(process.memoryUsage())")));
      const of = (name: string) => Math.round(usage[name] / megabyte);
      return {
        resident: Math.round(kilobytes("VmRSS")),
        peak: Math.round(kilobytes("VmHWM")),
        heapUsed: of("heapUsed"),
        heapTotal: of("heapTotal"),
        external: of("external"),
        arrayBuffers: of("arrayBuffers"),
      };
    },
    close: () => socket.close(),
  };
}

async function addressOf(port: number): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [target] = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
      return target.webSocketDebuggerUrl;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}
