/** What stands in a text area that the server sent, while React takes it over. */
interface HydrationWatch {
  readonly element: HTMLTextAreaElement;
  /** Stops watching; says whether the text is another than the one that was sent. */
  end(): boolean;
}

const watches = new WeakMap<HTMLTextAreaElement, HydrationWatch>();

/**
 * Keeps text and selection of a text area while React takes it over. To be called when the component is rendered: React may pause between
 * that and its write, and between the write and the end, and may begin anew. So the state is read at the write itself (React assigns
 * `defaultValue`, then `value`, without a pause) and put back at the end of the task, before any key can come in.
 * @returns the one watch of this element, however often it is asked for
 */
export function watchHydration(element: HTMLTextAreaElement): HydrationWatch {
  const known = watches.get(element);
  if (known) return known;
  const prototype = Object.getPrototypeOf(element);
  const { get, set } = Object.getOwnPropertyDescriptor(prototype, "defaultValue") ?? {};
  // Not the element's own property: with that one React would take the text for one that it has already told of.
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
        const moved = element.selectionStart !== selectionStart || element.selectionEnd !== selectionEnd;
        if (moved && document.activeElement === element) element.setSelectionRange(selectionStart, selectionEnd);
      };
      queueMicrotask(() => putBack?.());
    },
  });
  const watch: HydrationWatch = {
    element,
    end() {
      Reflect.deleteProperty(element, "defaultValue");
      watches.delete(element);
      // The write and this may be one task.
      putBack?.();
      return element.value !== element.defaultValue.replace(/\r\n?/g, "\n");
    },
  };
  watches.set(element, watch);
  return watch;
}
