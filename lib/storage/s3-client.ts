import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";

/** A bucket's service, and a key to it. */
export interface S3Access {
  endpoint: string;
  region: string;
  key: string;
  secret: string;
}

interface OpenedClient {
  s3: typeof import("@aws-sdk/client-s3");
  client: S3Client;
}

/**
 * Returns a function that opens the client of an S3-compatible service, once: the library is loaded with the first
 * request. It addresses buckets by path (`ENDPOINT/BUCKET/KEY`), which every such service supports.
 */
export function s3Opener(
  { endpoint, region, key: accessKeyId, secret }: S3Access,
  limits: Required<Pick<S3ClientConfig, "maxAttempts" | "requestHandler">>,
): () => Promise<OpenedClient> {
  let opened: Promise<OpenedClient> | undefined;
  return () => {
    opened ??= import("@aws-sdk/client-s3").then((s3) => ({
      s3,
      client: new s3.S3Client({
        endpoint,
        region,
        credentials: { accessKeyId, secretAccessKey: secret },
        forcePathStyle: true,
        // Only Amazon supports checksums in trailers.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
        ...limits,
      }),
    }));
    return opened;
  };
}
