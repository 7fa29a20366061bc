/** What the library's dialog says, for the page around it (`AdminPage messages`). */
export const pickerMessages = [
  "media.upload",
  "media.picker",
  "media.search",
  "media.untitled",
  "media.noAlt",
  "errors.picture.tooLarge",
] as const;

/** Largest upload: what a phone's best camera makes, with room. */
export const maxUploadBytes = 25 * 1024 * 1024;
export const maxUploadMegabytes = maxUploadBytes / 1024 / 1024;
/** Most files in one form; scripts send each alone. The page server's limit for the form's size is theirs together. */
export const maxFilesPerUpload = 10;
/** Pictures on one page of the library: rows of 2 to 6 are whole. */
export const picturesPerPage = 60;
/** Largest picture that is decoded (100 megapixels is a medium-format camera); beyond it a small file can fill the memory. */
export const maxPixels = 100_000_000;
/** Width at which the master is kept: twice the widest place in the layout would be 2,400. */
export const maxMasterWidth = 2560;
/** Height at which it is kept at most: WebP ends at 16,383, and each size of a taller one costs seconds. */
export const maxMasterHeight = 8192;
/** Width at which an animation is kept: it is as many pictures as it has frames. */
export const maxAnimationWidth = 960;
/** Most frames of an animation: 30 s at 20 a second; beyond it, it is a film. All of them count as pixels too. */
export const maxFrames = 600;
/** What a master is kept in. */
export type MasterFormat = "jpeg" | "png" | "webp";

/** Licences that have a name of their own; anything else is kept in its own words. */
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

/** Where a licence can be read, for those that have such a place. */
export function licenceUrl(licence: string): string | undefined {
  if (licence === "cc0") return "https://creativecommons.org/publicdomain/zero/1.0/";
  if (licence === "public-domain") return "https://creativecommons.org/publicdomain/mark/1.0/";
  const kind = isLicence(licence) ? /^cc-(.+)$/.exec(licence)?.[1] : undefined;
  return kind && `https://creativecommons.org/licenses/${kind}/4.0/`;
}

/** A focus as `features/articles/components/article-cards.css` knows it, in tenths; absent in the middle, which needs no rule. */
export function focusStep(percent: number | undefined): number | undefined {
  const step = Math.round((percent ?? 50) / 10);
  return step === 5 ? undefined : step;
}
