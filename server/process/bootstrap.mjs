// What `npm start`, `npm test` and the others run, on whatever Node the machine has. Old ones must reach the message
// below, so nothing newer than their syntax stands in this file and everything else is loaded after the check.
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
