-- One row per uri: its newest revision. `record` is the whole record in its JSON form; the columns repeat what is asked for often.
CREATE TABLE items (
    uri                 text PRIMARY KEY,
    revision            bigint NOT NULL,
    position            text NOT NULL,
    change              text NOT NULL,
    version             bigint,
    version_text        text,
    provider            text,
    source              text NOT NULL,
    credits             text[] NOT NULL,
    section             text,
    urgency             bigint,
    dateline            text,
    headline            text,
    body                text,
    language            text,
    language_confidence double precision,
    primary_region      text,
    published_earliest  timestamptz,
    published_latest    timestamptz,
    received_at         timestamptz NOT NULL,
    story_id            text,
    relation            text NOT NULL,
    of_uri              text,
    content_hash        text NOT NULL,
    delivery_id         text NOT NULL,
    record              jsonb NOT NULL
);

-- The default compression costs more than all else that a row costs. Servers before 14, or built without lz4, keep the default.
DO $$
BEGIN
    EXECUTE 'ALTER TABLE items ALTER COLUMN body SET COMPRESSION lz4, ALTER COLUMN record SET COMPRESSION lz4';
EXCEPTION
    WHEN syntax_error OR feature_not_supported THEN NULL;
END
$$;

COMMENT ON TABLE items IS 'Newest revision of every uri; killed and recalled items have no text.';
COMMENT ON COLUMN items.revision IS 'Strictly rising per uri, Dateline''s own; version is the provider''s.';
COMMENT ON COLUMN items.position IS 'newest, killed or recalled.';
COMMENT ON COLUMN items.received_at IS 'When Dateline got the delivery, by its own clock.';

CREATE INDEX items_by_story ON items (story_id);
CREATE INDEX items_by_received_at ON items (received_at);

-- The regions of the newest revision, strongest first.
CREATE TABLE item_regions (
    uri          text NOT NULL REFERENCES items (uri) ON DELETE CASCADE,
    rank         integer NOT NULL,
    scheme       text NOT NULL,
    code         text NOT NULL,
    role         text NOT NULL,
    weight       double precision NOT NULL,
    place        text,
    geonames_id  bigint,
    PRIMARY KEY (uri, rank)
);

COMMENT ON TABLE item_regions IS 'Where an item is from (located, dateline) and what it is about.';

CREATE INDEX item_regions_by_code ON item_regions (code, role);

-- Stories that turned out to be one. Items that were written before keep the merged id; queries follow this table.
CREATE TABLE story_merges (
    merged_story_id text NOT NULL,
    story_id        text NOT NULL,
    PRIMARY KEY (merged_story_id, story_id)
);

CREATE INDEX story_merges_by_story ON story_merges (story_id);

-- The one log that this database is filled from.
CREATE TABLE delivery_log (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    cluster_id text NOT NULL,
    topic_id   text NOT NULL,
    topic      text NOT NULL
);

-- How far it is filled: the next offset of each partition, moved in the transaction that writes the rows before it.
CREATE TABLE delivery_offsets (
    partition   integer PRIMARY KEY,
    next_offset bigint NOT NULL,
    ledger      text NOT NULL
);

COMMENT ON COLUMN delivery_offsets.ledger IS 'Running totals of outcomes up to next_offset, as JSON.';
