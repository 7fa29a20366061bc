// Plain JavaScript without dependencies: the launcher runs it on Node 20.
import path from "node:path";
import { readTrustedJsonFile, writeJsonFile } from "./release-file.mjs";

/**
 * What `vigie upgrade` asks the launcher of the running site to do: start `release` beside the site, and let it take
 * over. Both sides read and write files in DATA_DIR, which only its owner can: nothing is left open for others, and a kill of either
 * side leaves a state that can be read.
 * @typedef {import("./release-file.mjs").ChosenRelease} ChosenRelease
 * @typedef {{ id: string, release: ChosenRelease, timeoutMs: number }} SwitchRequest
 * @typedef {"starting" | "warming" | "switching" | "done" | "failed"} SwitchStep
 * @typedef {{ id: string, step: SwitchStep, at: string, launcher: number, pid?: number, reason?: string }} SwitchState
 */

/** @param {string} dataDir */
const requestFile = (dataDir) => path.join(dataDir, "upgrade", "request.json");
/** @param {string} dataDir */
const stateFile = (dataDir) => path.join(dataDir, "upgrade", "state.json");
/** @param {string} dataDir */
const launcherFile = (dataDir) => path.join(dataDir, "upgrade", "launcher.json");

/** @param {string} dataDir @returns {SwitchRequest | undefined} */
export const readSwitchRequest = (dataDir) => readTrustedJsonFile(requestFile(dataDir));

/** @param {string} dataDir @param {SwitchRequest} request */
export const writeSwitchRequest = (dataDir, request) => writeJsonFile(requestFile(dataDir), request);

/** @param {string} dataDir @returns {SwitchState | undefined} */
export const readSwitchState = (dataDir) => readTrustedJsonFile(stateFile(dataDir));

/** @param {string} dataDir @param {SwitchState} state */
export const writeSwitchState = (dataDir, state) => writeJsonFile(stateFile(dataDir), state);

/**
 * A launcher that understands requests says so when its site is ready. `folder`: the release that its site runs; `home`:
 * the operator's folder.
 * @typedef {{ pid: number, started: string, site: number, home: string, folder: string }} WaitingLauncher
 */

/** @param {string} dataDir @returns {WaitingLauncher | undefined} */
export const readWaitingLauncher = (dataDir) => readTrustedJsonFile(launcherFile(dataDir));

/** @param {string} dataDir @param {WaitingLauncher} launcher */
export const writeWaitingLauncher = (dataDir, launcher) => writeJsonFile(launcherFile(dataDir), launcher);
