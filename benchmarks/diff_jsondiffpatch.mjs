// Reads [{before, after, key}, …] from standard input and prints jsondiffpatch's delta of each;
// the first argument is the folder of jsondiffpatch itself.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { create } = await import(pathToFileURL(process.argv[2] + "/lib/index.js"));
const deltas = JSON.parse(readFileSync(0, "utf8")).map(({ before, after, key }) => {
  const options = key ? { objectHash: (row) => row[key] } : {};
  return create(options).diff(before, after) ?? {};
});
console.log(JSON.stringify(deltas));
