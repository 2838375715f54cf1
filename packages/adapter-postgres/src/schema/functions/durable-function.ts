/**
 * The function that every write calls: it raises PL001 on a server that could forget what it acknowledges, unless `allow_volatile`. Settings
 * change while a server runs, so they are looked at where they count.
 */
export function durableFunction(schema: string): string {
  return `
CREATE FUNCTION ${schema}.durable_v1(allow_volatile boolean) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF NOT allow_volatile AND (
    current_setting('synchronous_commit') = 'off' OR current_setting('fsync') = 'off' OR current_setting('full_page_writes') = 'off'
  ) THEN
    RAISE EXCEPTION 'a write needs synchronous_commit, fsync and full_page_writes' USING ERRCODE = 'PL001';
  END IF;
  RETURN true;
END $$`;
}
