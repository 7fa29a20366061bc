import { maxUploadBytes } from "#features/media/rules.ts";

/**
 * The file in a `data:` URL; undefined if it is malformed, `"tooLarge"`, without decoding it, if the library would refuse its size.
 * Decoded here because our policy lets no script fetch such an address.
 */
export function dataUrlToFile(address: string, name: string): File | "tooLarge" | undefined {
  const comma = address.indexOf(",");
  if (!address.startsWith("data:") || comma === -1) return undefined;
  const [type = "", ...parameters] = address.slice("data:".length, comma).toLowerCase().split(";");
  const content = address.slice(comma + 1);
  const isBase64 = parameters.some((one) => one.trim() === "base64");
  if (content.length > (isBase64 ? (maxUploadBytes * 4) / 3 + 100 : maxUploadBytes * 3)) return "tooLarge";
  try {
    const text = decodeURIComponent(content);
    const bytes = isBase64 ? toBytes(atob(text)) : new TextEncoder().encode(text);
    return new File([bytes], `${name}.${fileExtension(type)}`, { type });
  } catch {
    return undefined;
  }
}

function toBytes(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function fileExtension(type: string): string {
  return /^image\/([a-z\d]{1,8})/.exec(type)?.[1] ?? "bin";
}
