import type { GalleryKind } from "../body/shortcode-handlers.ts";

/** WXR names no type, so the extension tells what a file is. */
const extensions: Record<GalleryKind, RegExp> = {
  image: /\.(?:jpe?g|jpe|png|gif|webp|avif|heic|bmp|tiff?|ico|svg)$/i,
  audio: /\.(?:mp3|ogg|oga|flac|m4a|wav|wma|aac|opus)$/i,
  video: /\.(?:mp4|m4v|webm|ogv|flv|mov|wmv|avi|mpe?g)$/i,
};

/** Whether the file at an address is a picture, a sound or a film. */
export function isOfKind(address: string, kind: GalleryKind): boolean {
  return extensions[kind].test(address.split(/[?#]/)[0] ?? "");
}
