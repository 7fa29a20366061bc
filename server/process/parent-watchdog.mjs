// Loaded before each program that the launcher starts. The launcher holds the other end of descriptor 3 and writes
// nothing to it: when it closes, the launcher was killed, and this program stops as it would on a signal. In the other
// direction a site reports that it is ready; from then on the launcher restarts it if it dies.
import { Socket } from "node:net";

const stopScope = process.env.VIGIE_LEASH;
// Children inherit the environment, not the descriptor.
delete process.env.VIGIE_LEASH;
/** @type {Socket | undefined} */
let launcherPipe;
if (stopScope) {
  launcherPipe = new Socket({ fd: 3, readable: true, writable: true });
  launcherPipe.on("error", () => {});
  launcherPipe.on("close", () => process.kill(stopScope === "group" ? -process.pid : process.pid, "SIGTERM"));
  launcherPipe.resume();
  launcherPipe.unref();
}

/**
 * Tells the launcher that the site is ready.
 * @param {number} port the port in use: with PORT=0 the next process must take the same one
 */
export function reportReady(port) {
  launcherPipe?.write(`${port}\n`);
}
