import type { ComponentProps } from "react";
import { Picture } from "./picture.tsx";

interface Props {
  picture: Pick<ComponentProps<typeof Picture>, "id" | "width" | "height" | "revision" | "focusX" | "focusY"> | null;
  sizes: string;
  priority?: boolean;
  /** As in `Picture`. */
  maxWidth?: number;
}

/**
 * The picture of a card, beside a headline: a decoration, so its alternative text is empty. Nothing without a picture.
 */
export function DecorativePicture({ picture, sizes, priority = false, maxWidth }: Props) {
  if (!picture) return null;
  return (
    <div className="picture">
      <Picture
        id={picture.id}
        width={picture.width}
        height={picture.height}
        revision={picture.revision}
        focusX={picture.focusX}
        focusY={picture.focusY}
        alt=""
        sizes={sizes}
        priority={priority}
        {...(maxWidth !== undefined && { maxWidth })}
      />
    </div>
  );
}
