import { Readable } from "node:stream";
import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import { limitBody } from "./body-limits.ts";

/** A bucket's service, and a key to it. */
export interface S3Access {
  endpoint: string;
  region: string;
  key: string;
  secret: string;
}

/** Attempts, timeouts and connections. */
export interface S3Limits {
  /** How often each request is tried. */
  attempts: number;
  /** Until a connection is open (ms). */
  connectionMs: number;
  /** Until a response begins, the sending of what is uploaded included (ms). */
  responseMs: number;
  /** How long a connection may be silent (ms). */
  silenceMs: number;
  /** Connections at once. */
  maxSockets: number;
}

interface OpenedClient {
  s3: typeof import("@aws-sdk/client-s3");
  client: S3Client;
}

/** What a service has to send in twice `silenceMs` (bytes): 4 KB a second for a minute. */
const minBytes = 256 * 2 ** 10;
/** The largest answer other than a file (bytes): a page of a listing has at most a thousand keys of a kilobyte. */
const maxAnswerBytes = 8 * 2 ** 20;

/**
 * Returns a function that opens the client of an S3-compatible service, once: the library is loaded with the first
 * request. It addresses buckets by path (`ENDPOINT/BUCKET/KEY`), which every such service supports. A service that is
 * silent, or that sends next to nothing, ends in an error named TimeoutError.
 */
export function s3Opener(
  { endpoint, region, key: accessKeyId, secret }: S3Access,
  { attempts, connectionMs, responseMs, silenceMs, maxSockets }: S3Limits,
): () => Promise<OpenedClient> {
  const requestHandler: S3ClientConfig["requestHandler"] = {
    connectionTimeout: connectionMs,
    requestTimeout: responseMs,
    // Without it, the library writes a warning and waits on.
    throwOnRequestTimeout: true,
    socketTimeout: silenceMs,
    httpAgent: { maxSockets },
    httpsAgent: { maxSockets },
  };
  let opened: Promise<OpenedClient> | undefined;
  return () => {
    opened ??= import("@aws-sdk/client-s3").then((s3) => {
      const client = new s3.S3Client({
        endpoint,
        region,
        credentials: { accessKeyId, secretAccessKey: secret },
        forcePathStyle: true,
        // Only Amazon supports checksums in trailers.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
        maxAttempts: attempts,
        requestHandler,
      });
      limitResponses(client, silenceMs * 2);
      return { s3, client };
    });
    return opened;
  };
}

/** Limits the bodies of all responses: their rate, and the size of those that the library reads into memory itself. */
function limitResponses(client: S3Client, minBytesMs: number): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const response: unknown = result.response;
        if (typeof response !== "object" || response === null || !("body" in response)) return result;
        if (!(response.body instanceof Readable)) return result;
        const isFile =
          commandName === "GetObjectCommand" && "statusCode" in response && Number(response.statusCode) < 300;
        const maxBytes = isFile ? undefined : maxAnswerBytes;
        response.body = limitBody(response.body, { minBytes, minBytesMs, ...(maxBytes && { maxBytes }) });
        return result;
      },
    // Nearer to the connection than what parses a response.
    { step: "deserialize", priority: "low", name: "limitResponses" },
  );
}
