import type { MediaFormat } from "./rules.ts";

/** Where a picture's kept copy lies in storage; its variants lie beside it. Two letters first, so that no folder grows huge. */
export function masterKey(id: string, format: string): string {
  return `${id.slice(0, 2)}/${id}/master.${format}`;
}

export function variantKey(id: string, width: number, format: MediaFormat): string {
  return `${id.slice(0, 2)}/${id}/${width}.${format}`;
}
