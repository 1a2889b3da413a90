-- Users, groups, roles, tokens, sessions: everything of one org, org_id first.

create table users (
  org_id text not null,
  id text not null,
  login text not null,
  login_key text not null,               -- folded
  email_key text not null,               -- folded
  status text not null,
  type_id text not null,
  created bigint not null,
  activated bigint,
  status_changed bigint,
  last_login bigint,
  last_updated bigint not null,
  password_changed bigint,
  password text,                         -- a self-describing hash; or "!", another provider's type, "!" and its name
  question text,
  answer text,                           -- a self-describing hash of the folded answer
  profile text not null,                 -- JSON, as it is shown
  primary key (org_id, id)
) /*without rowid*/;

create unique index users_by_login on users (org_id, login_key);
create index users_by_email on users (org_id, email_key, id);
create index users_by_status on users (org_id, status, id);
create index users_by_update on users (org_id, last_updated, id);

create table user_values (               -- profile values by which users are searched
  org_id text not null,
  name text not null,
  value text not null,                   -- folded, at most 256 characters
  user_id text not null,
  primary key (org_id, name, value, user_id)
) /*without rowid*/;

create table user_suspensions (          -- the status that a suspended user goes back to
  org_id text not null,
  user_id text not null,
  status text not null,
  primary key (org_id, user_id)
) /*without rowid*/;

create table password_history (          -- the passwords before the one in use
  org_id text not null,
  user_id text not null,
  replaced bigint not null,
  hash text not null,                    -- a self-describing hash
  primary key (org_id, user_id, replaced)
) /*without rowid*/;

create table user_types (
  org_id text not null,
  id text not null,
  name text not null,
  display_name text not null,
  description text,
  is_default bigint not null,
  created bigint not null,
  created_by text not null,
  last_updated bigint not null,
  last_updated_by text not null,
  primary key (org_id, id)
) /*without rowid*/;

create unique index user_types_by_name on user_types (org_id, name);

create table schemas (                   -- custom attributes: JSON object of attribute name to its schema
  org_id text not null,
  id text not null,                      -- osc..., for users; "group" for groups; an app's id for its users
  kind text not null,                    -- user, group, app
  owner text not null,                   -- user type or app
  custom text not null,
  base text not null,                    -- what an administrator changed of the base attributes
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, id)
) /*without rowid*/;

create table groups (
  org_id text not null,
  id text not null,
  type text not null,                    -- OKTA_GROUP, APP_GROUP, BUILT_IN
  name text not null,
  name_key text not null,                -- folded
  description text,
  profile text not null,                 -- JSON, as it is shown
  created bigint not null,
  last_updated bigint not null,
  last_membership_updated bigint not null,
  primary key (org_id, id)
) /*without rowid*/;

create unique index groups_by_name on groups (org_id, name_key);
create index groups_by_update on groups (org_id, last_updated, id);

create table group_members (             -- everyone is in the group of type BUILT_IN without a row here
  org_id text not null,
  group_id text not null,
  user_id text not null,
  source text not null,                  -- "" by hand, or the rule's id
  added bigint not null,
  primary key (org_id, group_id, user_id, source)
) /*without rowid*/;

create index group_members_by_user on group_members (org_id, user_id, group_id);

create table role_assignments (
  org_id text not null,
  id text not null,
  assignee_type text not null,           -- USER or GROUP
  assignee_id text not null,
  role text not null,
  quiet bigint,                          -- 1: the assignee gets no mails that go to administrators
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, id)
) /*without rowid*/;

create unique index role_assignments_by_assignee on role_assignments (org_id, assignee_type, assignee_id, role);

create table role_targets (
  org_id text not null,
  assignment_id text not null,
  kind text not null,                    -- GROUP, APP (an app's id), CATALOG (an app's name)
  target text not null,
  app_name text,                         -- of an APP: the name of its kind
  added bigint not null,
  primary key (org_id, assignment_id, kind, target)
) /*without rowid*/;

create table api_tokens (
  org_id text not null,
  id text not null,
  hash bytea not null,                   -- SHA-256 of the token; the token itself is nowhere
  user_id text not null,
  name text not null,
  client_name text not null,
  network text not null,                 -- JSON: the TokenNetwork shown by the API
  unused_for text,                       -- ISO 8601 duration without use after which it ends; null: never
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, id)
) /*without rowid*/;

create unique index api_tokens_by_hash on api_tokens (org_id, hash);
create index api_tokens_by_user on api_tokens (org_id, user_id);

create table token_uses (
  org_id text not null,
  token_id text not null,
  last_used bigint not null,
  primary key (org_id, token_id)
) /*without rowid*/;

create table sessions (
  org_id text not null,
  id text not null,
  hash bytea not null,                   -- SHA-256 of the cookie's secret
  user_id text not null,
  created bigint not null,
  ends bigint not null,
  address text,
  user_agent text,
  primary key (org_id, id)
) /*without rowid*/;

create unique index sessions_by_hash on sessions (org_id, hash);
create index sessions_by_user on sessions (org_id, user_id);

create table session_uses (
  org_id text not null,
  session_id text not null,
  last_seen bigint not null,
  primary key (org_id, session_id)
) /*without rowid*/;

create table one_time_links (            -- activation, recovery, first password: used once, short-lived
  org_id text not null,
  hash bytea not null,
  purpose text not null,
  user_id text not null,
  created bigint not null,
  ends bigint not null,
  primary key (org_id, hash)
) /*without rowid*/;

create index one_time_links_by_user on one_time_links (org_id, user_id, purpose);
