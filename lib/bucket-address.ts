/** A place in a bucket. */
export interface BucketAddress {
  bucket: string;
  /** Without slashes at its ends; empty for the whole bucket. */
  prefix: string;
}

/** A name is a bucket's by the rules of Amazon, which every service accepts. */
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** A part of a prefix: what needs no encoding in an address, and neither `.` nor `..`. */
const partPattern = /^(?!\.{1,2}$)[a-z0-9._-]{1,100}$/i;

/** Parses `s3://BUCKET` or `s3://BUCKET/PREFIX`; undefined for anything else. */
export function parseBucketAddress(text: string): BucketAddress | undefined {
  if (!/^s3:\/\//i.test(text)) return undefined;
  const [bucket = "", ...parts] = text.slice(5).split("/");
  const prefix = parts.filter((part) => part !== "");
  if (!bucketPattern.test(bucket) || prefix.length > 20 || !prefix.every((part) => partPattern.test(part)))
    return undefined;
  return { bucket, prefix: prefix.join("/") };
}
