import { preload } from "react-dom";
import { contentTypes, listWidths, mediaSrc, srcSet } from "#lib/media-path.ts";
import { focusStep } from "../rules.ts";

interface Props {
  id: string;
  /** Size of the master in pixels: reserves the space before the picture has loaded. */
  width: number;
  height: number;
  alt: string;
  /** Number of its current file (`media.revision`). */
  revision?: number;
  /** The focus that a crop keeps in view, in per cent; the middle by default. */
  focusX?: number;
  focusY?: number;
  /** The displayed width, as CSS's `sizes`. */
  sizes: string;
  /** For the one picture above the fold: loaded first, and preloaded in the head. */
  priority?: boolean;
  /**
   * The largest width to offer (one of `mediaWidths`), for a picture that is never shown large. Its markup is then a third
   * as long: AVIF, and JPEG for the few browsers without it.
   */
  maxWidth?: number;
  className?: string;
}

/** One picture in the formats and widths that a browser may choose from; loaded lazily unless `priority`. */
export function Picture(props: Props) {
  const { id, width, height, alt, revision = 0, focusX, focusY, sizes, priority = false, className } = props;
  const offered = Math.min(width, props.maxWidth ?? width);
  const largest = listWidths(offered).findLast((candidate) => candidate <= 1280) ?? 1280;
  const src = mediaSrc(id, largest, "jpeg", revision);
  if (priority) {
    preload(src, {
      as: "image",
      imageSrcSet: srcSet(id, offered, "avif", revision),
      imageSizes: sizes,
      type: contentTypes.avif,
      fetchPriority: "high",
    });
  }
  return (
    <picture>
      <source type={contentTypes.avif} srcSet={srcSet(id, offered, "avif", revision)} sizes={sizes} />
      {props.maxWidth === undefined && (
        <source type={contentTypes.webp} srcSet={srcSet(id, offered, "webp", revision)} sizes={sizes} />
      )}
      <img
        src={src}
        srcSet={srcSet(id, offered, "jpeg", revision)}
        sizes={sizes}
        width={width}
        height={height}
        alt={alt}
        className={className}
        data-fx={focusStep(focusX)}
        data-fy={focusStep(focusY)}
        loading={priority ? "eager" : "lazy"}
        decoding={priority ? "sync" : "async"}
        fetchPriority={priority ? "high" : undefined}
      />
    </picture>
  );
}
