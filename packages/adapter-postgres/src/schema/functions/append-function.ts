import { channelOf, lockSeed } from "../schema-name.ts";
import { LIST_NAMES, listType } from "./append-lists.ts";
import { documents, removals } from "./append-writes.ts";
import { SERVER_TIME, TRANSACTION_BEGUN } from "./server-time.ts";

/**
 * The function that appends whatever waits, as one call.
 *
 * Steps: (1) take the lock of each tenant, in sorted order, and only then read: each later statement of a VOLATILE function sees
 * what was committed before it, which under the lock is everything; (2) judge each append: its command id, then its expectations;
 * (3) write the winners' events at consecutive positions, their commands and their documents; (4) notify once, where asked to; (5) answer.
 *
 * Arguments: `tenants` of the call, each once; `now_ms` the time, null for that of the server; `keep_ms` for how long command ids are remembered; `patience_ms`
 * how long to wait for a tenant's lock; `begun_us` when the host's transaction began that the append is part of, which then notifies itself, or null; `allow_volatile` whether the server may lose what it acknowledged; and the lists of {@link APPEND_LISTS}. No stream and no command id
 * of a tenant comes twice in one call.
 *
 * Answer: JSON. `outcomes` by part (0 appended, 1 repeated, 2 conflict, 3 the tenant's lock was not to be had, 4 an event lies
 * in the future), and also by part `befores`
 * and `times`, the log's last position before it and the time of the append, `versions`, the stream's version before, and `met`, whether what
 * it expects is so; `repeated` has the stored command of each repeated append by its first part, or is null.
 */
export function appendFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.append_v1(
  tenants text[], now_ms bigint, keep_ms bigint, patience_ms integer, begun_us bigint, allow_volatile boolean,
  ${LIST_NAMES.map((name) => `${name} ${listType(schema, name)}[]`).join(", ")}
) RETURNS text LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  -- The tenants whose locks others hold
  locked integer[] := '{}';
  -- By tenant: where its log ends after the parts that were judged so far
  heads bigint[];
  -- By part: what was asked for, and what was found
  owners integer[]; appends integer[]; part_streams text[]; counts integer[];
  versions_before bigint[]; met boolean[]; befores bigint[]; times bigint[]; known bigint[]; outcomes integer[];
  -- The appends that expect what is not so, and those with an event that occurred after the time of the append
  refused integer[] := '{}';
  early integer[] := '{}';
  -- Whether one of the command ids was used before, perhaps so long ago that it no longer counts
  is_known boolean;
  -- Whether one of the tenants has no events yet
  has_new_tenant boolean;
  repeated json;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'an append needs a transaction at READ COMMITTED'
      USING ERRCODE = CASE WHEN begun_us IS NULL THEN 'PL002' ELSE 'invalid_transaction_state' END;
  END IF;
  -- The host may have ended its transaction while this call was on its way: then it would commit by itself.
  IF begun_us <> ${TRANSACTION_BEGUN} THEN
    RAISE EXCEPTION 'the transaction has ended' USING ERRCODE = 'no_active_sql_transaction';
  END IF;
  PERFORM ${schema}.durable_v1(allow_volatile);
  -- Most calls are of one tenant whose lock is free: that needs no statement.
  IF cardinality(tenants) > 1 OR NOT pg_try_advisory_xact_lock(hashtextextended(tenants[1], ${lockSeed(schema)})) THEN
    locked := ${schema}.lock_tenants_v1(tenants, patience_ms);
  END IF;

  now_ms := coalesce(now_ms, ${SERVER_TIME});

  -- Each lookup has a LIMIT: without one the planner may choose to hash a whole table.
  SELECT array_agg(p.owner), array_agg(p.append), array_agg(p.stream), array_agg(p.count), array_agg(p.actual), array_agg(p.met),
    array_agg(p.append) FILTER (WHERE NOT p.met), array_agg(p.append) FILTER (WHERE p.occurred_at > p.moment), array_agg(p.head), array_agg(p.moment), array_agg(p.known), bool_or(p.known IS NOT NULL), bool_or(p.head = 0)
  INTO owners, appends, part_streams, counts, versions_before, met, refused, early, befores, times, known, is_known, has_new_tenant
  FROM (
    SELECT d.owner, d.append, d.stream, d.count, d.occurred_at, coalesce(h.position, 0) AS head, greatest(h.recorded_at, now_ms) AS moment,
      coalesce(v.version, 0) AS actual, (
        SELECT c.recorded_at FROM ${schema}.commands c WHERE c.tenant = tenants[d.owner] AND c.id = d.command LIMIT 1
      ) AS known,
      CASE d.expected WHEN -2 THEN true WHEN -1 THEN v.version IS NOT NULL ELSE d.expected = coalesce(v.version, 0) END
        AND (d.last_event IS NULL OR coalesce(d.last_event = v.id, false)) AS met
    FROM unnest(parts) AS d
    LEFT JOIN LATERAL (
      SELECT e.position, e.recorded_at FROM ${schema}.events e WHERE e.tenant = tenants[d.owner] ORDER BY e.position DESC LIMIT 1
    ) h ON true
    LEFT JOIN LATERAL (
      SELECT e.version, e.id FROM ${schema}.events e WHERE e.tenant = tenants[d.owner] AND e.stream = d.stream
      ORDER BY e.version DESC LIMIT 1
    ) v ON true
    ORDER BY d.part
  ) p;
  FOR i IN 1 .. cardinality(owners) LOOP
    outcomes[i] := CASE
      WHEN owners[i] = ANY (locked) THEN 3
      WHEN known[i] >= times[i] - keep_ms THEN 1
      WHEN appends[i] = ANY (refused) THEN 2
      WHEN appends[i] = ANY (early) THEN 4
      ELSE 0
    END;
    befores[i] := coalesce(heads[owners[i]], befores[i]);
    IF outcomes[i] = 0 THEN
      heads[owners[i]] := befores[i] + counts[i];
    END IF;
  END LOOP;

  IF events IS NOT NULL THEN
    INSERT INTO ${schema}.events (position, version, schema_version, recorded_at, occurred_at, tenant, stream, id, type, data, metadata)
    SELECT befores[d.part] + d.number, versions_before[d.part] + d.number, d.schema_version, times[d.part], d.occurred_at,
      tenants[owners[d.part]], part_streams[d.part], d.id, d.type, d.data, d.metadata
    FROM unnest(events) AS d WHERE outcomes[d.part] = 0;
  END IF;
  IF has_new_tenant THEN
    INSERT INTO ${schema}.tenants (name)
    SELECT tenants[i] FROM generate_subscripts(tenants, 1) AS i WHERE heads[i] > 0
    ON CONFLICT (name) DO NOTHING;
  END IF;
  IF is_known THEN
    DELETE FROM ${schema}.commands x USING unnest(commands) AS d
    WHERE outcomes[d.first] = 0 AND x.tenant = tenants[d.owner] AND x.id = d.id;
  END IF;
  IF commands IS NOT NULL THEN
    -- Every id was looked up before, so that the insertion needs not look again.
    INSERT INTO ${schema}.commands (position, recorded_at, tenant, id, fingerprint, result, streams, versions)
    SELECT befores[d.first] + d.events, times[d.first], tenants[d.owner], d.id, d.fingerprint, d.result, d.streams,
      array_to_json(versions_before[d.first:d.last])
    FROM unnest(commands) AS d WHERE outcomes[d.first] = 0;
  END IF;
  IF removals IS NOT NULL THEN${removals(schema)}
  END IF;${documents(schema)}

  IF begun_us IS NOT NULL AND events IS NOT NULL THEN
    PERFORM pg_notify('${channelOf(schema)}', CASE WHEN cardinality(tenants) <= 64 THEN array_to_string(tenants, ' ') ELSE '' END);
  END IF;

  IF is_known THEN
    SELECT json_object_agg(d.first, json_build_array(c.position, c.recorded_at, c.fingerprint, c.result, c.streams, c.versions))
    INTO repeated
    FROM unnest(commands) AS d
    CROSS JOIN LATERAL (SELECT c.* FROM ${schema}.commands c WHERE c.tenant = tenants[d.owner] AND c.id = d.id LIMIT 1) c
    WHERE outcomes[d.first] = 1;
  END IF;
  RETURN json_build_object('outcomes', outcomes, 'befores', befores, 'times', times, 'versions', versions_before, 'met', met,
    'repeated', repeated);
END $$`;
}

/**
 * The function that takes the locks of tenants in sorted order, so that two calls never wait for each other. It waits for each for so many
 * milliseconds, and answers the indexes (from 1) of the tenants whose locks others still hold.
 */
export function lockFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.lock_tenants_v1(tenants text[], patience_ms integer) RETURNS integer[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  own_timeout text := current_setting('lock_timeout');
  lock_key bigint;
  tenant_index integer;
  locked integer[] := '{}';
BEGIN
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
  RETURN locked;
END $$`;
}
