import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { ExportFolder } from "../folder/export-folder.ts";
import type { OutputFile } from "../folder/output-file.ts";
import { beginChannel, type ChannelOptions, endChannel } from "./channel.ts";
import { beginPost, endPost, type WordPressPost } from "./post.ts";

interface Options {
  folder: ExportFolder;
  channel: ChannelOptions;
  zone: string;
  /** A file that has reached this size (bytes) ends after its item. */
  maxBytes: number;
}

/**
 * Writes the export for WordPress, in several files if it is large: hosts limit uploads, and its importer holds a whole
 * file in memory. Each file can be imported alone: it has all authors, categories and tags, and the pictures of its
 * articles.
 */
export class WordPressFiles {
  readonly #options: Options;
  #file: OutputFile | undefined;
  #written = 0;
  #headLength = 0;
  /** The pictures of the current file. */
  readonly #pictures = new Set<number>();
  files = 0;
  bytes = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether the current file lacks a picture. */
  lacks(pictureId: number): boolean {
    return this.#file === undefined || !this.#pictures.has(pictureId);
  }

  /** Writes an item: pictures before the first article that shows them. `comments`: their elements, in any number. */
  async add(post: WordPressPost, comments: AsyncIterable<string> | Iterable<string> = []): Promise<void> {
    await this.begin(post);
    for await (const comment of comments) await this.append(comment);
    await this.end();
  }

  async begin(post: WordPressPost): Promise<void> {
    if (!this.#file) await this.#open();
    if (post.type === "attachment") this.#pictures.add(post.id);
    await this.append(beginPost(post, this.#options.zone));
  }

  async append(text: string): Promise<void> {
    this.#written += text.length;
    await this.#file?.write(text);
  }

  async end(): Promise<void> {
    await this.append(endPost);
  }

  /** Ends the current file if it is large enough. Call it between an article and the pictures of the next one. */
  async split(): Promise<void> {
    if (this.#written - this.#headLength >= this.#options.maxBytes) await this.#close();
  }

  /** Ends the last file. A single one is called `wordpress.xml`. */
  async finish(): Promise<void> {
    if (!this.#file && this.files === 0) await this.#open();
    await this.#close();
    const { path } = this.#options.folder;
    if (this.files === 1) await rename(join(path, "wordpress-1.xml"), join(path, "wordpress.xml"));
  }

  async #open(): Promise<void> {
    this.files += 1;
    this.#file = await this.#options.folder.open(`wordpress-${this.files}.xml`);
    const head = beginChannel(this.#options.channel);
    this.#written = head.length;
    this.#headLength = head.length;
    await this.#file.write(head);
  }

  async #close(): Promise<void> {
    if (!this.#file) return;
    await this.#file.write(endChannel);
    const size = await this.#file.close();
    this.#file = undefined;
    this.#pictures.clear();
    this.bytes += size;
    this.#options.folder.count(size);
  }
}
