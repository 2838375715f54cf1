import type { AppendType } from "./append-types.ts";
import { APPEND_ARGUMENTS, APPEND_TYPES, typeName } from "./append-types.ts";
import { appendWrites } from "./append-writes.ts";

/** So many events of a single part, and fewer, are written one by one. */
const FEW = 8;

/**
 * The function that appends whatever waits, as one call.
 *
 * Steps: (1) take the lock of each tenant, in sorted order, and only then read: each later statement of a VOLATILE function sees
 * what was committed before it, which under the lock is everything; (2) judge each append: its command id, then its expectations;
 * (3) write the winners' events at consecutive positions, their commands and their documents; (4) notify once, where told to; (5) answer.
 *
 * Arguments: `tenants` of the call, each once; `now_ms`, `keep_ms` the time, and for how long command ids are remembered; `patience_ms`
 * how long to wait for a tenant's lock; `announce` whether to notify; and what {@link APPEND_TYPES} says. No stream and no command id of a
 * tenant comes twice in one call.
 *
 * Answer: a JSON array with an array for each append, in their order: the outcome (0 appended, 1 repeated, 2 conflict, 3 the tenant's lock
 * was not to be had), the position and the time of the command, and the streams' versions afterwards, or for a conflict the refused part,
 * counted from 0 in its append, and its actual version. Of a repeated one the last is its command, `[fingerprint, result, streams]`.
 */
export function appendFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.append_v1(
  tenants text[], now_ms bigint, keep_ms bigint, patience_ms integer, announce boolean,
  ${Object.entries(APPEND_ARGUMENTS)
    .map(([name, type]) => `${name} ${typeName(schema, type)}[]`)
    .join(", ")}
) RETURNS text LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  lock_key bigint;
  tenant_index bigint;
  -- Whether one of the command ids was used before, perhaps so long ago that it counts no more.
  is_known boolean;
  -- The tenants whose locks others hold.
  locked bigint[] := '{}';
  -- Of a call with a single part
  head_before bigint;
  moment bigint;
  actual bigint;
  last_id text;
  known bigint;
  outcome integer;
  one_tenant text;
  ${Object.keys(APPEND_TYPES)
    .map((type) => `one_${type} ${typeName(schema, type as AppendType)};`)
    .join("\n  ")}
  own_timeout text;
  -- By part: the tenant, the stream's version before (-1 where the append lost), the log's position before, the time.
  part_tenants text[];
  bases bigint[];
  befores bigint[];
  times bigint[];
  -- By append: the outcome, the head, the time, the versions or the refusal.
  outcomes integer[];
  heads bigint[];
  moments bigint[];
  answers text[];
  -- By part, where an append has several: its append, whether what it expects is so, and its stream's version.
  part_appends integer[];
  met boolean[];
  actuals bigint[];
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'an append needs a transaction at READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  -- Most calls are of one tenant whose lock is free: that needs no statement.
  IF cardinality(tenants) > 1 OR NOT pg_try_advisory_xact_lock(hashtextextended(tenants[1], ${lockSeed(schema)})) THEN
    own_timeout := current_setting('lock_timeout');
    FOR tenant_index, lock_key IN
      SELECT t.owner, hashtextextended(t.tenant, ${lockSeed(schema)})
      FROM unnest(tenants) WITH ORDINALITY AS t (tenant, owner) ORDER BY 2
    LOOP
      IF NOT pg_try_advisory_xact_lock(lock_key) THEN
        BEGIN
          PERFORM set_config('lock_timeout', patience_ms || 'ms', true);
          PERFORM pg_advisory_xact_lock(lock_key);
          PERFORM set_config('lock_timeout', own_timeout, true);
        EXCEPTION WHEN lock_not_available THEN
          locked := locked || tenant_index;
        END;
      END IF;
    END LOOP;
  END IF;

  IF cardinality(parts) = 1 THEN
    -- A single part needs none of what brings many into order: a quarter of its time. Each expression counts: it is made ready anew in
    -- every transaction.
    one_tenant := tenants[1];
    one_part := parts[1];
    one_command := commands[1];
    SELECT e.position, greatest(e.recorded_at, now_ms) INTO head_before, moment FROM ${schema}.events e
    WHERE e.tenant = one_tenant ORDER BY e.position DESC LIMIT 1;
    IF NOT FOUND THEN
      head_before := 0;
      moment := now_ms;
    END IF;
    SELECT e.version, e.id INTO actual, last_id FROM ${schema}.events e
    WHERE e.tenant = one_tenant AND e.stream = one_part.stream ORDER BY e.version DESC LIMIT 1;
    actual := coalesce(actual, 0);
    SELECT c.recorded_at INTO known FROM ${schema}.commands c WHERE c.tenant = one_tenant AND c.id = one_command.id LIMIT 1;
    outcome := CASE
      WHEN cardinality(locked) > 0 THEN 3
      WHEN known >= moment - keep_ms THEN 1
      WHEN CASE one_part.expected WHEN -2 THEN true WHEN -1 THEN actual > 0 ELSE actual = one_part.expected END
        AND (one_part.last_event IS NULL OR one_part.last_event = last_id) THEN 0
      ELSE 2
    END;
    IF outcome = 0 AND cardinality(events) <= ${FEW} THEN
      ${appendWrites(schema, "one")}
      IF announce AND one_part.count > 0 THEN
        PERFORM pg_notify('${channelOf(schema)}', one_tenant);
      END IF;
      RETURN concat('[[0,', head_before + one_part.count, ',', moment, ',', actual + one_part.count, ']]');
    END IF;
    IF outcome >= 2 THEN
      RETURN concat('[[', outcome, ',', head_before, ',', moment, ',0,', actual, ']]');
    END IF;
    is_known := known IS NOT NULL;
    part_tenants := tenants;
    bases := ARRAY[CASE outcome WHEN 0 THEN actual ELSE -1 END];
    befores := ARRAY[head_before];
    times := ARRAY[moment];
    outcomes := ARRAY[outcome];
    heads := ARRAY[head_before + one_part.count];
    moments := times;
    answers := ARRAY[(actual + one_part.count)::text];
  ELSE
    WITH tenant_heads AS MATERIALIZED (
      SELECT t.owner, t.tenant, coalesce(h.position, 0) AS head, greatest(coalesce(h.recorded_at, 0), now_ms) AS moment
      FROM unnest(tenants) WITH ORDINALITY AS t (tenant, owner)
      LEFT JOIN LATERAL (
        SELECT e.position, e.recorded_at FROM ${schema}.events e WHERE e.tenant = t.tenant ORDER BY e.position DESC LIMIT 1
      ) h ON true
    ), found AS MATERIALIZED (
      SELECT p.part, p.append, p.count, h.tenant, h.owner, h.head, h.moment, v.actual,
        -- Each lookup has a LIMIT: without one the planner may choose to hash a whole table for a batch.
        (
          SELECT c.recorded_at FROM ${schema}.commands c
          WHERE c.tenant = h.tenant AND c.id = commands[p.append].id LIMIT 1
        ) AS known,
        CASE p.expected WHEN -2 THEN true WHEN -1 THEN v.actual > 0 ELSE v.actual = p.expected END
          AND (p.last_event IS NULL OR coalesce(p.last_event = (
            SELECT e.id FROM ${schema}.events e
            WHERE e.tenant = h.tenant AND e.stream = p.stream AND e.version = p.expected LIMIT 1
          ), false)) AS met
      FROM unnest(parts) WITH ORDINALITY AS p (append, stream, expected, last_event, count, part)
      JOIN tenant_heads h ON h.owner = commands[p.append].owner
      -- OFFSET keeps the lookup from being copied to wherever its result is used.
      CROSS JOIN LATERAL (
        SELECT coalesce((
          SELECT e.version FROM ${schema}.events e WHERE e.tenant = h.tenant AND e.stream = p.stream
          ORDER BY e.version DESC LIMIT 1
        ), 0) AS actual OFFSET 0
      ) v
    ), judged AS (
      SELECT f.*, f.owner = ANY (locked) AS is_locked, coalesce(f.known >= f.moment - keep_ms, false) AS repeated,
        coalesce(f.known < f.moment - keep_ms, true) AND f.owner <> ALL (locked) AND bool_and(f.met) OVER (PARTITION BY f.append) AS won
      FROM found f
    ), placed AS (
      SELECT j.*, j.head + sum(CASE WHEN j.won THEN j.count ELSE 0 END) OVER (PARTITION BY j.owner ORDER BY j.part) AS upto
      FROM judged j
    )
    SELECT array_agg(p.tenant), bool_or(p.known IS NOT NULL), array_agg(CASE WHEN p.won THEN p.actual ELSE -1 END),
      array_agg((p.upto - p.count)::bigint), array_agg(p.moment),
      array_agg(CASE WHEN p.is_locked THEN 3 WHEN p.repeated THEN 1 WHEN p.won THEN 0 ELSE 2 END),
      array_agg(p.upto::bigint), array_agg(CASE WHEN p.won THEN (p.actual + p.count)::text ELSE '0,' || p.actual END),
      array_agg(p.append), array_agg(p.met), array_agg(p.actual)
    INTO part_tenants, is_known, bases, befores, times, outcomes, heads, answers, part_appends, met, actuals
    FROM (SELECT * FROM placed ORDER BY part) p;
    moments := times;
    -- Most appends have one part each, and are what it is.
    IF cardinality(parts) > cardinality(commands) THEN
      SELECT array_agg(a.outcome), array_agg(a.head), array_agg(a.moment), array_agg(a.answer)
      INTO outcomes, heads, moments, answers
      FROM (
        SELECT min(outcomes[i]) AS outcome, max(heads[i]) AS head, max(times[i]) AS moment,
          CASE WHEN bool_and(bases[i] >= 0) THEN string_agg(answers[i], ',' ORDER BY i)
            ELSE (min(i) FILTER (WHERE NOT met[i]) - min(i)) || ',' || (array_agg(actuals[i] ORDER BY i) FILTER (WHERE NOT met[i]))[1]
          END AS answer
        FROM generate_subscripts(part_appends, 1) AS i GROUP BY part_appends[i] ORDER BY part_appends[i]
      ) a;
    END IF;
  END IF;

  ${appendWrites(schema, "many")}

  IF announce AND cardinality(events) > 0 THEN
    PERFORM pg_notify('${channelOf(schema)}', CASE WHEN cardinality(tenants) <= 64 THEN array_to_string(tenants, ' ') ELSE '' END);
  END IF;

  RETURN (
    SELECT '[' || string_agg(
      concat('[', concat_ws(',', outcomes[a.append], coalesce(c.position, heads[a.append]), coalesce(c.recorded_at, moments[a.append]),
        coalesce(c.versions, answers[a.append]), CASE WHEN c.id IS NOT NULL THEN json_build_array(c.fingerprint, c.result, c.streams::json) END), ']'),
      ',' ORDER BY a.append) || ']'
    FROM generate_subscripts(commands, 1) AS a (append)
    LEFT JOIN LATERAL (
      SELECT c.* FROM ${schema}.commands c
      WHERE outcomes[a.append] = 1 AND c.tenant = tenants[commands[a.append].owner] AND c.id = commands[a.append].id LIMIT 1
    ) c ON true
  );
END $$`;
}

/** The seed of the locks of a schema's tenants, so that two ledgers in one database do not wait for each other. */
export function lockSeed(schema: string): string {
  let seed = 0;
  for (const character of schema) seed = (seed * 31 + character.charCodeAt(0)) % 2 ** 31;
  return String(seed);
}

/** The channel of a schema's notifications; its payloads are the tenants that have new events, or empty for any. */
export function channelOf(schema: string): string {
  return `${schema.replaceAll('"', "")}_events`;
}
