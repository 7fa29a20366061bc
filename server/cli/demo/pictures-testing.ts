import sharp from "sharp";

/**
 * Makes a picture of noise of about a demo picture's size, each time another one: drawing and encoding the real ones
 * takes most of an installation.
 */
export const drawNoise = (): Promise<Buffer> =>
  sharp({
    create: {
      width: 400,
      height: 300,
      channels: 3,
      background: "grey",
      noise: { type: "gaussian", mean: 128, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer();
