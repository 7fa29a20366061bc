import { parseUploadPath } from "./upload-path.ts";

/** The addresses of an attachment that tell where the blog's uploads are. */
interface UploadedFile {
  address: string;
  /** Its path below the uploads folder, as WordPress stores it (`_wp_attached_file`). */
  file: string;
}

/** A blog has one such folder, or a few after moves. */
const maxFolders = 20;

/**
 * Lists the folders of a blog's uploads that have another address than WordPress gives them (`https://cdn.test/media/`),
 * without the scheme: where the address of an attachment ends in its path below the uploads folder. Most used first.
 */
export function listUploadFolders(attachments: Iterable<UploadedFile>): string[] {
  const counts = new Map<string, number>();
  for (const { address, file } of attachments) {
    if (file === "" || parseUploadPath(address) !== undefined) continue;
    const place = toPlace(address);
    if (!place?.endsWith(`/${file}`)) continue;
    const folder = place.slice(0, -file.length);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, maxFolders).map(([folder]) => folder);
}

/** Reads paths of uploads from addresses below WordPress's folders, and below those of `listUploadFolders`. */
export class UploadFolders {
  readonly #folders: string[];
  readonly #base: string;

  /** @param base the blog's address, for relative ones */
  constructor(folders: string[], base: string) {
    this.#folders = folders;
    this.#base = base;
  }

  /** The path of a file below the uploads folder (`2017/03/x.jpg`); undefined for any other address. */
  pathOf(address: string): string | undefined {
    const usual = parseUploadPath(address);
    if (usual !== undefined || this.#folders.length === 0) return usual;
    const place = toPlace(address, this.#base);
    if (place === undefined || !/\.\w{2,5}$/.test(place)) return undefined;
    const folder = this.#folders.find((one) => place.startsWith(one));
    return folder === undefined ? undefined : place.slice(folder.length);
  }
}

/** Host and decoded path of an address. */
function toPlace(address: string, base?: string): string | undefined {
  if (!URL.canParse(address, base)) return undefined;
  const { hostname, pathname } = new URL(address, base);
  try {
    return `${hostname.replace(/^www\./, "")}${decodeURIComponent(pathname)}`;
  } catch {
    return undefined;
  }
}
