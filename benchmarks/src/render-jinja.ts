import { jinjaRenderer } from "@promptledger/jinja";
import { median } from "./timed.ts";

const WARM_UP = 20;
const ROUNDS = 100;
const CALLS = 100;

/** A prompt of 2 kB with a loop over twenty documents, two conditions and three filters. */
const TEXT = `You answer questions of customers of {{ company | title }} about {{ product }}. ${"Be kind, short and exact. ".repeat(30)}
{% if tone %}Answer in a {{ tone | lower }} tone.{% else %}Answer plainly.{% endif %}
{% for document in documents %}{{ loop.index }}. {{ document.title }}: {{ document.text | trim }}
{% endfor %}${"If you do not know the answer, say so and offer to ask a colleague. ".repeat(14)}`;

/**
 * Compiling and rendering a prompt of 2 kB with a loop, in Jinja. A ledger compiles a version once; each render pays for the second figure.
 */
export async function benchmarkRenderJinja(): Promise<void> {
  const renderer = jinjaRenderer();
  const template = renderer.compile(TEXT);
  if (template.status === "invalid") throw new Error(template.reason);
  const documents = Array.from({ length: 20 }, (_, index) => ({
    title: `Page ${index}`,
    text: ` Text ${index}. `,
  }));
  const values = { company: "tea and rain", product: "kettles", tone: "Calm", documents };
  const compiling = microseconds(() => renderer.compile(TEXT).status.length);
  // A string that was only joined would be read later, when it is sent.
  const rendering = microseconds(() => Buffer.byteLength(template.render(values)));
  console.log(`a Jinja prompt of ${TEXT.length} characters with a loop of ${documents.length} turns, in us`);
  console.log(`  compiling: p50 ${compiling.toFixed(0)}`);
  console.log(`  rendering: p50 ${rendering.toFixed(0)}\n`);
}

function microseconds(work: () => number): number {
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, () => {
    const began = performance.now();
    let sum = 0;
    for (let call = 0; call < CALLS; call++) sum += work();
    if (sum === 0) throw new Error("nothing was done");
    return ((performance.now() - began) * 1000) / CALLS;
  });
  return median(rounds.slice(WARM_UP));
}
