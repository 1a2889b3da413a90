-- Second factors of users.

create table factors (
  org_id text not null,
  id text not null,
  user_id text not null,
  type text not null,                    -- the API's words: token:software:totp, question
  provider text not null,                -- OKTA, GOOGLE
  status text not null,                  -- PENDING_ACTIVATION, ACTIVE
  created bigint not null,
  last_updated bigint not null,
  secret bytea,                          -- TOTP: the shared secret, wrapped by the master key
  picture bytea,                         -- TOTP: SHA-256 of what fetches its picture until it is active
  question text,                         -- question: which one
  answer text,                           -- question: a self-describing hash of the folded answer
  last_step bigint,                      -- TOTP: the step of the last code that was accepted; none at or before it is again
  primary key (org_id, id)
) /*without rowid*/;

create index factors_by_user on factors (org_id, user_id);
