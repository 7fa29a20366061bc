/** Alternative texts of the demo pictures, in English. */
export const altText = {
  "baited-letter": "Beneath a rowing boat, a sealed letter hangs from a hook as three fish draw near",
  "cloud-coast": "A large white cloud above a coastline, tied by fine lines to a building on the cliff",
  "disk-stacks": "Three stacks of disks – three, two and one – for the 3-2-1 backup rule",
  fingerprint: "A fingerprint whose right half breaks up into squares that drift away",
  keyboard: "A keyboard seen from above, at an angle, with a single orange key",
  lighthouse: "A lighthouse at night, its beam passing over the sea and a small boat",
  "lit-window": "The front of a building at night: one window is lit, and somebody is at work behind it",
  microchip: "A microchip at the centre of a green circuit board, its tracks fanning out",
  padlock: "A heavy brass padlock on a red wooden door",
  "patch-cables": "Coloured cables cross as they rise towards two rows of sockets",
  "relief-map": "A map of coasts and islands, with a dotted route across the sea between two markers",
  "router-waves": "A router on a shelf, its signal filling the room in circles",
  "server-aisle": "A row of server racks at night, leading to a lit doorway",
  "vault-door": "The round door of a vault, with its bolts and five-spoked wheel",
} as const;
