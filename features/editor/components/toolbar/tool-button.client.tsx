"use client";

import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { ToolIcon } from "./tool-icon.tsx";
import { describeKeys, type EditorTool, toKeyShortcuts } from "./tools.ts";

interface Props {
  tool: EditorTool;
  tabIndex: 0 | -1;
  /** Called before the tool runs. */
  onUse(): void;
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A tool as a button with a drawing. Its word and keys appear beside it after 300 ms of hover or focus (`editor.css`). */
export function ToolButton({ tool, tabIndex, onUse }: Props) {
  const t = useTranslator();
  const { name, label, icon, keys, active, run } = tool;
  return (
    <button
      type="button"
      className="tool"
      data-tool={name}
      aria-label={label}
      aria-pressed={active}
      aria-keyshortcuts={keys && toKeyShortcuts(keys, isApple)}
      tabIndex={tabIndex}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        onUse();
        run();
      }}
    >
      <ToolIcon name={icon} />
      <span className="tool-tip" aria-hidden="true">
        {label}
        {keys && <kbd>{describeKeys(keys, isApple, t)}</kbd>}
      </span>
    </button>
  );
}

/** Tools as lines with words, below the button that opens them. */
export function ToolMenu({ label, tools, close }: { label: string; tools: EditorTool[]; close(): void }) {
  return (
    <ul className="editor-panel tool-menu" aria-label={label}>
      {tools.map((tool) => (
        <li key={tool.name}>
          <button
            type="button"
            aria-pressed={tool.active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              close();
              tool.run();
            }}
          >
            <ToolIcon name={tool.icon} />
            <span>{tool.label}</span>
            {tool.hint && <small>{tool.hint}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}
