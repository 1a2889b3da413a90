-- Signing in by password: how often in a row it went wrong.

create table sign_in_failures (          -- a user's wrong passwords since the last right one
  org_id text not null,
  user_id text not null,
  count bigint not null,
  last bigint not null,
  primary key (org_id, user_id)
) /*without rowid*/;
