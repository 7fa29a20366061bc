import { join } from "node:path";
import { env } from "../env.ts";
import { s3Storage } from "./s3.ts";
import { diskStorage, type Storage } from "./storage.ts";

let bucket: Storage | undefined;

/** The storage of images: the bucket of S3_*, else DATA_DIR/media. */
export function mediaStorage(): Storage {
  const { DATA_DIR, S3_ENDPOINT, S3_BUCKET, S3_KEY, S3_SECRET, S3_REGION } = env();
  if (!S3_ENDPOINT || !S3_BUCKET || !S3_KEY || !S3_SECRET) return diskStorage(join(DATA_DIR, "media"));
  bucket ??= s3Storage({
    endpoint: S3_ENDPOINT,
    bucket: S3_BUCKET,
    key: S3_KEY,
    secret: S3_SECRET,
    region: S3_REGION,
  });
  return bucket;
}
