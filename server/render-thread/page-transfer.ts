import type { RenderedPage } from "../page-cache/page-renderer.ts";
import { joinUnpooled } from "../page-cache/prepared-response.ts";
import { fromSharedTime, toSharedTime } from "./clock.ts";

/** Prepares a rendered page for the other thread. Its buffers move there without a copy. */
export function sendableRender(rendered: RenderedPage): { rendered: RenderedPage; transfer: ArrayBuffer[] } {
  const transfer: ArrayBuffer[] = [];
  const sendable = convert(rendered, toSharedTime, (buffer) => {
    const { buffer: memory } = buffer;
    const ownsMemory = memory instanceof ArrayBuffer && memory.byteLength === buffer.length;
    if (!ownsMemory) return joinUnpooled(buffer);
    transfer.push(memory);
    return buffer;
  });
  return { rendered: sendable, transfer };
}

/** Restores a page from the other thread, where its buffers arrived as plain byte arrays. */
export function receivedRender(rendered: RenderedPage): RenderedPage {
  return convert(rendered, fromSharedTime, ({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
}

function convert(
  rendered: RenderedPage,
  convertTime: (time: number) => number,
  convertBuffer: (buffer: Buffer) => Buffer,
): RenderedPage {
  if (rendered.kind === "private" || rendered.kind === "busy") return rendered;
  if (rendered.kind === "unchanged") return { ...rendered, expiresAt: convertTime(rendered.expiresAt) };
  const page = { ...rendered.page, body: convertBuffer(rendered.page.body) };
  if (rendered.kind === "failed") return { ...rendered, page };
  const data = rendered.data && { ...rendered.data, bytes: convertBuffer(rendered.data.bytes) };
  return { ...rendered, page, data, expiresAt: convertTime(rendered.expiresAt) };
}
