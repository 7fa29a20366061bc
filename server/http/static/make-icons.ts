import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { encodeIco } from "./encode-ico.ts";

/* Draws the site's mark, the wordmark's V with the lookout's lamp, and writes it to public/ in every form that
   browsers, phones and link previews request. Run it after a change here: `node server/http/static/make-icons.ts`. */

const paper = "#fdfcf9";
const ink = "#15181e";
const lamp = "#d98a00";

/** The V in a square of 512, drawn after Newsreader's: thick falling stroke, thin rising one, bracketed serifs. */
const letter = [
  "M62,118 H246 V137",
  "C222,140 209,144 209,156 C209,162 211,169 214,177",
  "L281,330 L338,186",
  "C343,173 346,164 346,157 C346,144 333,139 308,137",
  "V118 H432 V137",
  "C407,141 394,150 384,175",
  "L288,412 H246 L128,168",
  "C118,147 104,139 62,137 Z",
].join(" ");
const mark = `<path d="${letter}" fill="${ink}"/><circle cx="417" cy="370" r="42" fill="${lamp}"/>`;

/** At 16 pixels serifs are illegible: the same shape, bolder and without them. */
const smallMark = `<path d="M40,96 H196 L276,318 L340,96 H420 L300,424 H200 Z" fill="${ink}"/><circle cx="424" cy="372" r="60" fill="${lamp}"/>`;

function svg(width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${content}</svg>\n`;
}

/** `scale`: the share of the square that the mark may fill; `radius`: of the paper's corners. */
function square(drawing: string, scale: number, radius: number): string {
  const offset = 256 * (1 - scale);
  return svg(
    512,
    512,
    `<rect width="512" height="512" rx="${radius}" fill="${paper}"/><g transform="translate(${offset} ${offset}) scale(${scale})">${drawing}</g>`,
  );
}

const icon = square(mark, 1, 96);

/** The link preview of an article without an image. */
const share = svg(
  1200,
  630,
  [
    `<rect width="1200" height="630" fill="#f4f1ea"/>`,
    `<path d="M752,430 L1200,214 V600z" fill="#f2b33d" opacity="0.16"/><path d="M752,430 L1200,322 V498z" fill="#f2b33d" opacity="0.24"/>`,
    `<rect x="84" y="84" width="1032" height="6" fill="${ink}"/><rect x="84" y="544" width="1032" height="2" fill="#d3cdbf"/>`,
    `<g transform="translate(330 60)"><path d="${letter}" fill="${ink}"/></g>`,
    `<circle cx="752" cy="430" r="43" fill="${lamp}"/>`,
  ].join(""),
);

async function png(source: string, size: number): Promise<Buffer> {
  return await sharp(Buffer.from(source), { density: 288 })
    .resize(size)
    .png({ compressionLevel: 9, palette: size > 64 })
    .toBuffer();
}

const folder = join(import.meta.dirname, "../../../public");
await mkdir(folder, { recursive: true });
const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

await write("icon.svg", icon);
await write("icon-192.png", await png(icon, 192));
await write("icon-512.png", await png(icon, 512));
// Phones crop this one to a shape of their own: filled to the edge, the mark within the middle 80 %.
await write("icon-maskable-512.png", await png(square(mark, 0.7, 0), 512));
await write("apple-touch-icon.png", await png(square(mark, 0.84, 0), 180));
const favicons = [
  [16, square(smallMark, 1, 72)],
  [32, icon],
  [48, icon],
] as const;
await write("favicon.ico", encodeIco(await Promise.all(favicons.map(([size, drawing]) => png(drawing, size)))));
await write("share.png", await png(share, 1200));
