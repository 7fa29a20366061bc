import type { IncomingMessage, ServerResponse } from "node:http";
import { patientValkey, valkey } from "#lib/valkey/client.ts";
import { type CompressedData, HydrationDataStore, pageOfHydrationData } from "./hydration/hydration-data.ts";
import { SharedHydrationData } from "./hydration/shared-hydration-data.ts";

/** The data of pages, which browsers request when they hydrate: in memory, in Valkey, or rendered with the page. */
export class PageData {
  readonly #own: HydrationDataStore;
  readonly #shared: SharedHydrationData | undefined;

  constructor(secure: boolean) {
    const [client, patientClient] = [valkey(), patientValkey()];
    this.#own = new HydrationDataStore({ secure });
    this.#shared = client ? new SharedHydrationData(client, patientClient ? { patientClient } : {}) : undefined;
  }

  /** Whether this is an address of page data. */
  has(address: string): boolean {
    return this.#own.has(address);
  }

  store(data: CompressedData): void {
    this.#own.store(data);
    this.#shared?.store(data);
  }

  /** Whether this process has the data, now that it has looked in Valkey. `isPatient`: no page waits for it. */
  async find(path: string, { isPatient = false } = {}): Promise<boolean> {
    if (this.#own.holds(path)) return true;
    const shared = await this.#shared?.find(path, { isPatient });
    if (shared) this.#own.store(shared);
    return shared !== undefined;
  }

  /**
   * Answers a request for data. After a restart, or on another machine than the page's, it is in Valkey or rendered with
   * the page.
   */
  async respond(
    req: IncomingMessage,
    res: ServerResponse,
    address: string,
    render: (page: string) => Promise<unknown>,
  ): Promise<boolean> {
    if (await this.#own.respond(req, res, address)) return true;
    if (await this.find(address, { isPatient: true })) return await this.#own.respond(req, res, address);
    const page = pageOfHydrationData(req.url ?? "");
    if (page === undefined) return false;
    await render(page);
    return await this.#own.respond(req, res, address);
  }
}
