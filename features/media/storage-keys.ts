import { cropFile, type MediaCrop, type MediaFormat } from "#lib/media-path.ts";

/** The folder of all files of a picture. It starts with two letters of the id, so that no folder grows huge. */
export function pictureFolder(id: string): string {
  return `${id.slice(0, 2)}/${id}`;
}

/** The folder of one revision: the picture's own folder for the first, a subfolder for later ones. */
function revisionFolder(id: string, revision: number): string {
  return revision === 0 ? pictureFolder(id) : `${pictureFolder(id)}/r${revision}`;
}

/** The storage key of a picture's master; its variants are beside it. */
export function masterKey(id: string, format: string, revision = 0): string {
  return `${revisionFolder(id, revision)}/master.${format}`;
}

export function variantKey(id: string, width: number, format: MediaFormat, revision = 0): string {
  return `${revisionFolder(id, revision)}/${width}.${format}`;
}

export function cropKey(id: string, crop: MediaCrop, revision = 0): string {
  return `${revisionFolder(id, revision)}/${cropFile(crop)}`;
}

/** Parses the picture and revision of a key; undefined for any other key. */
export function parsePictureKey(key: string): { id: string; revision: number } | undefined {
  const match =
    /^([a-f0-9]{2})\/(\1[a-f0-9]{22})\/(?:r([1-9]\d{0,5})\/)?(?:master|\d{3,4}|(?:1x1|4x3|16x9)-\d{1,2}-\d{1,2})\.[a-z]{3,4}$/.exec(
      key,
    );
  return match?.[2] ? { id: match[2], revision: Number(match[3] ?? 0) } : undefined;
}
