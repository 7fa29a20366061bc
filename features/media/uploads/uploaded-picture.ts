/** What a script is told of a picture of the library. */
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
  /** A small copy to show. */
  src: string;
  /** Of one just sent: the library had it already. */
  known: boolean;
}
