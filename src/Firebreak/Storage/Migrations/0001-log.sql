-- Orgs, keys, the log and what is made from it. Types: text in byte order, bigint, bytea; times are UTC microseconds.

create table instance (
  id text not null primary key,          -- the first half of every log's origin; fixed for ever
  created bigint not null
) /*without rowid*/;

create table orgs (
  org_id text not null primary key,
  org_number bigint not null unique,     -- its leaf in every epoch; fixed for ever
  name text not null unique,
  label text not null,
  status bigint not null,                -- 0 active, 1 suspended
  created bigint not null,
  settings text not null                 -- JSON
) /*without rowid*/;

create table org_aliases (               -- names that an org had: they go on working
  name text not null primary key,
  org_id text not null
) /*without rowid*/;

create table keys (                      -- wrapped by the master key; org_number 0 is the checkpoint log and the service itself
  org_number bigint not null,
  purpose text not null,                 -- log, cookies; master: what tells the right master key
  id text not null,
  state bigint not null,                 -- 0 in use, 1 signs beside the one in use until it ends, 2 ended
  created bigint not null,
  ends bigint,
  public_part text not null,
  wrapped bytea not null,
  primary key (org_number, purpose, id)
) /*without rowid*/;

create table intents (                   -- PostgreSQL alone: committed with the change, taken by the sequencer
  id {serial},
  org_number bigint not null,
  body bytea not null
);

create table sequencer (                 -- PostgreSQL alone: a sequencer that lost its lock cannot commit
  one bigint not null primary key,
  term bigint not null
);

insert into sequencer values (1, 0);

create table events (
  position {rowid},                      -- dense, final, over all orgs
  org_number bigint not null,
  idx bigint not null,                   -- contiguous in the org's log
  published bigint not null,             -- never decreases along idx
  hash bytea not null,                   -- RFC 6962 leaf hash; stays when the body goes
  body bytea                             -- the final bytes; null when erased or past retention
);

create unique index events_by_org on events (org_number, idx);

create table log_nodes (                 -- roots of complete subtrees of 256^level entries, level 1 and up
  org_number bigint not null,
  level bigint not null,
  idx bigint not null,
  hash bytea not null,
  primary key (org_number, level, idx)
) /*without rowid*/;

create table erasures (
  org_number bigint not null,
  idx bigint not null,
  erased bigint not null,
  ordered_by text not null,
  reason text not null,
  primary key (org_number, idx)
) /*without rowid*/;

create table event_terms (               -- the search index: which entries of a segment of 2048 hold a term
  org_number bigint not null,
  bucket bigint not null,                -- the first bits of the terms' hashes: a term is looked up in one range of rows, and a segment is written to few
  segment bigint not null,               -- entries from 2048 * segment on; written once, when the segment is full
  terms bytea not null,                  -- per term the hash's next 32 bits and the entries as varint steps; whoever finds an entry here still looks at it
  primary key (org_number, bucket, segment)
) /*without rowid*/;

create table cursors (                   -- where a consumer stands: the global position of the last event it has done
  name text not null primary key,
  position bigint not null
) /*without rowid*/;

create table epochs (                    -- the checkpoint log's entries stand in events as org number 0
  epoch bigint not null primary key,     -- from 0: its entry's index in the checkpoint log
  closed bigint not null,
  position bigint not null,              -- the last event that it covers
  orgs bigint not null,
  root bytea not null
) /*without rowid*/;

create table epoch_leaves (              -- an org's checkpoint as of an epoch; the latest at or before an epoch holds for it
  org_number bigint not null,
  epoch bigint not null,
  size bigint not null,
  root bytea not null,
  primary key (org_number, epoch)
) /*without rowid*/;

create index epoch_leaves_by_epoch on epoch_leaves (epoch);
