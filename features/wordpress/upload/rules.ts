/** The page that imports an export, its route for files, and the page of a run. */
export const importAdminPath = "/admin/import";
export const exportUploadPath = `${importAdminPath}/upload`;
export const importRunPath = (id: number) => `${importAdminPath}/${id}`;

/** The largest export that may be uploaded (bytes). A larger one is imported on the command line, where it lies on the disk. */
export const maxExportBytes = 5_000_000_000;
/** Limits of a piece of the file (bytes): a lost connection costs one piece, and each piece shows progress. */
export const minPieceBytes = 500_000;
const maxPieceBytes = 8_000_000;

/**
 * Chooses the size of the next piece: larger if the last one was fast, smaller if it was slow. Once the size has
 * settled below the largest, a piece takes 2.5 seconds or more, which keeps the requests within their hourly limit.
 */
export function choosePieceBytes(bytes: number, tookMs: number): number {
  if (tookMs < 2_500) return Math.min(2 * bytes, maxPieceBytes);
  return tookMs > 10_000 ? Math.max(bytes / 2, minPieceBytes) : bytes;
}
/** Imports that may wait or run at once: they run one after the other. */
export const maxActiveRuns = 5;
/** How long an uploaded file is kept after its last use (days), so that a dry run can be followed by the import. */
export const keptDays = 7;

/** What an import from the admin area reads: an uploaded file by its name in the folder, or the address of a live site. */
export type ImportOrigin = { file: string } | { address: string };

/** The options that the form offers; the command line has more. */
export interface UploadOptions {
  dryRun: boolean;
  timezone: string;
  ratingsMax: number;
  fetchImages: boolean;
}
