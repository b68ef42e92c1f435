// Builds the extension without a network: one script, the licences of what is in it, one .vsix.
//   npm ci && npm run build -- [FOLDER]
// The unpacked extension goes to src/orgsheet/data/vscode, from where `orgsheet init` puts it into
// a repository; the .vsix goes to FOLDER (dist/ of the repository by default).
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const unpacked = join(root, "src/orgsheet/data/vscode");
const folder = resolve(process.argv[2] ?? join(root, "dist"));
const version = readFileSync(join(root, "src/orgsheet/__init__.py"), "utf8").match(
  /__version__ = "([^"]+)"/,
)[1];

rmSync(unpacked, { recursive: true, force: true });
mkdirSync(unpacked, { recursive: true });
mkdirSync(folder, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: ["extension.js"],
  outfile: join(unpacked, "extension.js"),
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  external: ["vscode"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const found = input.match(/^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) packages.add(found[1]);
}
const licences = [...packages].sort().map((name) => {
  const place = join(here, "node_modules", name);
  const file = readdirSync(place).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name}: no licence text in the package`);
  const said = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  return `${name} ${said.version} (${said.license})\n\n${readFileSync(join(place, file), "utf8").trim()}\n`;
});
writeFileSync(join(unpacked, "THIRD-PARTY-LICENCES.txt"), licences.join(`\n${"-".repeat(72)}\n\n`));
cpSync(join(root, "LICENSE"), join(unpacked, "LICENSE"));
cpSync(join(here, "README.md"), join(unpacked, "README.md"));
const { scripts, devDependencies, private: _private, ...manifest } = JSON.parse(
  readFileSync(join(here, "package.json"), "utf8"),
);
writeFileSync(join(unpacked, "package.json"), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);

const vsix = join(folder, `orgsheet-${version}.vsix`);
const vsce = join(here, "node_modules/.bin/vsce");
execFileSync(
  process.platform === "win32" ? `${vsce}.cmd` : vsce,
  ["package", "--no-dependencies", "--allow-missing-repository", "--out", vsix],
  { cwd: unpacked, stdio: ["ignore", "ignore", "inherit"] },
);
if (!existsSync(vsix)) throw new Error("no .vsix was made");
console.log(vsix);
