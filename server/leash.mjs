// Loaded before each program that the launcher starts. The launcher holds the other end of descriptor 3 and writes
// nothing: when it closes, the launcher was killed, and this program stops as if it had been asked to.
import { Socket } from "node:net";

const reach = process.env.VIGIE_LEASH;
// Children inherit the environment, not the descriptor.
delete process.env.VIGIE_LEASH;
if (reach) {
  const leash = new Socket({ fd: 3, readable: true, writable: false });
  leash.on("error", () => {});
  leash.on("close", () => process.kill(reach === "group" ? -process.pid : process.pid, "SIGTERM"));
  leash.resume();
  leash.unref();
}
