import type { MediaFormat } from "#lib/media-path.ts";

/** Holds all that is kept of a picture. Two letters first, so that no folder grows huge. */
export function pictureFolder(id: string): string {
  return `${id.slice(0, 2)}/${id}`;
}

/** Where one revision's files lie: the first one's in the picture's own folder, later ones below it. */
function revisionFolder(id: string, revision: number): string {
  return revision === 0 ? pictureFolder(id) : `${pictureFolder(id)}/r${revision}`;
}

/** Where a picture's kept copy lies in storage; its variants lie beside it. */
export function masterKey(id: string, format: string, revision = 0): string {
  return `${revisionFolder(id, revision)}/master.${format}`;
}

export function variantKey(id: string, width: number, format: MediaFormat, revision = 0): string {
  return `${revisionFolder(id, revision)}/${width}.${format}`;
}

/** The picture and revision that a key belongs to; undefined for what is no picture's file. */
export function parsePictureKey(key: string): { id: string; revision: number } | undefined {
  const match = /^([a-f0-9]{2})\/(\1[a-f0-9]{22})\/(?:r([1-9]\d{0,5})\/)?(?:master|\d{3,4})\.[a-z]{3,4}$/.exec(key);
  return match?.[2] ? { id: match[2], revision: Number(match[3] ?? 0) } : undefined;
}
