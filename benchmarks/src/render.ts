import { ChatPromptClient } from "@langfuse/client";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import handlebars from "handlebars";
import mustache from "mustache";
import { median } from "./timed.ts";

interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

type Values = Readonly<Record<string, string>>;

/** How a library renders the prompt. */
interface Contestant {
  readonly name: string;
  /** Renders it with these values. */
  readonly render: (values: Values) => readonly unknown[];
  /** How many times as fast ours must be; null for ours. */
  readonly goal: number | null;
}

const WARM_UP = 20;
const ROUNDS = 100;
const CALLS = 1000;
/** The most that ours may take at the 99th percentile, in microseconds. */
const MOST = 10;

const NAMES = "company product name plan language tone context history question date".split(" ");

/** A chat prompt of 2 kB in which ten variables have eleven places. */
const MESSAGES: readonly ChatMessage[] = [
  {
    role: "system",
    content: `You answer questions of customers of {{company}} about {{product}}. ${"Be kind, short and exact. ".repeat(20)}
The customer is {{name}}, on the plan {{plan}}. Answer in {{language}}, in a {{tone}} tone.
Use only what stands here:
{{context}}
${"If you do not know the answer, say so and offer to ask a colleague. ".repeat(10)}`,
  },
  {
    role: "assistant",
    content: `What was said before: {{history}}\n${"I keep to the rules above. ".repeat(16)}`,
  },
  { role: "user", content: "{{question}}\n\nToday is {{date}}. Sign as the team of {{company}}." },
];

/**
 * Rendering a chat prompt of 2 kB with ten variables, against other libraries in the same run. What each result is made of is flattened before
 * the clock stops: a string that was only joined would be read later, when it is sent. The libraries take short turns, and are compared within
 * each round, so that what else the machine does is the same for all.
 */
export async function benchmarkRender(): Promise<void> {
  const length = MESSAGES.reduce((sum, { content }) => sum + content.length, 0);
  const all = await contestants();
  agree(all);
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, (_, round) => {
    const values = Array.from({ length: 100 }, (_one, index) => valuesOf(round * 100 + index));
    return all.map(({ render }) => sorted(turn(render, values, CALLS)));
  }).slice(WARM_UP);
  console.log(`rendering a chat prompt of ${length} characters with ten variables, in us`);
  for (const [index, { name, goal }] of all.entries()) {
    const p50 = median(rounds.map((round) => at(round[index], 0.5)));
    const ratio = median(rounds.map((round) => at(round[index], 0.5) / at(round[0], 0.5)));
    const verdict =
      goal === null ? "" : `, ${ratio.toFixed(1)} times ours, at least ${goal}: ${kept(ratio >= goal)}`;
    console.log(`  ${name}: p50 ${p50.toFixed(2)}${verdict}`);
  }
  // Another process on the machine only ever makes a round slower.
  const p99 = Math.min(...rounds.map(([ours]) => at(ours, 0.99)));
  console.log(`  ${all[0]?.name}: p99 ${p99.toFixed(2)}, at most ${MOST}: ${kept(p99 <= MOST)}\n`);
}

async function contestants(): Promise<readonly Contestant[]> {
  const acme = createLedger({ store: memoryEventStore() }).as({ tenant: "bench", actor: { id: "jane" } });
  const prompt = await acme.prompts.create({ name: "Support" });
  await acme.versions.create(prompt, { messages: MESSAGES.map((message) => ({ ...message })) });
  await acme.versions.commit(prompt);
  await acme.deployments.deploy(prompt, { version: 1 });
  const live = await acme.resolve(prompt);
  const compiled = MESSAGES.map(({ role, content }) => ({
    role,
    content: handlebars.compile(content, { noEscape: true }),
  }));
  const chat = new ChatPromptClient({
    name: "support",
    version: 1,
    type: "chat",
    prompt: MESSAGES.map(({ role, content }) => ({ type: "chatmessage", role, content })),
    config: {},
    labels: [],
    tags: [],
  });
  // Prompts are no HTML.
  const unescaped = { escape: String };
  return [
    { name: "Prompt Ledger", goal: null, render: (values) => live.render(values).messages },
    {
      name: "handlebars",
      goal: 2,
      render: (values) => compiled.map(({ role, content }) => ({ role, content: content(values) })),
    },
    {
      name: "mustache",
      goal: 3,
      render: (values) =>
        MESSAGES.map(({ role, content }) => ({
          role,
          content: mustache.render(content, values, undefined, unescaped),
        })),
    },
    { name: "@langfuse/client", goal: 3, render: (values) => chat.compile(values) },
  ];
}

/** A comparison of results that differ would say nothing. */
function agree(all: readonly Contestant[]): void {
  const [first, ...others] = all.map(({ render }) => JSON.stringify(textsOf(render(valuesOf(0)))));
  if (others.some((text) => text !== first)) throw new Error("the libraries render different texts");
}

/** Values that are new in each call, as those of requests are. */
function valuesOf(index: number): Values {
  return Object.fromEntries(NAMES.map((name) => [name, `${name} ${index} of the customer`]));
}

function textsOf(messages: readonly unknown[]): readonly string[] {
  return messages.map((message) => (message as ChatMessage).content);
}

/** Reads each text, which makes one flat string of its parts. */
function flatten(messages: readonly unknown[]): void {
  for (const message of messages) Number((message as ChatMessage).content);
}

/** Single calls, in microseconds. */
function turn(render: Contestant["render"], values: readonly Values[], calls: number): number[] {
  const took: number[] = [];
  for (let call = 0; call < calls; call++) {
    const given = values[call % values.length] ?? {};
    const started = process.hrtime.bigint();
    flatten(render(given));
    took.push(Number(process.hrtime.bigint() - started) / 1000);
  }
  return took;
}

function sorted(figures: number[]): readonly number[] {
  return figures.sort((left, right) => left - right);
}

function at(figures: readonly number[] | undefined, share: number): number {
  return figures?.[Math.floor(share * (figures.length - 1))] ?? Number.NaN;
}

function kept(isKept: boolean): string {
  return isKept ? "kept" : "MISSED";
}
