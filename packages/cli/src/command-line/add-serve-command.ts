import type { Command } from "commander";
import { Option } from "commander";
import type { ServeOptions } from "../commands/serve-command.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { ledgerCommand, portNumber, publicUrl } from "./options.ts";

const HELP = `
Respan's API is at /respan/api/prompts/, and at /api/prompts/ for clients that can only change the host.
Orkes' API is at /orkes/api/, and at /orkes/ as well; its clients use the server's address with /orkes, or with /orkes/api if they expect
/api in it, the key id admin, and the admin key as the secret. --body-escapes python is for its Python client.
PROMPTLEDGER_API_KEY sets the admin key (at least 16 characters) and replaces any earlier one.
Without it, the first start generates a key and shows it once; only its hash is stored.
PROMPTLEDGER_SECRETS_KEY (at least 32 characters) encrypts the secrets of model providers and signs tokens. Keep it: without it no
secret can be read. If it is not set, pglite: makes a key in the file secrets-key beside the data, and memory: one for the life of the
process. On every other storage, the tokens of Orkes' API then end when the server stops, and providers with a secret are refused.
Model providers are called at public addresses only. --allow-private-addresses also allows loopback, private, link-local and reserved ones:
use it for a model server of your own, if everybody who may add a provider may reach your network.`;

/** Adds `serve`, the REST APIs over HTTP. */
export function addServeCommand(root: Command, terminal: Terminal): void {
  ledgerCommand(root, "serve", "serve the REST APIs over HTTP")
    .option("--import <file>", "import this history file first")
    .option("--port <number>", "the port; 0 takes any free one", portNumber, 4000)
    .option("--host <address>", "the address; 0.0.0.0 for every address of the machine", "127.0.0.1")
    .option("--environment <name>", "the environment whose deployments the API shows as live", "production")
    .option("--public-url <url>", "the server's address as clients see it, for links in answers", publicUrl)
    .option("--deploy-on-save", "deploy what Orkes' API saves at once, in the same environment", false)
    .addOption(
      new Option("--body-escapes <client>", "unescape texts as this client of Orkes escapes them").choices([
        "python",
      ]),
    )
    .option("--allow-private-addresses", "also call model providers at private and loopback addresses", false)
    .addOption(
      new Option(
        "--proof-host <name>",
        "where the ledger is at home, as in checkpoint --host: hashes new events once a minute",
      ).env("PROMPTLEDGER_PROOF_HOST"),
    )
    .option("--verbose", "write one line for each request to stderr", false)
    .addHelpText("after", HELP)
    .action(async (options: ServeOptions) => {
      const { serveCommand } = await import("../commands/serve-command.ts");
      await serveCommand(options, terminal);
    });
}
