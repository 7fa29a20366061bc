import { setTimeout as sleep } from "node:timers/promises";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { hasValkeyServer, startTestValkey } from "#lib/valkey/valkey-testing.ts";
import { compressData, hydrationDataUrl } from "./hydration-data.ts";
import { SharedHydrationData } from "./shared-hydration-data.ts";

const generous = { timeout: 60_000, interval: 20 };

const dataOf = (script: string) => compressData({ address: hydrationDataUrl(script, "/articles/a"), script });

describe.skipIf(!hasValkeyServer)("page data in Valkey (skipped without /usr/bin/valkey-server)", () => {
  async function open() {
    const server = await startTestValkey();
    const instance = (prefix = "site:") => {
      const client = new ValkeyClient({ url: server.url, prefix, timeoutMs: 20_000 });
      onTestFinished(() => client.close());
      return new SharedHydrationData(client);
    };
    return { server, instance };
  }

  test("another instance finds what one has stored, for a day", async () => {
    const { server, instance } = await open();
    const data = dataOf("self.a=1;".repeat(1_000));
    instance().store(data);
    await vi.waitFor(async () => expect(await instance().find(data.path)).toEqual(data), generous);
    const ttl = Number(server.command("ttl", server.command("keys", "*")));
    expect(ttl).toBeGreaterThan(86_000);
    expect(ttl).toBeLessThanOrEqual(86_400);
    expect(await instance("other:").find(data.path)).toBeUndefined();
    expect(await instance().find(dataOf("self.b=1").path)).toBeUndefined();
  });

  test("data that the site did not store is ignored: other bytes, another script, a bomb", async () => {
    const { server, instance } = await open();
    const { path } = dataOf("self.a=1;");
    const client = new ValkeyClient({ url: server.url, prefix: "", timeoutMs: 20_000 });
    onTestFinished(() => client.close());
    const key = `site:data:${path.slice(path.lastIndexOf("/") + 1)}`;
    const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
    for (const bytes of [Buffer.from("x"), zstdCompressSync("alert(1)"), bomb]) {
      await client.run((commands) => commands.set(key, bytes));
      expect(await instance().find(path)).toBeUndefined();
    }
  });

  test("data that Valkey did not take in time is sent again", async () => {
    const { server, instance } = await open();
    const hasty = new ValkeyClient({ url: server.url, prefix: "site:", timeoutMs: 100 });
    onTestFinished(() => hasty.close());
    const data = dataOf("self.a=1;");
    server.freeze();
    new SharedHydrationData(hasty, { retryMs: 300 }).store(data);
    await sleep(200);
    server.thaw();
    await vi.waitFor(async () => expect(await instance().find(data.path)).toEqual(data), generous);
  });

  test("a request for data waits longer than a page does", async () => {
    const { server, instance } = await open();
    const data = dataOf("self.a=1;");
    instance().store(data);
    await vi.waitFor(async () => expect(await instance().find(data.path)).toEqual(data), generous);
    const [hasty, patientClient] = [100, 20_000].map(
      (timeoutMs) => new ValkeyClient({ url: server.url, prefix: "site:", timeoutMs }),
    );
    if (!hasty || !patientClient) throw new Error("No client was made.");
    onTestFinished(() => {
      hasty.close();
      patientClient.close();
    });
    const shared = new SharedHydrationData(hasty, { patientClient });
    await Promise.all([shared.find(data.path), shared.find(data.path, { isPatient: true })]);
    server.freeze();
    const patient = shared.find(data.path, { isPatient: true });
    expect(await shared.find(data.path)).toBeUndefined();
    server.thaw();
    expect(await patient).toEqual(data);
  });

  test("large data is not stored, and a Valkey that is away is no error", async () => {
    const { server, instance } = await open();
    const large = dataOf(
      Array.from({ length: 60_000 }, (_, n) => `self[${(n * 2_654_435_761) % 4_294_967_291}]=${n}`).join(";"),
    );
    expect(large.bytes.length).toBeGreaterThan(512 * 1024);
    const shared = instance();
    shared.store(large);
    expect(await shared.find(large.path)).toBeUndefined();
    await server.kill();
    const small = dataOf("self.a=1;");
    shared.store(small);
    expect(await shared.find(small.path)).toBeUndefined();
  });
});
