// Starts `orgsheet lsp` and hands VS Code what it says. Nothing of the opened folder is run: the
// program's place is a setting of the machine, and the folder that it starts in is this one's own
// (on Windows a program in the folder it starts in would be found before those of the path).
const { window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const MISSING =
  "orgsheet を始められません。「pip install 'orgsheet[lsp]'」で入れるか、" +
  "設定の「orgsheet.path」に、orgsheet のある場所を書いてください。";
let client;

function dates() {
  return workspace.getConfiguration("orgsheet").get("dates") !== false;
}

exports.activate = async function activate(context) {
  const command = workspace.getConfiguration("orgsheet").get("path") || "orgsheet";
  const run = { command, args: ["lsp"], options: { cwd: context.extensionPath } };
  client = new LanguageClient("orgsheet", "orgsheet", run, {
    documentSelector: [{ scheme: "file", language: "yaml", pattern: "**/sheets/**/*.yaml" }],
    initializationOptions: { dates: dates() },
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.{yaml,json}") },
  });
  context.subscriptions.push(
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("orgsheet.dates") && client.isRunning()) {
        const settings = { orgsheet: { dates: dates() } };
        await client.sendNotification("workspace/didChangeConfiguration", { settings });
      }
    }),
  );
  try {
    await client.start();
  } catch (error) {
    window.showErrorMessage(MISSING);
  }
};

exports.deactivate = async function deactivate() {
  if (client && client.isRunning()) await client.stop();
};
