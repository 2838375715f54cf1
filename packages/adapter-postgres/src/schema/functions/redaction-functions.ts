import { LIST_NAMES, listType } from "./append-lists.ts";

/**
 * The trigger's function that refuses every change of a stored event but a redaction: only `data`, `metadata` and `redacted` differ, and
 * `redacted` has the SHA-256 of each text that was replaced. A hash that is there is never changed: it is that of the text that was stored first.
 */
export function redactionTrigger(schema: string): string {
  const hashOf = (name: string): string => `
      CASE WHEN NEW.${name} = OLD.${name} THEN before ->> '${name}'
        ELSE coalesce(before ->> '${name}', encode(sha256(convert_to(OLD.${name}, 'UTF8')), 'hex')) END`;
  return `
CREATE FUNCTION ${schema}.refuse_other_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb := OLD.redacted;
BEGIN
  IF (NEW.position, NEW.version, NEW.schema_version, NEW.recorded_at, NEW.occurred_at, NEW.tenant, NEW.stream, NEW.id, NEW.type)
    IS DISTINCT FROM
    (OLD.position, OLD.version, OLD.schema_version, OLD.recorded_at, OLD.occurred_at, OLD.tenant, OLD.stream, OLD.id, OLD.type)
    OR (NEW.data = OLD.data AND NEW.metadata = OLD.metadata)
    OR NEW.redacted::jsonb IS DISTINCT FROM jsonb_strip_nulls(jsonb_build_object('data', ${hashOf("data")}, 'metadata', ${hashOf("metadata")}))
  THEN
    RAISE EXCEPTION 'a stored event is never changed or deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$`;
}

/** The trigger of {@link redactionTrigger}. */
export function redactionsAlone(schema: string): string {
  return `
CREATE TRIGGER events_are_only_redacted BEFORE UPDATE ON ${schema}.events
  FOR EACH ROW EXECUTE FUNCTION ${schema}.refuse_other_change()`;
}

/**
 * The function that appends one batch and redacts events with it, in one transaction. It calls `append_v1`, so that appends that redact nothing
 * have nothing to do with it.
 *
 * Arguments: those of `append_v1`, and `redactions` as `[{position, version, stream, id, data, metadata, redacted}]`. Answers what `append_v1` does.
 * Raises PL003 where the log does not hold one of the events.
 */
export function appendRedactingFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.append_redacting_v1(
  tenants text[], now_ms bigint, keep_ms bigint, patience_ms integer, begun_us bigint, allow_volatile boolean,
  ${LIST_NAMES.map((name) => `${name} ${listType(schema, name)}[]`).join(", ")}, redactions json
) RETURNS text LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  answer text := ${schema}.append_v1(
    tenants, now_ms, keep_ms, patience_ms, begun_us, allow_volatile, ${LIST_NAMES.join(", ")}
  );
  redacted_events integer;
BEGIN
  IF (answer::json -> 'outcomes' ->> 0)::integer = 0 THEN
    UPDATE ${schema}.events e SET data = d.data, metadata = d.metadata, redacted = d.redacted
    FROM json_to_recordset(redactions) AS d (
      position bigint, version bigint, stream text, id text, data text, metadata text, redacted text
    )
    WHERE e.tenant = tenants[1] AND e.position = d.position AND e.version = d.version AND e.stream = d.stream AND e.id = d.id;
    GET DIAGNOSTICS redacted_events = ROW_COUNT;
    IF redacted_events <> json_array_length(redactions) THEN
      RAISE EXCEPTION 'the log does not hold the events to redact' USING ERRCODE = 'PL003';
    END IF;
  END IF;
  RETURN answer;
END $$`;
}
