import { plural } from "../terminal/plural.ts";
import type { AdminKey } from "./admin-key.ts";

/** What a server shows when it is ready. */
export interface Greeting {
  readonly url: string;
  readonly version: string;
  /** The storage's URL without user and password. */
  readonly storage: string;
  /** Whether the storage loses everything when the server stops. */
  readonly forgets: boolean;
  readonly tenant: string;
  readonly adminKey: AdminKey;
  /** The file with the key for secrets, if the storage keeps it. Otherwise null. */
  readonly secretsFile: string | null;
  /** Whether tokens of Orkes' API are valid only until the server stops, and in this process alone. */
  readonly tokensEndWithProcess: boolean;
  /** How many prompts the tenant has. */
  readonly prompts: number;
}

/** The greeting as a JSON document. */
export function greetingDocument(greeting: Greeting): object {
  const { url, adminKey } = greeting;
  return {
    ...greeting,
    respan: `${url}/respan/api/prompts/`,
    orkes: `${url}/orkes/api/prompts`,
    clients: { respan: `${url}/respan`, orkes: `${url}/orkes/api` },
    health: `${url}/health`,
    adminKey: { secret: null, ...adminKey },
  };
}

const NO_SECRETS_KEY = [
  "  secrets       model providers with a secret are refused, and tokens of Orkes' API end when this server stops:",
  "                set PROMPTLEDGER_SECRETS_KEY (at least 32 characters, the same in every process)",
];

/** The greeting as lines of text. */
export function greetingLines(greeting: Greeting): readonly string[] {
  const { url, version, storage, forgets, tenant, adminKey, prompts } = greeting;
  return [
    `Prompt Ledger ${version} listens on ${url}`,
    "",
    `  Respan        base URL ${url}/respan, with the admin key as API key`,
    `                ${url} for clients that can only change the host`,
    `  Orkes         base URL ${url}/orkes/api, with the key id admin and the admin key as secret`,
    `                ${url}/orkes for the JavaScript client`,
    `  health        ${url}/health`,
    `  storage       ${storage}${forgets ? " (everything is lost when the server stops)" : ""}`,
    `  tenant        ${tenant}`,
    `  admin key     ${keyText(adminKey)}`,
    ...secretsLines(greeting),
    "",
    ...(prompts === 0 ? firstPrompt(url, adminKey) : [`The ledger has ${plural(prompts, "prompt")}.`]),
    "",
    "Press Ctrl-C to stop the server.",
  ];
}

/** In memory there is nothing to say: everything is lost when the server stops. */
function secretsLines({ secretsFile, tokensEndWithProcess, forgets }: Greeting): readonly string[] {
  if (secretsFile !== null) return [`  secrets       the key in ${secretsFile}; keep it with the data`];
  return tokensEndWithProcess && !forgets ? NO_SECRETS_KEY : [];
}

function keyText(adminKey: AdminKey): string {
  switch (adminKey.status) {
    case "made":
      return `${adminKey.secret} (shown only once: only its hash is stored)`;
    case "given":
      return "the one in PROMPTLEDGER_API_KEY";
    case "kept":
      return "the one from the first start; if it is lost, set a new one in PROMPTLEDGER_API_KEY and restart";
  }
}

/** Three lines that create, commit and deploy a first prompt. Each works on its own when pasted into a shell. */
function firstPrompt(url: string, adminKey: AdminKey): readonly string[] {
  const key = adminKey.status === "made" ? adminKey.secret : "$PROMPTLEDGER_API_KEY";
  const post = (path: string, body: object): string =>
    `curl -sS -w '\\n' ${url}/respan/api/prompts/${path} -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  const create = post("", { prompt_id: "greeting", name: "Greeting" });
  const write = post("greeting/versions/", {
    model: "gpt-4o",
    messages: [{ role: "user", content: "Write a one-line greeting for {{name}}." }],
  });
  return [
    "The ledger is empty. To create, commit and deploy a first prompt, paste these three lines into another shell:",
    "",
    `${create} && ${write}`,
    post("greeting/commits/", { description: "First version" }),
    post("greeting/deployments/", { version: 1 }),
  ];
}
