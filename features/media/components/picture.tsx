import { preload } from "react-dom";
import { contentTypes, mediaSrc, srcSet, widthsFor } from "../rules.ts";

interface Props {
  id: string;
  /** Size of the master in pixels: keeps the place before the picture is there. */
  width: number;
  height: number;
  alt: string;
  /** How wide it is shown, as CSS's `sizes`. */
  sizes: string;
  /** For the one picture above the fold: fetched first, named in the head. */
  priority?: boolean;
  className?: string;
}

/** One picture in the formats and widths that a browser may choose from; late unless `priority`. */
export function Picture({ id, width, height, alt, sizes, priority = false, className }: Props) {
  const largest = widthsFor(width).findLast((candidate) => candidate <= 1280) ?? 1280;
  const src = mediaSrc(id, largest, "jpeg");
  if (priority) {
    preload(src, {
      as: "image",
      imageSrcSet: srcSet(id, width, "avif"),
      imageSizes: sizes,
      type: contentTypes.avif,
      fetchPriority: "high",
    });
  }
  return (
    <picture>
      <source type={contentTypes.avif} srcSet={srcSet(id, width, "avif")} sizes={sizes} />
      <source type={contentTypes.webp} srcSet={srcSet(id, width, "webp")} sizes={sizes} />
      <img
        src={src}
        srcSet={srcSet(id, width, "jpeg")}
        sizes={sizes}
        width={width}
        height={height}
        alt={alt}
        className={className}
        loading={priority ? "eager" : "lazy"}
        decoding={priority ? "sync" : "async"}
        fetchPriority={priority ? "high" : undefined}
      />
    </picture>
  );
}
