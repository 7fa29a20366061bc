import { rm } from "node:fs/promises";
import type { ExportPart } from "../archives/list-parts.ts";
import { unpackPart } from "../archives/unpack.ts";
import { normaliseBlogUrl } from "../blog-addresses.ts";
import { openExport } from "../export/decode.ts";
import { ImportFailure } from "../import-reason.ts";
import { type Attachment, type Scan, scanExport } from "../scan.ts";

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
      try {
        const scan = await scanFile(path, blogUrl, (done, total) => {
          signal?.throwIfAborted();
          onRead(index, done, total);
        });
        const blog = normaliseBlogUrl(scan.channel.blogUrl);
        const ofBlog = found.get(blog) ?? [];
        found.set(blog, ofBlog);
        for (const attachment of scan.attachments.values()) ofBlog.push(attachment);
      } finally {
        await rm(path, { force: true });
      }
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error;
    }
  }
  return found;
}

async function scanFile(
  path: string,
  blogUrl: string | undefined,
  onRead: (done: number, total: number) => void,
): Promise<Scan> {
  const { file, close } = await openExport(path);
  try {
    const { size } = await file.stat();
    return await scanExport(file, path, (done) => onRead(done, size), { blogUrl });
  } finally {
    await close();
  }
}
