// Stands in for systemd on a machine made of namespaces (server/testing/cluster/machines.ts): starts what a unit file
// names, with its drop-ins, user, environment and folders, and starts it again if the unit says so. Units are not
// sandboxed, and their dependencies, order and readiness are ignored.
//   systemctl start|stop|restart|reload|enable|disable|is-active|daemon-reload [--now] [--no-block] UNIT...
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const states = "/run/units";
const folders = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];
const restartPauseMs = 500;

/**
 * @typedef {Record<string, string[]>} Unit the directives of a unit file's [Service], each with all its values
 * @typedef {Record<string, string> & { NODE_ENV: "production" }} Environment
 */

/** @param {string} name */
function readUnit(name) {
  const file = folders.map((folder) => `${folder}/${name}.service`).find((path) => existsSync(path));
  if (!file) throw new Error(`Unit ${name}.service not found.`);
  const dropInFolder = `/etc/systemd/system/${name}.service.d`;
  const dropIns = existsSync(dropInFolder) ? readdirSync(dropInFolder).filter((entry) => entry.endsWith(".conf")) : [];
  /** @type {Unit} */
  const unit = {};
  for (const path of [file, ...dropIns.toSorted().map((entry) => `${dropInFolder}/${entry}`)]) {
    let section = "";
    for (const line of readFileSync(path, "utf8").replaceAll("\\\n", " ").split("\n")) {
      if (line.startsWith("[")) section = line;
      const at = line.indexOf("=");
      if (section !== "[Service]" || at <= 0 || /^\s*[#;]/.test(line)) continue;
      const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      // An empty value removes those before it.
      unit[key] = value === "" ? [] : [...(unit[key] ?? []), value];
    }
  }
  return unit;
}

/**
 * Splits words as systemd does: quotes group, and are removed.
 * @param {string} text
 */
const splitWords = (text) =>
  [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? "");

/**
 * @param {string} name
 * @param {Unit} unit
 */
function readEnvironment(name, unit) {
  /** @type {Environment} */
  const env = { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", NODE_ENV: "production" };
  /** @param {string} word */
  const assign = (word) => {
    const at = word.indexOf("=");
    if (at > 0)
      env[word.slice(0, at)] = word
        .slice(at + 1)
        .replaceAll("%H", hostname())
        .replaceAll("%p", name);
  };
  for (const value of unit.Environment ?? []) splitWords(value).forEach(assign);
  for (const value of unit.EnvironmentFile ?? []) {
    const file = value.replace(/^-/, "").replaceAll("%p", name);
    if (!existsSync(file)) {
      if (value.startsWith("-")) continue;
      throw new Error(`${file} is missing.`);
    }
    for (const line of readFileSync(file, "utf8").split("\n"))
      if (!/^\s*[#;]/.test(line)) assign(line.trim().replace(/=(["'])(.*)\1$/, "=$2"));
  }
  return env;
}

const hostname = () => readFileSync("/proc/sys/kernel/hostname", "utf8").trim();

/**
 * Replaces `$NAME` (which may become several words) and `${NAME}`.
 * @param {string} command
 * @param {Environment} env
 */
const expand = (command, env) =>
  splitWords(command.replace(/^[-+!@:]+/, "")).flatMap((word) =>
    /^\$\w+$/.test(word)
      ? splitWords(env[word.slice(1)] ?? "")
      : [word.replace(/\$\{(\w+)\}/g, (_, /** @type {string} */ variable) => env[variable] ?? "")],
  );

/** @param {string} name */
const stateFile = (name) => `${states}/${name}`;
/** @param {string} name */
const readPid = (name) => (existsSync(stateFile(name)) ? Number(readFileSync(stateFile(name), "utf8")) : 0);
/** @param {number} pid */
const isAlive = (pid) => {
  const stat = pid > 0 && existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
  return stat !== "" && !/\) Z /.test(stat);
};

/**
 * Runs as long as the unit: starts its program, and again if it ends by itself.
 * @param {string} name
 */
async function supervise(name) {
  const unit = readUnit(name);
  const user = unit.User?.at(-1) ?? "root";
  const kinds = { StateDirectory: "/var/lib", RuntimeDirectory: "/run" };
  for (const [kind, place] of Object.entries(kinds))
    for (const folder of (unit[kind] ?? []).flatMap(splitWords)) {
      const mode = unit[`${kind}Mode`]?.at(-1) ?? "0755";
      spawnSync("install", ["-d", "-o", user, "-g", groupOf(user), "-m", mode, `${place}/${folder}`]);
    }
  for (;;) {
    const env = {
      ...readEnvironment(name, unit),
      USER: user,
      HOME: spawnSync("sh", ["-c", `echo ~${user}`], { encoding: "utf8" }).stdout.trim(),
    };
    const log = openSync(`/var/log/${name}.service.log`, "a");
    const words = expand(unit.ExecStart?.at(-1) ?? "", env);
    const child = spawn("setpriv", ["--reuid", user, "--regid", groupOf(user), "--init-groups", ...words], {
      env,
      cwd: unit.WorkingDirectory?.at(-1) ?? "/",
      stdio: ["ignore", log, log],
      detached: true,
    });
    writeFileSync(stateFile(name), String(child.pid));
    const code = await new Promise((resolve) => child.once("exit", resolve));
    const restart = unit.Restart?.at(-1) ?? "no";
    // `stop` removes the file first.
    if (!existsSync(stateFile(name)) || restart === "no" || (restart !== "always" && code === 0)) return;
    await sleep(restartPauseMs);
  }
}

/** @param {string} user */
const groupOf = (user) => spawnSync("id", ["-gn", user], { encoding: "utf8" }).stdout.trim();

/** @param {string} name */
async function start(name) {
  if (isAlive(readPid(name))) return;
  readUnit(name);
  mkdirSync(states, { recursive: true });
  rmSync(stateFile(name), { force: true });
  spawn(process.execPath, [import.meta.filename, "supervise", name], {
    detached: true,
    stdio: ["ignore", "ignore", openSync(`/var/log/${name}.service.log`, "a")],
  }).unref();
  for (let n = 0; n < 600 && !readPid(name); n += 1) await sleep(50);
}

/** @param {string} name */
async function stop(name) {
  const pid = readPid(name);
  rmSync(stateFile(name), { force: true });
  if (!isAlive(pid)) return;
  const unit = readUnit(name);
  process.kill(pid, unit.KillSignal?.at(-1) === "SIGINT" ? "SIGINT" : "SIGTERM");
  for (let n = 0; n < 1_500 && isAlive(pid); n += 1) await sleep(50);
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
  if (unit.KillMode?.at(-1) === "process") return;
  // What is left of its session, as systemd ends what is left of a control group.
  for (const other of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const [, session] =
      /\) \S+ \d+ \d+ (\d+)/.exec(
        existsSync(`/proc/${other}/stat`) ? readFileSync(`/proc/${other}/stat`, "utf8") : "",
      ) ?? [];
    if (Number(session) === pid) process.kill(Number(other), "SIGKILL");
  }
}

/** @param {string} name */
function reload(name) {
  const unit = readUnit(name);
  const env = { ...readEnvironment(name, unit), MAINPID: String(readPid(name)) };
  for (const command of unit.ExecReload ?? []) {
    const [program = "", ...args] = expand(command, env);
    const { status } = spawnSync(
      program,
      args.map((word) => word.replace("$MAINPID", env.MAINPID)),
      { env, stdio: "inherit" },
    );
    if (status !== 0) throw new Error(`${command} failed.`);
  }
}

const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const isNow = process.argv.includes("--now");
const [verb, ...units] = words;
let code = 0;
try {
  for (const name of units.map((unit) => unit.replace(/\.service$/, ""))) {
    if (verb === "supervise") await supervise(name);
    else if (verb === "start" || (verb === "enable" && isNow)) await start(name);
    else if (verb === "stop" || (verb === "disable" && isNow)) await stop(name);
    else if (verb === "restart") {
      await stop(name);
      await start(name);
    } else if (verb === "reload") reload(name);
    else if (verb === "is-active") {
      const isActive = isAlive(readPid(name));
      console.log(isActive ? "active" : "inactive");
      if (!isActive) code = 3;
    } else if (verb === "enable" || verb === "disable") readUnit(name);
    else throw new Error(`systemctl ${verb} is not imitated.`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  code = 1;
}
process.exit(code);
