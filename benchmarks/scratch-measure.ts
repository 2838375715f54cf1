import { startPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { postgresEventStore } from "@promptledger/adapter-postgres";
const s = await startPostgres();
const pool = new Pool({ connectionString: s.url, max: 1 });
pool.on("error", () => undefined);
const store = postgresEventStore({ pool, schema: "m" });
await store.migrate();
await pool.query(`INSERT INTO m.prompts (
      created_at, updated_at, latest_update, current_updated_at, current_number, commit_count, starred, deleted, tenant, prompt_id,
      id_folded, slug, slug_folded, name, name_folded, created_by, created_by_folded, tags, tags_folded, grants)
    SELECT i, i, i, i, 1, 1, false, false, 'acme', 'prm-' || i, 'prm-' || i, 's-' || i, 's-' || i, n, n,
      'jane', 'jane', '{}', '{}', '{}'
    FROM (SELECT i, CASE WHEN i % 50 = 0 THEN repeat('a', 900) ELSE repeat('ab', 30) || i END AS n FROM generate_series(1, 100000) AS i) x`);
await pool.query("ANALYZE m.prompts");
const half = "a".repeat(450);
const conds: [string, string, string][] = [];
for (const [title, v] of [["a..ab", half + "b"], ["ba..a", "b" + half], ["a..aba..a", "a".repeat(225) + "b" + "a".repeat(225)], ["absent", "zzz"], ["ab*", "ab".repeat(25) + "c"]] as const) {
  for (const c of ["name", "name_folded"]) {
    conds.push([`LIKE contains ${title} ${c}`, `p.${c} LIKE '%' || $1 || '%'`.replace("'%' || $1 || '%'", "$1"), `%${v}%`]);
    conds.push([`strpos ${title} ${c}`, `strpos(p.${c}, $1) > 0`, v]);
  }
  conds.push([`LIKE16+strpos ${title}`, `p.name_folded LIKE '%${v.slice(0, 16)}%' AND strpos(p.name_folded, $1) > 0`, v]);
  conds.push([`LIKE16x2+strpos ${title}`, `p.name_folded LIKE '%${v.slice(0, 16)}%' AND p.name_folded LIKE '%${v.slice(-16)}%' AND strpos(p.name_folded, $1) > 0`, v]);
  conds.push([`LIKE16x3+strpos ${title}`, `p.name_folded LIKE '%${v.slice(0, 16)}%' AND p.name_folded LIKE '%${v.slice(-16)}%'  AND p.name_folded LIKE '%${v.slice(v.length / 2 - 8, v.length/2 + 8)}%' AND strpos(p.name_folded, $1) > 0`, v]);
  conds.push([`LIKE ends ${title}`, `p.name LIKE $1`, `%${v}`]);
  conds.push([`right ${title}`, `right(p.name, length($1)) = $1`, v]);
}
for (const [t, c, v] of conds) {
  let best = Infinity; let plan = ""; let n = 0;
  for (let k = 0; k < 3; k++) {
    const b = performance.now();
    const r = await pool.query(`SELECT count(*) AS n FROM m.prompts p WHERE p.tenant = 'acme' AND ${c}`, [v]);
    best = Math.min(best, performance.now() - b); n = r.rows[0].n;
  }
  const e = await pool.query(`EXPLAIN SELECT count(*) FROM m.prompts p WHERE p.tenant = 'acme' AND ${c}`, [v]);
  plan = e.rows.map((x: any) => x["QUERY PLAN"]).filter((x: string) => /Scan/.test(x)).map((x: string) => x.trim().slice(0, 60)).join(" | ");
  console.log(t.padEnd(34), best.toFixed(1).padStart(8), "ms", n, plan);
}
await store.close(); await pool.end(); await s.stop();
