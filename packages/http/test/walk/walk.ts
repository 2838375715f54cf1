import type { Sender } from "../orkes-client.ts";
import { JANE } from "../respan-client.ts";
import type { TwoApis } from "../two-apis.ts";
import { agree } from "./agree.ts";
import type { Meet } from "./walk-counts.ts";
import type { ModelPrompt, WalkModel } from "./walk-model.ts";

/** A number drawn before it is known what there will be to choose from. */
export interface Choice {
  /** 0 up to but not including `sides`. */
  roll(sides: number): number;
  pick<T>(from: readonly T[]): T;
  chance(percent: number): boolean;
}

/** The actors of a walk: an admin with an e-mail address, and two users who may do what they were given. */
export const ACTORS = [JANE, { id: "ann", kind: "user" }, { id: "bob", kind: "user" }] as const;

/** An actor of a walk. */
export type WalkActor = (typeof ACTORS)[number];

/** A walk under way. */
export interface Walk {
  readonly apis: TwoApis;
  readonly model: WalkModel;
  readonly choice: Choice;
  readonly meet: Meet;
  /** Makes the ids and texts of this walk differ from each other. */
  counter: number;
}

/** One kind of call: sends it, checks its answer against the model, and moves the model. Answers the prompts that it was about. */
export type WalkCall = (walk: Walk) => Promise<readonly (ModelPrompt | undefined)[]>;

/** Whether somebody may do things with a prompt. */
export function may(actor: WalkActor, prompt: ModelPrompt): boolean {
  return actor.kind === "admin" || prompt.owner === actor.id;
}

/** The status of a call on a prompt by its id: `alive` where there is nothing in its way. */
export function statusFor(actor: WalkActor, prompt: ModelPrompt, alive: number): number {
  if (!may(actor, prompt)) return 403;
  return prompt.alive ? alive : 404;
}

/** Somebody: mostly the admin, whose calls get far. */
export function someone({ choice }: Walk): WalkActor {
  return choice.chance(70) ? JANE_ACTOR : choice.pick(ACTORS);
}

const JANE_ACTOR = ACTORS[0];

/** One of the prompts there are, mostly a living one; undefined if there is none. */
export function somePrompt({ model, choice }: Walk): ModelPrompt | undefined {
  const all = [...model.prompts.values()];
  const living = all.filter(({ alive }) => alive);
  const from = living.length > 0 && choice.chance(93) ? living : all;
  return from.length === 0 ? undefined : choice.pick(from);
}

/** Sends to Respan's API and checks the status. */
export async function respan(
  { apis }: Walk,
  actor: Sender,
  method: string,
  path: string,
  body: unknown,
  status: number,
): Promise<{ readonly [name: string]: unknown }> {
  const answer = await apis.respan(method, path, body, actor);
  agree({ method, path, status: answer.status, detail: answer.body["detail"] }, { status });
  return answer.body;
}

/** Sends to Orkes' API and checks the status. */
export async function orkes(
  { apis }: Walk,
  actor: Sender,
  method: string,
  path: string,
  body: unknown,
  status: number,
): Promise<unknown> {
  const answer = await apis.orkes(method, path, body, actor);
  agree({ method, path, status: answer.status, body: answer.body }, { status });
  return answer.body;
}

/** The head of the log: what appends nothing leaves it. */
export async function head({ apis }: Walk): Promise<number> {
  return (await apis.client.store.load("acme", {})).head.position;
}
