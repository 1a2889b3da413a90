-- Apps, who has them, what they keep secret; the org's own settings.

create table apps (
  org_id text not null,
  id text not null,
  name text not null,                    -- the kind: bookmark, oidc_client, template_swa, or a catalogue's name
  name_key text not null,                -- folded
  label text not null,
  label_key text not null,               -- folded
  mode text not null,                    -- signOnMode
  status text not null,                  -- ACTIVE, INACTIVE
  created bigint not null,
  last_updated bigint not null,
  kid text,                              -- the id of the key that signs for it
  client_id text,                        -- OpenID Connect clients alone
  password bytea,                        -- sealed: the password that everyone shares, where the scheme is such
  body text not null,                    -- JSON: accessibility, visibility, features, credentials, settings; no secrets
  primary key (org_id, id)
) /*without rowid*/;

create unique index apps_by_client on apps (org_id, client_id);
create index apps_by_name on apps (org_id, name, id);
create index apps_by_label on apps (org_id, label_key, id);

create table app_secrets (               -- client secrets, at most two of a client
  org_id text not null,
  app_id text not null,
  id text not null,
  status text not null,                  -- ACTIVE, INACTIVE
  created bigint not null,
  last_updated bigint not null,
  sealed bytea not null,
  primary key (org_id, app_id, id)
) /*without rowid*/;

create table app_users (                 -- scope USER: assigned; GROUP: has it through a group, and something of its own is kept
  org_id text not null,
  app_id text not null,
  user_id text not null,
  scope text not null,
  user_name text,                        -- null: what the app's template says
  password bytea,                        -- sealed
  profile text not null,                 -- JSON
  created bigint not null,
  last_updated bigint not null,
  password_changed bigint,
  primary key (org_id, app_id, user_id)
) /*without rowid*/;

create index app_users_by_user on app_users (org_id, user_id, app_id);

create table app_groups (                -- members of these groups have the app; no row for each is made
  org_id text not null,
  app_id text not null,
  group_id text not null,
  priority bigint not null,              -- 0 is the highest
  profile text not null,                 -- JSON
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, app_id, group_id)
) /*without rowid*/;

create index app_groups_by_group on app_groups (org_id, group_id, app_id);

create table org_settings (              -- what an org says of itself, and what it allows; what is not here has its default
  org_id text not null,
  name text not null,
  value text not null,
  primary key (org_id, name)
) /*without rowid*/;
