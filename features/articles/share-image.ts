import type { ShareImage } from "#lib/metadata.ts";

/** Width of the picture in link previews: what the large services ask for is 1,200. */
const shareWidth = 1280;

/** A stored picture as link previews, JSON-LD and feeds show it: JPEG, with its true size. */
export function shareImage(picture: { id: string; width: number; height: number; alt: string }): ShareImage {
  const width = Math.min(shareWidth, picture.width);
  return {
    path: `/media/${picture.id}/${width}.jpeg`,
    width,
    height: Math.max(1, Math.round((picture.height * width) / picture.width)),
    alt: picture.alt,
  };
}
