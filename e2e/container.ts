import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "#server/testing/run-program.ts";

/** What an instruction of the Dockerfile says in its last stage; instructions that occur several times are joined. */
export function readImage(text = readFileSync(join(root, "Dockerfile"), "utf8")): Record<string, string> {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  const last = lines.findLastIndex((line) => line.startsWith("FROM "));
  const image: Record<string, string> = {};
  for (const line of lines.slice(last)) {
    const [, name = "", value = ""] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    image[name] = image[name] ? `${image[name]} ${value}` : value;
  }
  return image;
}

/** Why this machine cannot imitate a container, or undefined. */
export function whyNoContainer(): string | undefined {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root, for namespaces and mounts";
  const made = spawnSync("unshare", [...spaces, "--fork", "nsenter", "--version"]);
  return made.status === 0 ? undefined : "namespaces cannot be made here";
}

/** The namespaces of a container. */
const spaces = ["--mount", "--pid", "--ipc", "--net", "--uts"];

/** The script of a container's first process: a root of its own, everything read-only but /data and /tmp. */
const setUp = `
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$BOX"
cd "$BOX"
mkdir usr app data tmp proc dev etc
mount --bind /usr usr
for name in bin sbin lib lib64; do
  if [ -L "/$name" ]; then cp -P "/$name" "$name"; elif [ -d "/$name" ]; then mkdir "$name"; mount --bind "/$name" "$name"; fi
done
for name in ld.so.cache ssl nsswitch.conf localtime; do [ -e "/etc/$name" ] && cp -rL "/etc/$name" "etc/$name"; done
echo "root:x:0:0::/:/bin/sh
vigie:x:$USER_ID:$GROUP_ID::/nonexistent:/usr/sbin/nologin" > etc/passwd
echo "127.0.0.1 localhost" > etc/hosts
mount --bind "$PROGRAM" app
mount -o remount,bind,ro app
mount -o remount,bind,ro usr
mount --bind "$DATA" data
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t proc proc proc
mount --rbind /dev dev
mount -o remount,ro "$BOX"
ip link set lo up
exec chroot "$BOX" setpriv --reuid "$USER_ID" --regid "$GROUP_ID" --clear-groups --bounding-set -all --no-new-privs \\
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/nonexistent sh -c 'cd /app; exec env "$@"' sh "$@"
`;

export interface Container {
  /** Everything it has printed. */
  output(): string;
  /** Runs a command of the image in it: the exit code and what it printed. */
  run(command: readonly string[]): { code: number | null; output: string };
  /** Sends SIGTERM to its first process, as `docker stop` does, and returns its exit code. */
  stop(): Promise<number | null>;
  /** Kills everything in it. */
  kill(): Promise<void>;
}

/**
 * Runs the image's own entry point as a container engine would: its user without capabilities, its environment and
 * `further`, the program read-only at /app, `data` at /data, and process ids and network of its own.
 */
export function startContainer(data: string, further: Record<string, string> = {}): Container {
  const image = readImage();
  const [userId = "", groupId = ""] = (image.USER ?? "").split(":");
  const command: string[] = [...JSON.parse(image.ENTRYPOINT ?? "[]"), ...JSON.parse(image.CMD ?? "[]")];
  const variables = [
    ...(image.ENV ?? "").split(/ +/),
    ...Object.entries(further).map(([name, value]) => `${name}=${value}`),
  ];
  const box = mkdtempSync(join(tmpdir(), "vigie-container-"));
  const setUpEnvironment = { BOX: box, PROGRAM: root, DATA: data, USER_ID: userId, GROUP_ID: groupId };
  const child = spawn("unshare", [...spaces, "--fork", "sh", "-c", setUp, "sh", ...variables, ...command], {
    env: { ...process.env, ...setUpEnvironment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const firstProcess = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
  /** The kernel kills all others of a container with its first process. */
  const signal = (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(Number(firstProcess()), name);
  };
  const killAtExit = () => signal("SIGKILL");
  process.once("exit", killAtExit);
  const end = async () => {
    const code = await ended;
    process.off("exit", killAtExit);
    rmSync(box, { recursive: true, force: true });
    return code;
  };
  return {
    output: () => printed,
    run(inside) {
      const enter = ["--target", firstProcess(), ...spaces, "--root", "--wd"];
      const user = ["setpriv", "--reuid", userId, "--regid", groupId, "--clear-groups"];
      const program = ["env", "-i", `PATH=${process.env.PATH}`, ...variables];
      const { status, stdout, stderr } = spawnSync("nsenter", [...enter, ...user, ...program, ...inside], {
        encoding: "utf8",
        timeout: 60_000,
      });
      return { code: status, output: stdout + stderr };
    },
    stop() {
      signal("SIGTERM");
      return end();
    },
    async kill() {
      signal("SIGKILL");
      await end();
    },
  };
}
