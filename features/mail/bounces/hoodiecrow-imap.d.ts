declare module "hoodiecrow-imap" {
  import type { Server } from "node:net";

  interface HoodiecrowServer {
    server: Server;
    listen(port: number, host: string): void;
    appendMessage(folder: string, flags: string[], date: Date | undefined, raw: string): void;
  }
  export default function hoodiecrow(options: {
    plugins: string[];
    storage: Record<string, { messages: { raw: string }[] }>;
  }): HoodiecrowServer;
}
