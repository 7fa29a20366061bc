import { constants, setPriority } from "node:os";
import { log } from "#lib/log/log.ts";

/**
 * Lowers the priority of a process, so that readers' requests come first.
 * @param pid undefined: this process, and what it starts
 */
export function lowerPriority(pid = 0, priority: number = constants.priority.PRIORITY_BELOW_NORMAL): void {
  try {
    setPriority(pid, priority);
  } catch (error) {
    // It has ended, or the system does not allow it.
    log.debug({ err: error }, "The priority of a process could not be lowered.");
  }
}
