import { createServer, type Server } from "node:net";
import { OperatorError } from "#lib/operator-error.ts";

/**
 * Listens and resolves to the port (which matters when 0 was given). Throws an OperatorError that says why it cannot
 * and what to do.
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

/**
 * Checks that the address is available before anything slow is done for it. Resolves to a free port when 0 is given.
 */
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
