import { rm } from "node:fs/promises";
import type { ExportPart } from "../archives/list-parts.ts";
import { unpackPart } from "../archives/unpack.ts";
import { normaliseBlogUrl } from "../blog-addresses.ts";
import { openExport } from "../export/decode.ts";
import { ImportFailure } from "../import-reason.ts";
import { type Attachment, scanExport } from "../scan.ts";

interface ScanOptions {
  unpackFolder: string;
  signal?: AbortSignal | undefined;
  blogUrl?: string | undefined;
  /** Called with the bytes of an export that were read, and its size. */
  onRead: (index: number, done: number, total: number) => void;
}

/**
 * Lists the attachments of all exports of an archive by the address of their blog: WordPress splits a large site without
 * regard to what a text uses. An export that cannot be read has none; its own import says why.
 */
export async function listArchiveAttachments(
  archive: string,
  parts: ExportPart[],
  { unpackFolder: folder, signal, blogUrl, onRead }: ScanOptions,
): Promise<Map<string, Attachment[]>> {
  const found = new Map<string, Attachment[]>();
  for (const [index, part] of parts.entries()) {
    try {
      const path = await unpackPart(archive, part, { folder, signal });
      const { file, close } = await openExport(path);
      try {
        const { size } = await file.stat();
        const { channel, attachments } = await scanExport(
          file,
          path,
          (done) => {
            signal?.throwIfAborted();
            onRead(index, done, size);
          },
          { blogUrl },
        );
        const blog = normaliseBlogUrl(channel.blogUrl);
        found.set(blog, [...(found.get(blog) ?? []), ...attachments.values()]);
      } finally {
        await close();
        await rm(path, { force: true });
      }
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
    }
  }
  return found;
}
