-- Words are compared with their neighbours: a title of ten thousand of them (an import may bring anything) is read to its five hundredth character.
CREATE OR REPLACE FUNCTION "headline_pairs"(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	WITH words AS (
		SELECT lexeme, (row_number() OVER (ORDER BY position))::int AS n
		FROM unnest(to_tsvector('public.fr'::regconfig, left(title, 500))) AS t (lexeme, positions, weights) CROSS JOIN unnest(positions) AS position)
	SELECT coalesce(array_agg(DISTINCT a.lexeme || ' ' || b.lexeme), '{}')
	FROM words AS a JOIN words AS b ON b.n - a.n IN (1, 2) OR (a.n = b.n AND (SELECT count(*) FROM words) = 1)
$$;
