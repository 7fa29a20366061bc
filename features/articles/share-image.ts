import { mediaSrc } from "#lib/media-path.ts";
import type { ShareImage } from "#lib/page-metadata.ts";

export interface SharedPicture {
  id: string;
  width: number;
  height: number;
  alt: string;
  revision?: number;
}

/** Width of the image in link previews. The large services ask for 1,200. */
const shareWidth = 1280;

/** Returns the address of a stored picture in link previews: one of the widths that are made. */
export function shareAddress(id: string, revision = 0): string {
  return mediaSrc(id, shareWidth, "jpeg", revision);
}

/** Describes a stored picture as link previews, JSON-LD and feeds show it: JPEG, with its true size. */
export function shareImage(picture: SharedPicture): Required<ShareImage> {
  const width = Math.min(shareWidth, picture.width);
  return {
    // A narrower picture is served at its own width.
    path: shareAddress(picture.id, picture.revision),
    width,
    height: Math.max(1, Math.round((picture.height * width) / picture.width)),
    alt: picture.alt,
  };
}
