import { jinjaRenderer } from "@promptledger/jinja";

const ROUNDS = 20;

/** Templates that would run forever, or nearly, or make more text than a process can hold. */
const ENDLESS: { readonly [name: string]: string } = {
  "an empty loop of 2 million turns": "{% for i in range(2000000) %}{% endfor %}",
  "two nested loops of 10,000 turns":
    "{% for i in range(10000) %}{% for j in range(10000) %}{% endfor %}{% endfor %}",
  "a macro that calls itself": "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
  "a text that doubles in each turn":
    "{% set ns = namespace(x='x') %}{% for i in range(200) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
  "a list that doubles in each turn":
    "{% set ns = namespace(x=[1]) %}{% for i in range(200) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
  "a filter over a long list in each turn":
    "{% set l = range(9999) | list %}{% for i in range(4999) %}{{ l | join | length }}{% endfor %}",
};

/** How long it takes until a template that would run forever is refused: at most 100 ms. */
export async function benchmarkRefuseJinja(): Promise<void> {
  const renderer = jinjaRenderer();
  console.log(
    "Jinja templates that would run forever: the longest time until one was refused (at most 100 ms)",
  );
  for (const [name, text] of Object.entries(ENDLESS)) {
    let longest = 0;
    let reason = "";
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      reason = refusal(renderer, text);
      longest = Math.max(longest, performance.now() - began);
    }
    console.log(`  ${name}: ${longest.toFixed(1)} ms; ${reason}`);
  }
  console.log();
}

function refusal(renderer: ReturnType<typeof jinjaRenderer>, text: string): string {
  const template = renderer.compile(text);
  if (template.status === "invalid") return template.reason;
  try {
    template.render({});
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error(`it was not refused: ${text}`);
}
