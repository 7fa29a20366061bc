/** The messages of the library's dialog, for the page that contains it (`AdminPage messages`). */
export const pickerMessages = [
  "media.upload",
  "media.picker",
  "media.search",
  "media.untitled",
  "media.noAlt",
  "errors.picture.tooLarge",
] as const;

/** Maximum size of an upload: more than a phone's best camera produces. */
export const maxUploadBytes = 25 * 1024 * 1024;
export const maxUploadMegabytes = maxUploadBytes / 1024 / 1024;
/** Maximum number of files per form; scripts send one at a time. The page server limits a form to their total size. */
export const maxFilesPerUpload = 10;
/** Pictures per page of the library: 60 fills rows of 2 to 6. */
export const picturesPerPage = 60;
/**
 * Maximum size of a decoded picture (100 megapixels is a medium-format camera); beyond it a small file can fill the
 * memory.
 */
export const maxPixels = 100_000_000;
/** Width of the master: twice the widest place in the layout would be 2,400. */
export const maxMasterWidth = 2560;
/** Maximum height of the master: WebP ends at 16,383, and each variant of a taller picture takes seconds. */
export const maxMasterHeight = 8192;
/** Width of an animated master, which is as many pictures as it has frames. */
export const maxAnimationWidth = 960;
/**
 * Maximum number of frames: 30 s at 20 a second; a longer animation should be a video. All frames count towards
 * `maxPixels` too.
 */
export const maxFrames = 600;
/** The formats of a master. */
export type MasterFormat = "jpeg" | "png" | "webp";

/** Licences with a fixed name; any other is stored as text. */
export const licences = [
  "all-rights",
  "press",
  "public-domain",
  "cc0",
  "cc-by",
  "cc-by-sa",
  "cc-by-nd",
  "cc-by-nc",
  "cc-by-nc-sa",
  "cc-by-nc-nd",
] as const;
export type Licence = (typeof licences)[number];

export function isLicence(text: string): text is Licence {
  return licences.some((one) => one === text);
}

/** The address of a licence's text; undefined without one. */
export function licenceUrl(licence: string): string | undefined {
  if (licence === "cc0") return "https://creativecommons.org/publicdomain/zero/1.0/";
  if (licence === "public-domain") return "https://creativecommons.org/publicdomain/mark/1.0/";
  const kind = isLicence(licence) ? /^cc-(.+)$/.exec(licence)?.[1] : undefined;
  return kind && `https://creativecommons.org/licenses/${kind}/4.0/`;
}

/**
 * Rounds a focus to the tenths for which `features/articles/components/article-cards.css` has rules; undefined in the
 * middle, which needs none.
 */
export function focusStep(percent: number | undefined): number | undefined {
  const step = Math.round((percent ?? 50) / 10);
  return step === 5 ? undefined : step;
}
