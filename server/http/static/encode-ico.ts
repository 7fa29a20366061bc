/**
 * Packs square PNGs (at most 256 pixels wide) into one .ico file. Format: a header of 6 bytes, 16 bytes for each image,
 * then the images; numbers are little-endian.
 */
export function encodeIco(images: Uint8Array[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach((image, index) => {
    // A PNG has its width 16 bytes after its start; 256 is written as 0.
    const width = new DataView(image.buffer, image.byteOffset).getUint32(16);
    const at = 6 + 16 * index;
    header.writeUInt8(width % 256, at);
    header.writeUInt8(width % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(image.byteLength, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += image.byteLength;
  });
  return Buffer.concat([header, ...images]);
}
