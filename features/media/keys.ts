import type { MediaFormat } from "./rules.ts";

/** Holds all that is kept of a picture. Two letters first, so that no folder grows huge. */
export function pictureFolder(id: string): string {
  return `${id.slice(0, 2)}/${id}`;
}

/** Where a picture's kept copy lies in storage; its variants lie beside it. */
export function masterKey(id: string, format: string): string {
  return `${pictureFolder(id)}/master.${format}`;
}

export function variantKey(id: string, width: number, format: MediaFormat): string {
  return `${pictureFolder(id)}/${width}.${format}`;
}
