// The entry point of `npm start`, `npm test` and the other scripts, on whatever Node the machine has. Old versions must
// reach the message below, so this file uses only syntax that they know and loads everything else after the check.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 9)) {
  console.error(
    "Vigie needs Node 20.9 or newer to start, and this is " +
      process.version +
      ": install a current Node and try again.",
  );
  process.exit(1);
} else {
  import("./launcher.mjs").then((launcher) => launcher.launch(process.argv.slice(2)));
}
