/** A picture of the library, as described to scripts. */
export interface UploadedPicture {
  id: string;
  width: number;
  height: number;
  revision: number;
  alt: string;
  caption: string;
  credit: string;
  licence: string;
  animated: boolean;
  originalName: string;
  /** The address of a small variant. */
  src: string;
  /** After an upload: the library had it already. */
  known: boolean;
}
