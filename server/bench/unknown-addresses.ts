import { Agent, request } from "node:http";

/**
 * Requests addresses that do not exist and distinct query strings, a few at a time. Resolves to the count of each
 * status.
 */
export async function requestUnknownAddresses(url: string, count: number): Promise<Record<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const statuses: Record<number, number> = {};
  const ask = (path: string) =>
    new Promise<void>((resolve, reject) => {
      request(new URL(path, url), { agent }, (res) => {
        const status = res.statusCode ?? 0;
        statuses[status] = (statuses[status] ?? 0) + 1;
        res.resume().once("end", resolve);
      })
        .once("error", reject)
        .end();
    });
  for (let i = 0; i < count; i += 8) {
    const some = Array.from({ length: Math.min(8, count - i) }, (_, j) => i + j);
    await Promise.all(some.flatMap((n) => [ask(`/articles/does-not-exist-${n}`), ask(`/?utm_${n}=${n}`)]));
  }
  agent.destroy();
  return statuses;
}
