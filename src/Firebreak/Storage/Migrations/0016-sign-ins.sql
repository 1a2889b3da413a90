-- Sign-ins on their way, and what a finished one is exchanged for.

create table sign_ins (                  -- a sign-in on its way; its user's password, or a link, was right
  org_id text not null,
  hash bytea not null,                   -- SHA-256 of the state token
  user_id text not null,
  status text not null,                  -- the transaction's state, in the API's words
  by_link bigint not null,               -- 1: begun by a link to set a password, not by the password
  second bigint not null,                -- 1: a second factor was verified or enrolled in it
  methods text not null,                 -- RFC 8176, with spaces between
  factor_id text,                        -- the factor that is challenged or being enrolled
  enrolled bigint not null,              -- 1: a factor was enrolled in it
  skipped text not null,                 -- the states that were skipped, with spaces between
  multi bigint not null,                 -- the option multiOptionalFactorEnroll
  warn bigint not null,                  -- the option warnBeforePasswordExpired
  device text,                           -- SHA-256 of the device token, hexadecimal
  created bigint not null,
  ends bigint not null,                  -- slides with every request
  primary key (org_id, hash)
) /*without rowid*/;

create index sign_ins_by_user on sign_ins (org_id, user_id);
create index sign_ins_by_end on sign_ins (org_id, ends);

create table session_tokens (            -- exchanged once for a session
  org_id text not null,
  hash bytea not null,
  user_id text not null,
  methods text not null,
  device text,
  password_at bigint not null,           -- when the password was verified
  factor_at bigint,                      -- when a second factor was
  ends bigint not null,
  primary key (org_id, hash)
) /*without rowid*/;

create index session_tokens_by_user on session_tokens (org_id, user_id);
create index session_tokens_by_end on session_tokens (org_id, ends);
