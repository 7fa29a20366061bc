import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { HostQueue } from "./host-queue.ts";

/** Runs tasks of hosts in the queue, and returns the order of their starts and how many ran at once, of all and of one host. */
async function run(hosts: string[], concurrency: number) {
  const queue = new HostQueue({ pauseMs: 5, concurrency });
  const order: string[] = [];
  const running: string[] = [];
  let maxRunning = 0;
  let maxOfHost = 0;
  for (const host of hosts) {
    queue.add(host, async () => {
      order.push(host);
      running.push(host);
      maxRunning = Math.max(maxRunning, running.length);
      maxOfHost = Math.max(maxOfHost, running.filter((one) => one === host).length);
      await sleep(5);
      running.splice(running.indexOf(host), 1);
    });
  }
  while (queue.size > 0) await queue.change();
  return { order, maxRunning, maxOfHost };
}

test("a host is asked one at a time, and its many feeds do not delay those of others", async () => {
  const { order, maxRunning, maxOfHost } = await run([...Array(20).fill("big.test"), "a.test", "b.test"], 3);
  expect(order).toHaveLength(22);
  expect(order.slice(0, 3).sort()).toEqual(["a.test", "b.test", "big.test"]);
  expect([maxRunning <= 3, maxOfHost]).toEqual([true, 1]);
});

test("runs several at once in the operator's own network", async () => {
  const { maxOfHost } = await run(Array(20).fill("127.0.0.1:8080"), 10);
  expect(maxOfHost).toBe(8);
});

test("what waits can be removed", async () => {
  const queue = new HostQueue({ pauseMs: 1, concurrency: 1 });
  const done: number[] = [];
  for (let n = 0; n < 3; n += 1)
    queue.add(`${n}.test`, async () => {
      await sleep(1);
      done.push(n);
      if (n === 1) queue.clear();
    });
  while (queue.size > 0) await queue.change();
  expect(done).toEqual([0, 1]);
});
