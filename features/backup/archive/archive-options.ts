import type { Storage } from "#lib/storage/storage.ts";
import type { EncryptionKeys } from "../encryption/encryption.ts";
import type { ArchiveHeader, ArchivePicture } from "./archive-format.ts";

export interface ArchiveProgress {
  part: "database" | "pictures";
  /** Bytes read of this part so far. */
  bytes: number;
  /** Estimated total of the part (bytes); undefined if unknown. */
  total: number | undefined;
}

export interface CreateArchiveOptions extends EncryptionKeys {
  /** The site's database. */
  url: string;
  /** Where the pictures are. */
  storage: Storage;
  /** Where the secret keys are. They are in an encrypted archive only. */
  dataDir: string;
  /** `referenced`: the archive lists the pictures that it needs, and does not have them. `omitted`: nor lists them. */
  pictures: ArchiveHeader["pictures"];
  /** False leaves the secret keys out of an encrypted archive too. */
  secrets?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: ArchiveProgress) => void;
  /** Receives each picture that the archive has or refers to. */
  onPicture?: (picture: ArchivePicture) => void;
  /** With `referenced`: returns what is known about a master, whose file is then not read again. */
  knownPicture?: (key: string) => ArchivePicture | undefined;
}
