import type { BlogAddresses } from "../blog-addresses.ts";
import type { PostStub } from "../scan.ts";

/** Recognises addresses of the blog's pages. */
export class PageAddresses {
  readonly #addresses: BlogAddresses;
  readonly #ids: ReadonlyMap<string, PostStub>;
  readonly #byPath = new Map<string, string>();

  constructor(addresses: BlogAddresses, pages: ReadonlyMap<string, PostStub>) {
    this.#addresses = addresses;
    this.#ids = pages;
    for (const page of pages.values()) {
      const path = addresses.path(page.link);
      if (path !== undefined && path !== "/") this.#byPath.set(path, page.id);
    }
  }

  /** Finds the id of the page that an address leads to: its full path, `?page_id=ID` or `?p=ID`. */
  pageId(address: string): string | undefined {
    const path = this.#addresses.path(address);
    if (path === undefined) return undefined;
    const { searchParams } = new URL(address, "https://relative.invalid/");
    const id = searchParams.get("page_id") ?? searchParams.get("p");
    if (id !== null) return this.#ids.has(id) ? id : undefined;
    return this.#byPath.get(path);
  }
}
