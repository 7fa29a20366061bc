import { createServer, type Server } from "node:net";
import { OperatorError } from "#lib/operator-error.ts";

/**
 * Listens, or throws an OperatorError that says why not and what to do. Resolves to the port (of use when 0 was given).
 */
export function listenOn(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new OperatorError(describeListenError(error, port, host))),
    );
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Whether the address can be had, before anything slow is done for it. Resolves to a free port when 0 is asked. */
export async function checkPort(port: number, host: string): Promise<number> {
  const server = createServer();
  const found = await listenOn(server, port, host);
  await new Promise((resolve) => server.close(resolve));
  return found;
}

function describeListenError(error: NodeJS.ErrnoException, port: number, host: string): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is in use by another program: stop that one, or choose another port (PORT=${port < 65_535 ? port + 1 : 3000} npm start).`;
    case "EACCES":
      return `Port ${port} may not be used without special rights: choose one above 1023 (PORT=3000) and put a proxy in front.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST=${host} is not an address of this machine: use 127.0.0.1, 0.0.0.0 (all), or one that it has.`;
    default:
      return `Port ${port} of ${host} cannot be used (${error.code ?? error.message}): set PORT and HOST.`;
  }
}
