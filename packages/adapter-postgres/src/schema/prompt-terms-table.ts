import { TAG_TERM } from "../catalog/prompt-terms.ts";

/**
 * The table that prompts are searched by below row-level security, as statements, and what keeps it. There no index serves `LIKE` or a
 * search in an array, for those might tell of rows that the policy hides; equality of texts tells nothing. So each prompt's terms stand
 * in rows: the trigrams of its folded name, and its tags. Rows are found by them, and then compared.
 *
 * The role that fills it must see all prompts, and nobody may write meanwhile.
 */
export function promptTermsTable(schema: string): string {
  return `
CREATE TABLE ${schema}.prompt_terms (
  tenant text COLLATE "C" NOT NULL,
  term text COLLATE "C" NOT NULL,
  prompt_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, term, prompt_id)
);

CREATE FUNCTION ${schema}.terms_of(name_folded text, tags text[]) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT substr(name_folded, i, 3) FROM generate_series(1, length(name_folded) - 2) AS i
  UNION SELECT '${TAG_TERM.prefix}' || left(tag, ${TAG_TERM.characters}) FROM unnest(tags) AS tag
$$;

CREATE FUNCTION ${schema}.keep_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM ${schema}.prompt_terms t
    WHERE t.tenant = OLD.tenant AND t.term = ANY (ARRAY(SELECT ${schema}.terms_of(OLD.name_folded, OLD.tags)))
      AND t.prompt_id = OLD.prompt_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO ${schema}.prompt_terms (tenant, term, prompt_id)
    SELECT NEW.tenant, term, NEW.prompt_id FROM ${schema}.terms_of(NEW.name_folded, NEW.tags) AS term;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER terms_are_kept AFTER INSERT OR DELETE ON ${schema}.prompts
  FOR EACH ROW EXECUTE FUNCTION ${schema}.keep_terms();

CREATE TRIGGER terms_are_changed AFTER UPDATE ON ${schema}.prompts
  FOR EACH ROW WHEN (OLD.name_folded <> NEW.name_folded OR OLD.tags <> NEW.tags) EXECUTE FUNCTION ${schema}.keep_terms();

INSERT INTO ${schema}.prompt_terms (tenant, term, prompt_id)
SELECT p.tenant, term, p.prompt_id FROM ${schema}.prompts p, ${schema}.terms_of(p.name_folded, p.tags) AS term;`;
}
