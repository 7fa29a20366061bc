import { csvLine } from "#lib/csv.ts";
import type { OutputFile } from "../folder/output-file.ts";
import type { ExportedPage, ExportedTerms } from "../queries.ts";

/** Something that has an address on this site. */
interface ListedAddress {
  path: string;
  kind: "article" | "page" | "category" | "tag" | "author" | "story";
  title: string;
  /** Its file in the export; "": none. */
  file: string;
}

/**
 * Writes the addresses of this site, so that the next one can keep them or redirect them: the list has the file of each
 * article, where its new address can be found.
 */
export class AddressList {
  readonly #file: OutputFile;
  count = 0;

  constructor(file: OutputFile) {
    this.#file = file;
  }

  async begin(): Promise<void> {
    await this.#file.write(csvLine(["address", "kind", "title", "file"]));
  }

  async add({ path, kind, title, file }: ListedAddress): Promise<void> {
    this.count += 1;
    await this.#file.write(csvLine([path, kind, title, file]));
  }

  async addTerms(
    { categories, tags, authors }: ExportedTerms,
    stories: { slug: string; title: string }[],
  ): Promise<void> {
    for (const { slug, name } of categories)
      await this.add({ path: `/categories/${slug}`, kind: "category", title: name, file: "" });
    for (const { slug, name } of tags) await this.add({ path: `/tags/${slug}`, kind: "tag", title: name, file: "" });
    for (const { slug, name } of authors)
      await this.add({ path: `/authors/${slug}`, kind: "author", title: name, file: "" });
    for (const { slug, title } of stories) await this.add({ path: `/stories/${slug}`, kind: "story", title, file: "" });
  }

  async addPage({ slug, title }: ExportedPage, file: string): Promise<void> {
    await this.add({ path: `/pages/${slug}`, kind: "page", title, file });
  }

  close(): Promise<number> {
    return this.#file.close();
  }
}
