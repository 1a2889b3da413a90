-- How long an org keeps the bodies of its log's entries, and the wish for an epoch from a node that does not place.

create table log_retention (             -- no row: for ever
  org_number bigint not null primary key,
  days bigint,                           -- null: for ever from now on
  dropped bigint not null                -- entries before this index have no bodies any more; a multiple of 256
) /*without rowid*/;

create table epoch_wishes (              -- PostgreSQL alone: what other nodes tell the sequencer's
  one bigint not null primary key,
  wished bigint not null
) /*without rowid*/;

insert into epoch_wishes values (1, 0);
