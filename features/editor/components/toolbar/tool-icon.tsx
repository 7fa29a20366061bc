/** The drawings of the tools, 20 px, one line in the text's colour. Paths of a 20 × 20 grid. */
const drawings = {
  strong: "M6 4h4.6a3.1 3.1 0 0 1 0 6.2H6zM6 10.2h5.3a3.2 3.2 0 0 1 0 6.3H6z",
  em: "M8 4h7M5 16h7M11.8 4 8.2 16",
  s: "M14.5 6.4C14 4.9 12.3 4 10.2 4 7.7 4 6 5.2 6 7c0 1.2.8 2 2.3 2.5M3.5 10.5h13M5.5 13.5c.4 1.6 2.1 2.6 4.5 2.6 2.7 0 4.5-1.2 4.5-3.1 0-.6-.1-1-.4-1.4",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.9-2.9a3 3 0 0 0-4.3-4.3l-.9.9M11.5 8.5a3 3 0 0 0-4.3 0l-2.9 2.9a3 3 0 0 0 4.3 4.3l.9-.9",
  bulletList: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  orderedList: "M8.5 5H17M8.5 10H17M8.5 15H17M3 3.7 4.3 3v4M3 13.3c.9-.8 2.3-.4 2.3.6 0 1-2.3 1.6-2.3 2.6h2.5",
  blockquote: "M8.2 6H4.5v4h3.7zM8.2 10c0 2-1 3.3-2.7 4M15.5 6h-3.7v4h3.7zM15.5 10c0 2-1 3.3-2.7 4",
  note: "M3 15 6.7 5h.6L11 15M4.3 11.7h5.4M13.8 5.2 15.5 4v6",
  picture: "M3 4h14v12H3zM3 13l4-3.5 3.5 3 2.5-2 4 3M13 7.5h.01",
  card: "M2.5 5h15v10h-15zM5 7.5h3.5v5H5zM11 8h4M11 10h4M11 12h2.5",
  embed: "M3 4.5h14v11H3zM8.5 7.5v5l4-2.5z",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M12.7 4v12",
  callout: "M4 4v12M8 5h8M8 10h6M8 15h8",
  details: "M3 4.5 6 7 3 9.5zM9 7h8M9 11.5h8M9 16h8",
  rule: "M3 10h14",
  codeBlock: "M7.5 4C5 4 6.5 8.5 4 10c2.5 1.5 1 6 3.5 6M12.5 4c2.5 0 1 4.5 3.5 6-2.5 1.5-1 6-3.5 6",
  heading: "M5 4v12M15 4v12M5 10h10",
  paragraph: "M3 5h14M3 10h14M3 15h9",
  insert: "M10 4v12M4 10h12",
  undo: "M4 8h8.5a4 4 0 0 1 0 8H9M7.5 4.5 4 8l3.5 3.5",
  redo: "M16 8H7.5a4 4 0 0 0 0 8H11M12.5 4.5 16 8l-3.5 3.5",
  chevron: "M6 8l4 4 4-4",
} as const;

export type ToolIconName = keyof typeof drawings;

/** A tool's drawing; its meaning is in the name of the button around it. */
export function ToolIcon({ name }: { name: ToolIconName }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 20 20" className="tool-icon">
      <path d={drawings[name]} />
    </svg>
  );
}
