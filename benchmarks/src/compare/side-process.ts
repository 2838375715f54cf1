import { atOnce } from "../timed.ts";
import type { Call, PrepareRound } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";
import { loadSide } from "./side.ts";
import type { SideStart, Turn, TurnAnswer } from "./side-message.ts";
import { openStage } from "./stage.ts";

// The process of one side: it loads that side's checkout, takes the turns that it is given, and says how long they took.

const { root, ...place }: SideStart = JSON.parse(process.argv[2] ?? "");
const stage = loadSide(root).then((side) => openStage(side, place));
const nothing: Call = async () => {
  throw new Error("a scenario begins with round 0, and a round with call 0");
};
let prepareRound: PrepareRound = async () => nothing;
let call = nothing;

process.on("disconnect", () => process.exit());
process.on("message", async (turn: Turn) => {
  const answer = await take(turn).catch(
    (error: Error): TurnAnswer => ({ status: "failed", error: error.stack ?? error.message }),
  );
  process.send?.(answer);
});

async function take({ title, round, from, calls }: Turn): Promise<TurnAnswer> {
  const scenario = SCENARIOS.find((one) => one.title === title);
  if (scenario === undefined) throw new Error(`there is no scenario ${title}`);
  if (from === 0) {
    if (round === 0) prepareRound = await scenario.prepare(await stage);
    call = await prepareRound(round);
    // What preparing and the round before left behind must not be collected in the time of this one.
    globalThis.gc?.();
  }
  const started = performance.now();
  await atOnce(scenario.callers, calls, (index) => call(from + index));
  return { status: "measured", milliseconds: performance.now() - started };
}
