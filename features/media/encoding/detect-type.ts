/** Types recognised by their first bytes; only the first five are accepted. */
type DetectedType = "jpeg" | "png" | "webp" | "gif" | "avif" | "heic" | "svg" | "other-image" | "document" | "unknown";

/** TIFF (both byte orders), BMP, Photoshop, JPEG XL (bare and boxed), JPEG 2000, Windows icon. */
const otherImages = ["II*\0", "MM\0*", "BM", "8BPS", "\xff\x0a", "\0\0\0\x0cJXL ", "\0\0\0\x0cjP  ", "\0\0\x01\0"];

/** HEVC in HEIF, which iPhones write as photographs and bursts; `mif1` alone only says that the file is HEIF. */
const heicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", start, end);

/**
 * Detects a file's type by its content, never by its name. It runs before libvips, so that decoders that we do not need
 * (SVG, TIFF, PDF …) never see untrusted bytes.
 */
export function detectType(bytes: Uint8Array): DetectedType {
  const head = ascii(bytes, 0, 16);
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "webp";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "gif";
  if (head.slice(4, 8) === "ftyp") {
    const brands = readBrands(bytes);
    if (brands.some((brand) => brand === "avif" || brand === "avis")) return "avif";
    return brands.some((brand) => heicBrands.includes(brand)) ? "heic" : "other-image";
  }
  if (otherImages.some((start) => head.startsWith(start))) return "other-image";
  if (head.startsWith("%PDF-") || head.startsWith("%!PS")) return "document";
  // A byte-order mark, comments and a document type may precede the root; UTF-16 puts a zero beside each letter.
  const text = ascii(bytes, 0, 4096).replaceAll("\0", "");
  if (/<svg\b/i.test(text)) return "svg";
  if (/<(\?xml|!doctype|html)/i.test(text.slice(0, 512))) return "document";
  return "unknown";
}

/**
 * Reads the brands that a file of the MP4 family declares: the major one, then the compatible ones (ISO/IEC 14496-12,
 * 4.3).
 */
function readBrands(bytes: Uint8Array): string[] {
  const end = Math.min(
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0),
    256,
    bytes.byteLength,
  );
  return ascii(bytes, 8, end).match(/.{4}/gs) ?? [];
}
