import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { log } from "#lib/log/log.ts";
import type { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { joinUnpooled } from "#server/page-cache/prepared-response.ts";
import { type CompressedData, hydrationDataPath } from "./hydration-data.ts";

const decompress = promisify(zstdDecompress);

/** A reader may open a page long before they touch it. */
const sharedDataSeconds = 86_400;
/** Bytes in Valkey and decompressed; more is rendered again where it is missing. The data of a usual page has 14 KB and 70 KB. */
const maxBytes = 512 * 1024;
const maxScriptBytes = 8 * 1024 * 1024;
/** Data that Valkey did not take in time is sent again after this pause (ms), so often, while all of it has so many bytes. */
const retryDelayMs = 1_000;
const maxRetries = 5;
const maxWaitingBytes = 8 * 1024 * 1024;

/**
 * Shares the data of pages between the instances of a site, of all its builds: a reader may have got the page from
 * another one. A path contains the hash of the data, so neither an old version nor another site's can be mistaken for it.
 */
export class SharedHydrationData {
  readonly #client: ValkeyClient;
  readonly #patientClient: ValkeyClient;
  readonly #retryDelayMs: number;
  #waitingBytes = 0;

  /** `patientClient`: for calls that no page waits for. */
  constructor(client: ValkeyClient, { patientClient = client, retryMs = retryDelayMs } = {}) {
    this.#client = client;
    this.#patientClient = patientClient;
    this.#retryDelayMs = retryMs;
  }

  /** Stores data, without waiting for Valkey. */
  store(data: CompressedData): void {
    if (data.bytes.length <= maxBytes) void this.#send(data, maxRetries);
  }

  async #send(data: CompressedData, retries: number): Promise<void> {
    const { path, bytes } = data;
    const sent = await this.#patientClient.run((server) =>
      server.set(this.#keyOf(path), bytes, "EX", sharedDataSeconds),
    );
    if (sent.isAvailable || retries === 0 || this.#waitingBytes + bytes.length > maxWaitingBytes) return;
    this.#waitingBytes += bytes.length;
    await sleep(this.#retryDelayMs, undefined, { ref: false });
    this.#waitingBytes -= bytes.length;
    await this.#send(data, retries - 1);
  }

  /**
   * Returns the data at a path; undefined if it is not there, damaged, or Valkey is not available. `isPatient`: no page
   * waits for them.
   */
  async find(path: string, { isPatient = false } = {}): Promise<CompressedData | undefined> {
    const client = isPatient ? this.#patientClient : this.#client;
    const found = await client.run((server) => server.getBuffer(this.#keyOf(path)));
    if (!found.isAvailable || found.value === null) return undefined;
    const script = await decompress(found.value, { maxOutputLength: maxScriptBytes }).catch(() => undefined);
    if (script && hydrationDataPath(script) === path) return { path, bytes: joinUnpooled(found.value) };
    log.warn("Valkey has page data that the site did not store: it is rendered again");
    return undefined;
  }

  readonly #keyOf = (path: string) => `${this.#client.prefix}data:${path.slice(path.lastIndexOf("/") + 1)}`;
}
