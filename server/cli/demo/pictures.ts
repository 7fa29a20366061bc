import sharp from "sharp";
import { baitedLetter } from "./scenes/baited-letter.ts";
import { bankVault } from "./scenes/bank-vault.ts";
import { cloudCoast } from "./scenes/cloud-coast.ts";
import { diskStacks } from "./scenes/disk-stacks.ts";
import { type Scene, sceneHeight, sceneWidth } from "./scenes/drawing.ts";
import { fingerprint } from "./scenes/fingerprint.ts";
import { keyboard } from "./scenes/keyboard.ts";
import { lighthouse } from "./scenes/lighthouse.ts";
import { litWindow } from "./scenes/lit-window.ts";
import { microchip } from "./scenes/microchip.ts";
import { padlock } from "./scenes/padlock.ts";
import { patchCables } from "./scenes/patch-cables.ts";
import { reliefMap } from "./scenes/relief-map.ts";
import { routerWaves } from "./scenes/router-waves.ts";
import { serverAisle } from "./scenes/server-aisle.ts";

const scenes = {
  "baited-letter": baitedLetter,
  "cloud-coast": cloudCoast,
  "disk-stacks": diskStacks,
  fingerprint,
  keyboard,
  lighthouse,
  "lit-window": litWindow,
  microchip,
  padlock,
  "patch-cables": patchCables,
  "relief-map": reliefMap,
  "router-waves": routerWaves,
  "server-aisle": serverAisle,
  "vault-door": bankVault,
} satisfies Record<string, Scene>;

export type DemoPictureName = keyof typeof scenes;

/** The images of the demo articles, the same in each language. */
export const demoPictures = Object.keys(scenes) as DemoPictureName[];

/** Draws one of them as a JPEG of 1,600 × 900 pixels: the same bytes each time on the same libvips. */
export async function demoPicture(name: DemoPictureName): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${sceneWidth}" height="${sceneHeight}" viewBox="0 0 ${sceneWidth} ${sceneHeight}">${scenes[name].draw()}</svg>`;
  // Drawn at twice the size and reduced, which gives finer edges than the renderer's own.
  return await sharp(Buffer.from(svg), { density: 144 })
    .resize(sceneWidth, sceneHeight)
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 90, chromaSubsampling: "4:4:4", mozjpeg: true })
    .toBuffer();
}
