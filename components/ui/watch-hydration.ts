/** Watches the value of a server-rendered text area during hydration. */
interface HydrationWatch {
  readonly element: HTMLTextAreaElement;
  /** Stops watching; returns whether the text differs from the one that was sent. */
  end(): boolean;
}

const watches = new WeakMap<HTMLTextAreaElement, HydrationWatch>();

/**
 * Keeps the text and selection of a text area during hydration. Call it while rendering: React may pause between rendering and its write,
 * and between the write and the end, and may start again. So the state is read at the write itself (React assigns `defaultValue`, then
 * `value`, without a pause) and restored at the end of the task, before any key press.
 * @returns the one watch of this element, on every call
 */
export function watchHydration(element: HTMLTextAreaElement): HydrationWatch {
  const known = watches.get(element);
  if (known) return known;
  const prototype = Object.getPrototypeOf(element);
  const { get, set } = Object.getOwnPropertyDescriptor(prototype, "defaultValue") ?? {};
  // The prototype's setter, not the element's own property: through that one React would consider the text already reported.
  const write = Object.getOwnPropertyDescriptor(prototype, "value")?.set;
  let putBack: (() => void) | undefined;
  Object.defineProperty(element, "defaultValue", {
    configurable: true,
    enumerable: true,
    get,
    set(text: string) {
      const { value, selectionStart, selectionEnd } = element;
      set?.call(element, text);
      putBack = () => {
        putBack = undefined;
        if (element.value !== value) write?.call(element, value);
        const selectionMoved = element.selectionStart !== selectionStart || element.selectionEnd !== selectionEnd;
        if (selectionMoved && document.activeElement === element)
          element.setSelectionRange(selectionStart, selectionEnd);
      };
      queueMicrotask(() => putBack?.());
    },
  });
  const watch: HydrationWatch = {
    element,
    end() {
      Reflect.deleteProperty(element, "defaultValue");
      watches.delete(element);
      // The write and this call may be in one task.
      putBack?.();
      return element.value !== element.defaultValue.replace(/\r\n?/g, "\n");
    },
  };
  watches.set(element, watch);
  return watch;
}
