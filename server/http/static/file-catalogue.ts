import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

export interface StaticFile {
  file: string;
  type: string;
  bytes: number;
  /** The name contains a hash of the content, so the file never changes. */
  immutable: boolean;
  /** Worth compressing; images and fonts already are compressed. */
  compressible: boolean;
}

/** Media types by file extension. Other files are not served. */
const mediaTypes: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".xsl": "text/xsl; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".ico": "image/x-icon",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".gif": "image/gif",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
  ".pdf": "application/pdf",
};

const compressibleType = /^(?:text\/|application\/(?:json|xml|manifest)|image\/(?:svg|x-icon))/;

async function listFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/**
 * Lists the files of a folder that may be served, by address. Nothing outside this list is ever opened, whatever a
 * request's path is. Dot files and our own compressed copies are left out. A missing folder counts as empty.
 */
export async function listStaticFiles(
  folder: string,
  prefix: string,
  immutable: boolean,
): Promise<Map<string, StaticFile>> {
  const assets = new Map<string, StaticFile>();
  for (const file of await listFiles(folder)) {
    const relative = path.relative(folder, file).split(path.sep);
    const type = mediaTypes[path.extname(file)];
    if (!type || relative.some((part) => part.startsWith("."))) continue;
    const { size } = await stat(file);
    const compressible = compressibleType.test(type);
    assets.set(prefix + relative.map(encodeURIComponent).join("/"), {
      file,
      type,
      bytes: size,
      immutable,
      compressible,
    });
  }
  return assets;
}

/** Reads an asset, or its compressed copy with this ending (`.br`, `.gz`); undefined if there is none. */
export function readStaticFile(asset: StaticFile, ending: "" | ".br" | ".gz" = ""): Promise<Buffer | undefined> {
  return readFile(asset.file + ending).catch(() => undefined);
}
