-- What lay among the intents and was no event of any org.

create table intents_aside (             -- PostgreSQL alone: the alarm lasts as long as a row is here
  number {serial},
  intent bigint not null,                -- its id among the intents
  org_number bigint not null,
  body bytea not null,                   -- as it was
  reason text not null,
  at bigint not null
);
