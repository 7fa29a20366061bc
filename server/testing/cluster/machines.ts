import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../run-program.ts";
import { conditionTimeoutMs, TrackedProcess } from "./tracked-process.ts";

/** What a command printed, standard error included, and its exit code. */
export interface CommandResult {
  code: number | null;
  output: string;
}

const namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid"];
const shims = path.join(import.meta.dirname, "machine-commands");

/**
 * The first process of a machine: the system's files, with all changes in memory, and the commands of `machine-commands`.
 * Bash, because it waits for the processes that others leave.
 */
const setUpMachine = `
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755,size=3g tmpfs "$BOX/files"
mkdir "$BOX/files/upper" "$BOX/files/work" "$BOX/files/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$BOX/files/upper,workdir=$BOX/files/work" "$BOX/files/root"
cd "$BOX/files/root"
mount --rbind /dev dev
mount -t proc proc proc
mount -t tmpfs -o mode=755 tmpfs run
mkdir -p opt
cp -r "$SHIMS" opt/machine-commands
if [ -n "$PROGRAM" ]; then
  mkdir -p srv/vigie "$BOX/files/program-upper" "$BOX/files/program-work"
  mount -t overlay overlay srv/vigie \\
    -o "lowerdir=$PROGRAM,upperdir=$BOX/files/program-upper,workdir=$BOX/files/program-work,metacopy=on"
  rm -rf srv/vigie/docs
  cp -r "$DOCUMENTS" srv/vigie/docs
fi
mount -t tmpfs -o mode=1777 tmpfs tmp
install -d -o postgres -g postgres -m 2775 run/postgresql
mkdir -p run/haproxy
hostname "$NAME"
ip link set lo up
exec chroot . env -i PATH=/opt/machine-commands:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \\
  bash -c 'cd; node /opt/machine-commands/remote-shell.mjs listen & while :; do sleep 3600 & wait $!; done'
`;

/** The first process of the network: a switch, at which readers are. */
const setUpSwitch = `
set -eu
ip link set lo up
ip link add switch type bridge
ip address add "$ADDRESS/24" dev switch
ip link set switch up
while :; do sleep 3600 & wait $!; done
`;

/** Why this machine cannot imitate others, or undefined. */
export function whyNoMachines(): string | undefined {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root, for namespaces and mounts";
  const tried = spawnSync("unshare", [
    ...["--mount", "--net", "sh", "-c"],
    `ip link add vigie0 type veth peer name vigie1 && mount -t tmpfs tmpfs /mnt && mkdir /mnt/u /mnt/w /mnt/r &&
     mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/r`,
  ]);
  return tried.status === 0 ? undefined : "namespaces, links or overlays cannot be made here";
}

/** Starts the first process of new namespaces and returns its pid. Everything in them ends with it. */
async function startNamespaces(script: string, spaces: readonly string[], env: Record<string, string>, log: string) {
  const args = [...spaces, "--fork", "--kill-child", "bash", "-c", script];
  const process_ = new TrackedProcess("unshare", args, { log, env: { ...process.env, ...env } });
  const readChild = () => Number(readFileSync(`/proc/${process_.pid}/task/${process_.pid}/children`, "utf8"));
  await process_.until("the namespaces are there", () => readChild() > 0);
  return { process: process_, pid: readChild() };
}

/** Runs a command in namespaces, with `input` as its standard input. Rejects if it takes longer than `timeoutMs`. */
function runIn(enter: string[], command: string[], { input = "", timeoutMs = 3 * conditionTimeoutMs } = {}) {
  return new Promise<CommandResult>((resolve, reject) => {
    const child = spawn("nsenter", [...enter, ...command], { stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`It did not end within ${timeoutMs} ms: ${command.join(" ")}\n${output}`));
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    // Not "close": a service that it started may hold the pipe.
    child.once("exit", (code) => {
      clearTimeout(timer);
      setImmediate(() => resolve({ code, output }));
    });
    child.once("error", reject);
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** A machine made of namespaces: files, processes, a name and a network of its own. */
export class Machine {
  readonly name: string;
  readonly address: string;
  readonly #pid: number;

  constructor(name: string, address: string, pid: number) {
    this.name = name;
    this.address = address;
    this.#pid = pid;
  }

  /** Runs a script as root would in a new shell; it ends at the first command that fails. */
  run(script: string, timeoutMs?: number): Promise<CommandResult> {
    const env = [
      "PATH=/opt/machine-commands:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "HOME=/root",
    ];
    const enter = ["--target", String(this.#pid), ...namespaces, "--root", "--wd", "env", "-i", ...env, "LANG=C.UTF-8"];
    return runIn(enter, ["bash", "-e", "-c", `cd; ${script}`], timeoutMs === undefined ? {} : { timeoutMs });
  }

  /** Runs a script until its output fulfils a condition. Throws an Error with the last output after three minutes. */
  async until(what: string, script: string, holds: (result: CommandResult) => boolean): Promise<void> {
    const deadline = Date.now() + 3 * conditionTimeoutMs;
    for (;;) {
      const result = await this.run(script);
      if (holds(result)) return;
      if (Date.now() > deadline) {
        const { output: logs } = await this.run("tail -n 8 /var/log/*.service.log");
        throw new Error(`On ${this.name}: no ${what}. The last output:\n${result.output}\n${logs}`);
      }
      await sleep(200);
    }
  }
}

/** Machines at one switch, 10.0.0.1 and on, and readers at 10.0.0.254. */
export class MachineNetwork {
  readonly machines: readonly Machine[];
  readonly #switchPid: number;
  readonly #processes: readonly TrackedProcess[];

  private constructor(machines: readonly Machine[], switchPid: number, processes: readonly TrackedProcess[]) {
    this.machines = machines;
    this.#switchPid = switchPid;
    this.#processes = processes;
  }

  /** Starts machines. The first one has `program` at /srv/vigie, with the documents of this checkout; nothing is kept. */
  static async start(names: readonly string[], { folder, program }: { folder: string; program: string }) {
    const processes: TrackedProcess[] = [];
    try {
      const log = path.join(folder, "switch.log");
      const middle = await startNamespaces(setUpSwitch, ["--net", "--pid"], { ADDRESS: "10.0.0.254" }, log);
      processes.push(middle.process);
      const machines: Machine[] = [];
      for (const [at, name] of names.entries()) {
        const box = path.join(folder, name);
        mkdirSync(path.join(box, "files"), { recursive: true });
        const env = {
          BOX: box,
          NAME: name,
          SHIMS: shims,
          DOCUMENTS: path.join(root, "docs"),
          PROGRAM: at === 0 ? program : "",
        };
        const started = await startNamespaces(setUpMachine, namespaces, env, path.join(folder, `${name}.log`));
        processes.push(started.process);
        const machine = new Machine(name, `10.0.0.${at + 1}`, started.pid);
        // The shell of other machines answers once everything is mounted.
        const isSetUp = () =>
          readFileSync(`/proc/${started.pid}/comm`, "utf8").trim() === "bash" && isChrooted(started.pid, box);
        await started.process.until(`${name} is set up`, isSetUp);
        await connect(middle.pid, started.pid, name, machine.address);
        machines.push(machine);
      }
      return new MachineNetwork(machines, middle.pid, processes);
    } catch (error) {
      for (const each of processes) await each.kill();
      throw error;
    }
  }

  /** Pulls a machine's cable, or plugs it in. Its addresses stay, and its connections are not closed. */
  async setLink(machine: Machine, isUp: boolean): Promise<void> {
    await this.runAtReader(["ip", "link", "set", `to-${machine.name}`, isUp ? "up" : "down"]);
  }

  /** Runs a command of this system in the network of the readers. */
  async runAtReader(command: string[], input?: string): Promise<CommandResult> {
    return runIn(["--target", String(this.#switchPid), "--net"], command, input === undefined ? {} : { input });
  }

  /** Starts a process of this system in a machine's network. */
  startIn(machine: number, command: string[], log: string): TrackedProcess {
    const pid = this.#processes[machine + 1];
    if (!pid) throw new Error("There is no such machine.");
    const child = readFileSync(`/proc/${pid.pid}/task/${pid.pid}/children`, "utf8").trim();
    return new TrackedProcess("nsenter", ["--target", child, "--net", ...command], { log, env: process.env });
  }

  /** Ends all machines with everything in them. */
  async stop(): Promise<void> {
    for (const each of this.#processes) await each.kill();
  }
}

function isChrooted(pid: number, box: string): boolean {
  return spawnSync("readlink", [`/proc/${pid}/root`], { encoding: "utf8" }).stdout.startsWith(box);
}

async function connect(switchPid: number, pid: number, name: string, address: string): Promise<void> {
  const commands = [
    `ip link add to-${name} type veth peer name eth0 netns ${pid}`,
    `ip link set to-${name} master switch`,
    `ip link set to-${name} up`,
  ];
  const made = await runIn(["--target", String(switchPid), "--net"], ["sh", "-ec", commands.join("\n")]);
  if (made.code !== 0) throw new Error(`No link to ${name}: ${made.output}`);
  const inside = `ip address add ${address}/24 dev eth0; ip link set eth0 up`;
  const up = await runIn(["--target", String(pid), "--net"], ["sh", "-ec", inside]);
  if (up.code !== 0) throw new Error(`No address for ${name}: ${up.output}`);
}
