import { OperatorError } from "#lib/operator-error.ts";
import { BodyLimitError } from "#lib/storage/body-limits.ts";

/** The status of a service's answer; undefined if there was none. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  return typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
    ? Number(metadata.httpStatusCode) || undefined
    : undefined;
}

/**
 * The one sentence for a failed request to the bucket of the backups. An error of this product, or of the stream that was
 * being sent, is returned as it is.
 */
export function describeBucketError(
  error: unknown,
  { endpoint, bucket, region }: { endpoint: string; bucket: string; region: string },
): unknown {
  if (error instanceof OperatorError) return error;
  const server = `The server of the backups (${endpoint})`;
  const wrap = (message: string) => new OperatorError(message, { cause: error });
  const name = error instanceof Error ? error.name : "";
  const status = statusOf(error);
  if (name === "NoSuchBucket" || status === 404) return wrap(`${server} has no bucket ${bucket}.`);
  if (status === 401 || status === 403) return wrap(`${server} refuses the key for the bucket ${bucket}.`);
  if (status === 301 || name === "AuthorizationHeaderMalformed")
    return wrap(`The bucket ${bucket} is not in the region ${region}.`);
  if (status === 507 || name === "QuotaExceeded" || name === "XMinioStorageFull")
    return wrap(`The bucket ${bucket} is full.`);
  if (status !== undefined) return wrap(`${server} answers ${status} (${name}).`);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof BodyLimitError)
    return wrap(`${server} answers too slowly, or sends too much: ${error.message}.`);
  if (name === "TimeoutError" || name === "AbortError") return wrap(`${server} does not answer.`);
  return /^E[A-Z_]+$/.test(code) ? wrap(`${server} does not answer (${code}).`) : error;
}
