import { channelOf, lockSeed } from "../schema-name.ts";

/**
 * The function that adds events of another ledger as they are, if the tenant's head is still the one that they were checked against.
 * While the head has not moved, no stream has: versions need not be looked at again.
 *
 * Arguments: `owner` the tenant, `expected_head` a position, `events` as `[{position, version, schema_version, recorded_at,
 * occurred_at, stream, id, type, data, metadata, redacted}]`, `allow_volatile` whether the server may lose what it acknowledged. Answers whether they were added.
 */
export function restoreFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.restore_v1(owner text, expected_head bigint, events json, allow_volatile boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM ${schema}.durable_v1(allow_volatile);
  PERFORM pg_advisory_xact_lock(hashtextextended(owner, ${lockSeed(schema)}));
  IF expected_head IS DISTINCT FROM coalesce((
    SELECT e.position FROM ${schema}.events e WHERE e.tenant = owner ORDER BY e.position DESC LIMIT 1
  ), 0) THEN
    RETURN false;
  END IF;
  INSERT INTO ${schema}.events (
    position, version, schema_version, recorded_at, occurred_at, tenant, stream, id, type, data, metadata, redacted
  )
  SELECT d.position, d.version, d.schema_version, d.recorded_at, d.occurred_at, owner, d.stream, d.id, d.type, d.data, d.metadata, d.redacted
  FROM json_to_recordset(events) AS d (
    position bigint, version bigint, schema_version bigint, recorded_at bigint, occurred_at bigint, stream text, id text,
    type text, data text, metadata text, redacted text
  );
  IF expected_head = 0 THEN
    INSERT INTO ${schema}.tenants (name) VALUES (owner) ON CONFLICT (name) DO NOTHING;
  END IF;
  PERFORM pg_notify('${channelOf(schema)}', owner);
  RETURN true;
END $$`;
}
