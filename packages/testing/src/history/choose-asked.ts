import type { VersionInput } from "@promptledger/core";
import type { ModelCommand } from "../model/model-command.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Asked, Read } from "./operation.ts";
import type { Below } from "./random-below.ts";

// How many prompts each tenant has.
const PROMPTS = 12;

// More slugs than prompts, and still few enough that prompts ask for each other's.
const SLUGS = 15;

const ENVIRONMENTS = ["production", "staging"] as const;

/** Chooses a write or a read of a tenant. `label` is unique, and becomes the text of what is written. */
export function chooseAsked(below: Below, known: Knowledge, label: string): Asked {
  return below(100) < 50
    ? { type: "read", read: chooseRead(below, known) }
    : { type: "write", ...chooseWrite(below, known, label) };
}

function chooseWrite(
  below: Below,
  known: Knowledge,
  label: string,
): Omit<Extract<Asked, { readonly type: "write" }>, "type"> {
  const id = promptId(below);
  const others = below(10) === 0 ? [promptId(below), promptId(below)] : [];
  const commands = [id, ...others].map((one, index) => chooseCommand(below, known, one, `${label}.${index}`));
  const revision = known.prompt(id).revision;
  const expected = below(8) === 0 && revision > 0 ? { expected: revision } : {};
  return { commands, options: { commandId: label, ...expected } };
}

type Choose = (below: Below, known: Knowledge, id: string, label: string) => ModelCommand;

function chooseCommand(below: Below, known: Knowledge, id: string, label: string): ModelCommand {
  const total = COMMANDS.reduce((sum, [weight]) => sum + weight, 0);
  const { revision, deleted } = known.prompt(id);
  // Often what makes sense, and otherwise anything.
  if (deleted && below(4) > 0) return restore(below, known, id);
  let left = revision === 0 && below(2) === 0 ? 0 : below(total);
  for (const [weight, choose] of COMMANDS) {
    if (left < weight) return choose(below, known, id, label);
    left -= weight;
  }
  throw new Error("the weights do not add up");
}

function restore(below: Below, _known: Knowledge, id: string): ModelCommand {
  const slug = below(2) === 0 ? {} : { slug: slugOf(below) };
  return { type: "RestorePrompt", prompt: { id }, ...slug };
}

const COMMANDS: readonly (readonly [number, Choose])[] = [
  [
    6,
    (below, _known, id, label) => {
      const slug = below(3) === 0 ? {} : { slug: slugOf(below) };
      return { type: "CreatePrompt", id, name: `Prompt ${label}`, ...slug };
    },
  ],
  [
    18,
    (below, _known, id, label) => {
      const changes = [
        { name: `Name ${label}` },
        { description: below(4) === 0 ? null : `About ${label}` },
        { slug: slugOf(below) },
        { starred: below(2) === 0 },
      ];
      return { type: "EditPrompt", prompt: { id }, ...changes[below(changes.length)] };
    },
  ],
  [6, (below, _known, id) => ({ type: "TagPrompt", prompt: { id }, key: `tag-${below(4)}` })],
  [4, (below, _known, id) => ({ type: "UntagPrompt", prompt: { id }, key: `tag-${below(4)}` })],
  [4, (_below, _known, id) => ({ type: "DeletePrompt", prompt: { id } })],
  [3, restore],
  [12, (below, _known, id, label) => ({ type: "CreateVersion", prompt: { id }, input: input(below, label) })],
  [
    22,
    (below, known, id, label) => {
      const number = below(3) === 0 ? numberOf(below, known, id) : "current";
      return { type: "EditVersion", prompt: { id }, number, changes: input(below, label) };
    },
  ],
  [14, (_below, _known, id, label) => ({ type: "CommitVersion", prompt: { id }, message: `Why ${label}` })],
  [
    8,
    (below, known, id) => ({
      type: "DeleteVersion",
      prompt: { id },
      number: numberOf(below, known, id),
    }),
  ],
  [
    20,
    (below, known, id) => {
      const version = below(2) === 0 ? "latest" : numberOf(below, known, id);
      return { type: "DeployVersion", prompt: { id }, version, environment: environmentOf(below) };
    },
  ],
  [
    6,
    (below, _known, id) => ({
      type: "RollBackDeployment",
      prompt: { id },
      environment: environmentOf(below),
    }),
  ],
  [
    3,
    (_below, _known, id) => ({
      type: "PromoteDeployment",
      prompt: { id },
      from: "staging",
      to: "production",
    }),
  ],
  [
    4,
    (below, _known, id) => ({ type: "UndeployVersion", prompt: { id }, environment: environmentOf(below) }),
  ],
];

function chooseRead(below: Below, known: Knowledge): Read {
  const prompt = promptId(below);
  const choice = below(100);
  if (choice < 35) return { what: "prompt", prompt };
  if (choice < 55) {
    const version = (["current", "latest", numberOf(below, known, prompt)] as const)[below(3)] ?? "current";
    return { what: "version", prompt, version };
  }
  if (choice < 65) return { what: "versions", prompt, size: 5 };
  if (choice < 85) return { what: "live", slug: slugOf(below) };
  if (choice < 95) return { what: "prompts" };
  const after = Math.max(0, known.position() - below(20));
  return { what: "log", after, limit: 10 + below(30) };
}

function promptId(below: Below): string {
  return `prompt-${below(PROMPTS)}`;
}

function slugOf(below: Below): string {
  return `slug-${below(SLUGS)}`;
}

function environmentOf(below: Below): string {
  return ENVIRONMENTS[below(ENVIRONMENTS.length)] ?? "production";
}

/** A number that the prompt has, or had, or never had. */
function numberOf(below: Below, known: Knowledge, id: string): number {
  const { numbers } = known.prompt(id);
  return numbers[numbers.length - 1 - below(Math.min(4, numbers.length))] ?? 1 + below(3);
}

function input(below: Below, label: string): VersionInput {
  const fields: readonly VersionInput[] = [
    { messages: [{ role: "system", content: `Say ${label}` }] },
    { model: `model-${below(3)}` },
    { temperature: below(3) / 2 },
    { description: `Notes ${label}` },
  ];
  return { ...fields[below(fields.length)], ...fields[below(fields.length)] };
}
