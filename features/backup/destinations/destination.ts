/** A file at a destination. */
export interface DestinationFile {
  /** Its path below the destination, with slashes. */
  name: string;
  bytes: number;
}

interface WriteOptions {
  signal?: AbortSignal;
}

/** A place for backups: a folder, or a prefix of a bucket. Whatever else is there is left alone. */
export interface BackupDestination {
  /** How it is shown: a path, or `s3://BUCKET/PREFIX`; without secrets. */
  readonly location: string;
  /** Checks that it can be written to and read. Throws an OperatorError that says why not. */
  check(): Promise<void>;
  /**
   * Stores a stream under a name, completely or not at all: the name appears after the last byte. A file of that name is
   * replaced. Holds a few megabytes in memory. Returns the number of bytes.
   */
  write(name: string, source: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<number>;
  /** Reads a file. Throws an error with the code ENOENT if there is none. */
  open(name: string): AsyncIterable<Uint8Array>;
  /** Lists the complete files of a folder and below, in no order; "" lists those directly at the destination. */
  list(folder: string): AsyncIterable<DestinationFile>;
  /** Deletes a file; does nothing if there is none. */
  delete(name: string): Promise<void>;
  /** Removes what interrupted writes left, if it is more than a day old. */
  removeUnfinished(): Promise<void>;
  /** Free bytes on its disk; undefined if it has no limit that can be known. */
  freeBytes(): Promise<number | undefined>;
  /**
   * Adds a file as a hard link to one of this machine, which takes no room. False where that is impossible: on another
   * disk, in a bucket.
   */
  link(path: string, name: string): Promise<boolean>;
}

/** Whether our code could have made a name. */
export const isBackupName = (name: string): boolean =>
  name.length <= 300 && name.split("/").every((part) => /^[a-z0-9][a-z0-9._-]*$/i.test(part));

/** Returns the name; throws for one that our code could not have made: it may have come from a listing or a file. */
export function checkName(name: string): string {
  if (!isBackupName(name)) throw new Error(`"${name}" is no name of a backup.`);
  return name;
}

/** An error for a file that is not there, as `open` throws it. */
export function missingFile(name: string, location: string): Error {
  return Object.assign(new Error(`There is no ${name} in ${location}.`), { code: "ENOENT" });
}

/** Reads a small file into memory. Throws for a larger one: somebody else may have put it there. */
export async function readSmallFile(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`A file of a backup has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Tells a failure of what is being stored from one of the place where it is stored. */
export function watchSource(source: AsyncIterable<Uint8Array>): {
  chunks: AsyncGenerator<Uint8Array>;
  failed(error: unknown): boolean;
} {
  let failure: { error: unknown } | undefined;
  async function* read() {
    try {
      yield* source;
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  return { chunks: read(), failed: (error) => failure !== undefined && failure.error === error };
}
