-- spaces     one row per space: its head. turn counts the commits that wrote anything in it: who
--            read at a turn and commits at the same turn has seen the newest state.
-- documents  the newest revision of each document, tombstones included; value is canonical JSON,
--            null for a tombstone. Keys are written as Keys says; names has long ones in full.
-- history    what documents held before: the bases of merges to come.
-- lineage    the state hash after each version, by which a replica's lineage is recognised.
-- receipts   what became of each mutation; answer is null once it has expired.
-- service    one row: for how many hours this data has been served. Ages are counted in these.
-- sessions   one row per open server: its last commit, and the hours it has served.
-- restores   the ids of the backups whose restoring was announced.

CREATE TABLE spaces (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  epoch text NOT NULL,
  version bigint NOT NULL,
  floor bigint NOT NULL,
  compactions bigint NOT NULL,
  state_hash text NOT NULL,
  placed bigint NOT NULL,
  turn bigint NOT NULL,
  changed timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE documents (
  space bigint NOT NULL,
  collection text COLLATE "C" NOT NULL,
  doc text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value text,
  hash text NOT NULL,
  names text,
  PRIMARY KEY (space, collection, doc)
);
CREATE UNIQUE INDEX documents_by_version ON documents (space, version);

CREATE TABLE history (
  space bigint NOT NULL,
  collection text COLLATE "C" NOT NULL,
  doc text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value text,
  hash text NOT NULL,
  superseded_hour bigint NOT NULL,
  PRIMARY KEY (space, collection, doc, version)
);

CREATE TABLE lineage (
  space bigint NOT NULL,
  version bigint NOT NULL,
  state_hash text NOT NULL,
  hour bigint NOT NULL,
  PRIMARY KEY (space, version)
);

CREATE TABLE receipts (
  space bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  content text NOT NULL,
  status text,
  answer text,
  hour bigint NOT NULL,
  PRIMARY KEY (space, subject, origin, id)
);

CREATE TABLE service (id integer PRIMARY KEY CHECK (id = 1), hours bigint NOT NULL);
INSERT INTO service VALUES (1, 0);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  batch bigint NOT NULL DEFAULT 0,
  start_hours bigint NOT NULL,
  hours bigint NOT NULL DEFAULT 0,
  since timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

CREATE TABLE restores (id text PRIMARY KEY);

-- Commits what a server decided, in one round trip. Each list is of columns of equal length; the
-- numbers in *_space count the spaces from 1. A space without an epoch is only checked.
-- HF001: something is not as it was read; read again and decide again. So is a key that exists
-- already (23505): it was thought to be new. HF002: settle_batch has ended this batch.
-- Rows are locked in the same order by everybody, so there is no deadlock.
CREATE FUNCTION commit_batch(
  p_session uuid, p_batch bigint, p_hours integer,
  s_name text[], s_turn bigint[], s_epoch text[], s_version bigint[], s_floor bigint[],
  s_compactions bigint[], s_hash text[], s_placed bigint[], s_told boolean[],
  d_space integer[], d_collection text[], d_doc text[], d_version bigint[], d_value text[],
  d_hash text[], d_names text[], d_new boolean[],
  h_space integer[], h_collection text[], h_doc text[], h_version bigint[], h_value text[],
  h_hash text[],
  l_space integer[], l_version bigint[], l_hash text[],
  r_space integer[], r_subject text[], r_origin text[], r_id text[], r_content text[],
  r_status text[], r_answer text[]
) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  now_hour bigint;
  ids bigint[];
BEGIN
  UPDATE sessions SET batch = p_batch, hours = hours + p_hours
    WHERE id = p_session AND batch = p_batch - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'batch % of this session was ended', p_batch USING ERRCODE = 'HF002';
  END IF;
  IF p_hours > 0 THEN
    -- Servers that serve at the same time count the same hours.
    UPDATE service SET hours = greatest(
      service.hours, (SELECT x.start_hours + x.hours FROM sessions x WHERE x.id = p_session));
  END IF;
  SELECT hours INTO now_hour FROM service;

  PERFORM 1 FROM spaces
    WHERE name IN (SELECT w.name FROM unnest(s_name, s_epoch) w(name, epoch)
                   WHERE w.epoch IS NOT NULL)
    ORDER BY name FOR UPDATE;
  IF EXISTS (SELECT FROM unnest(s_name, s_turn) w(name, turn)
             LEFT JOIN spaces s ON s.name = w.name COLLATE "C"
             WHERE coalesce(s.turn, 0) <> w.turn) THEN
    RAISE EXCEPTION 'a space has changed since it was read' USING ERRCODE = 'HF001';
  END IF;

  INSERT INTO spaces (name, epoch, version, floor, compactions, state_hash, placed, turn, changed)
    SELECT w.name, w.epoch, w.version, w.floor, w.compactions, w.hash, w.placed, 1,
           clock_timestamp()
    FROM unnest(s_name, s_turn, s_epoch, s_version, s_floor, s_compactions, s_hash, s_placed)
      w(name, turn, epoch, version, floor, compactions, hash, placed)
    WHERE w.turn = 0 AND w.epoch IS NOT NULL ORDER BY w.name COLLATE "C";
  UPDATE spaces s
    SET epoch = w.epoch, version = w.version, floor = w.floor, compactions = w.compactions,
        state_hash = w.hash, placed = w.placed, turn = w.turn + 1, changed = clock_timestamp()
    FROM unnest(s_name, s_turn, s_epoch, s_version, s_floor, s_compactions, s_hash, s_placed)
      w(name, turn, epoch, version, floor, compactions, hash, placed)
    WHERE s.name = w.name COLLATE "C" AND w.turn > 0 AND w.epoch IS NOT NULL;
  SELECT array_agg(s.id ORDER BY w.n) INTO ids
    FROM unnest(s_name) WITH ORDINALITY w(name, n)
    LEFT JOIN spaces s ON s.name = w.name COLLATE "C";

  IF cardinality(d_space) > 0 THEN
    INSERT INTO history (space, collection, doc, version, value, hash, superseded_hour)
      SELECT d.space, d.collection, d.doc, d.version, d.value, d.hash, now_hour
      FROM unnest(d_space, d_collection, d_doc, d_new) w(space, collection, doc, new)
      JOIN documents d ON d.space = ids[w.space] AND d.collection = w.collection COLLATE "C"
        AND d.doc = w.doc COLLATE "C"
      WHERE NOT w.new;
    UPDATE documents d SET version = w.version, value = w.value, hash = w.hash
      FROM unnest(d_space, d_collection, d_doc, d_version, d_value, d_hash, d_new)
        w(space, collection, doc, version, value, hash, new)
      WHERE NOT w.new AND d.space = ids[w.space] AND d.collection = w.collection COLLATE "C"
        AND d.doc = w.doc COLLATE "C";
    INSERT INTO documents (space, collection, doc, version, value, hash, names)
      SELECT ids[w.space], w.collection, w.doc, w.version, w.value, w.hash, w.names
      FROM unnest(d_space, d_collection, d_doc, d_version, d_value, d_hash, d_names, d_new)
        w(space, collection, doc, version, value, hash, names, new)
      WHERE w.new;
    INSERT INTO history (space, collection, doc, version, value, hash, superseded_hour)
      SELECT ids[w.space], w.collection, w.doc, w.version, w.value, w.hash, now_hour
      FROM unnest(h_space, h_collection, h_doc, h_version, h_value, h_hash)
        w(space, collection, doc, version, value, hash);
    INSERT INTO lineage (space, version, state_hash, hour)
      SELECT ids[w.space], w.version, w.hash, now_hour
      FROM unnest(l_space, l_version, l_hash) w(space, version, hash);
  END IF;
  IF cardinality(r_space) > 0 THEN
    INSERT INTO receipts (space, subject, origin, id, content, status, answer, hour)
      SELECT ids[w.space], w.subject, w.origin, w.id, w.content, w.status, w.answer, now_hour
      FROM unnest(r_space, r_subject, r_origin, r_id, r_content, r_status, r_answer)
        w(space, subject, origin, id, content, status, answer);
  END IF;

  PERFORM pg_notify('holdfast', current_schema() || ' ' || w.version || ' ' || w.name)
    FROM unnest(s_name, s_version, s_told) w(name, version, told) WHERE w.told;
END $$;

-- Whether a batch was committed whose answer was lost. If not, it never will be. Null: the session
-- is not known.
CREATE FUNCTION settle_batch(p_session uuid, p_batch bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  last bigint;
BEGIN
  SELECT batch INTO last FROM sessions WHERE id = p_session FOR UPDATE;
  IF last IS NULL THEN
    RETURN NULL;
  END IF;
  UPDATE sessions SET batch = greatest(batch, p_batch) WHERE id = p_session;
  RETURN last >= p_batch;
END $$;
