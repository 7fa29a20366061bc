import { resolve } from "node:path";
import { parseBucketAddress } from "#lib/bucket-address.ts";
import type { Env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { bucketDestination } from "./bucket.ts";
import type { BackupDestination } from "./destination.ts";
import { folderDestination } from "./folder.ts";

type DestinationEnv = Pick<
  Env,
  | "DATA_DIR"
  | "BACKUP_TO"
  | "S3_ENDPOINT"
  | "S3_KEY"
  | "S3_SECRET"
  | "S3_REGION"
  | "BACKUP_S3_ENDPOINT"
  | "BACKUP_S3_KEY"
  | "BACKUP_S3_SECRET"
  | "BACKUP_S3_REGION"
>;

/** The destination of the copies that stay on this machine. */
export function localDestination({ DATA_DIR }: Pick<Env, "DATA_DIR">): BackupDestination {
  return folderDestination(resolve(DATA_DIR, "backups"), { create: true });
}

/** The destination of BACKUP_TO; undefined if it is not set. */
export function offsiteDestination(env: DestinationEnv): BackupDestination | undefined {
  return env.BACKUP_TO === undefined ? undefined : openDestination(env.BACKUP_TO, env);
}

/** The destination at an address: `s3://BUCKET/PREFIX`, or a folder. Throws an OperatorError for another address. */
export function openDestination(address: string, env: DestinationEnv): BackupDestination {
  if (!/^s3:\/\//i.test(address)) return folderDestination(resolve(address));
  const place = parseBucketAddress(address);
  if (!place) throw new OperatorError(`${address} is not the address of a bucket: write s3://BUCKET/PREFIX.`);
  const endpoint = env.BACKUP_S3_ENDPOINT ?? env.S3_ENDPOINT;
  const key = env.BACKUP_S3_KEY ?? env.S3_KEY;
  const secret = env.BACKUP_S3_SECRET ?? env.S3_SECRET;
  if (!endpoint || !key || !secret)
    throw new OperatorError("Set BACKUP_S3_ENDPOINT, BACKUP_S3_KEY and BACKUP_S3_SECRET to reach a bucket.");
  return bucketDestination({ ...place, endpoint, key, secret, region: env.BACKUP_S3_REGION ?? env.S3_REGION });
}

/**
 * Splits the address of an archive, `s3://BUCKET/PREFIX/NAME` or a path, into its destination and its name. Without a name
 * that ends like an archive's the whole address is the destination.
 */
export function openArchiveAddress(
  address: string,
  env: DestinationEnv,
): { destination: BackupDestination; name: string | undefined } {
  const at = address.lastIndexOf("/");
  const last = address.slice(at + 1);
  if (!/^[a-z0-9][a-z0-9._-]*\.tar\.zst(?:\.age)?$/i.test(last))
    return { destination: openDestination(address, env), name: undefined };
  const place = at === -1 ? "." : address.slice(0, at) || "/";
  return { destination: openDestination(place, env), name: last };
}
