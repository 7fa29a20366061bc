import { cropArea, cropNames, cropSrc, mediaSrc, toCrop } from "#lib/media-path.ts";
import type { ShareImage } from "#lib/page-metadata.ts";

export interface SharedPicture {
  id: string;
  width: number;
  height: number;
  alt: string;
  revision?: number;
  /** The focal point, in per cent. */
  focusX?: number;
  focusY?: number;
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

/** Describes a stored picture in the three shapes that Google asks for: square, 4:3 and 16:9, around its focal point. */
export function shareCrops(picture: SharedPicture): Required<ShareImage>[] {
  return cropNames.map((name) => {
    const crop = toCrop(name, picture);
    const { shownWidth: width, shownHeight: height } = cropArea(crop, picture);
    return { path: cropSrc(picture.id, crop, picture.revision), width, height, alt: picture.alt };
  });
}
