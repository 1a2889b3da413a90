-- Key credentials of apps, the requests for certificates on the way to them, and the scopes that admins let apps ask for.

create table app_keys (                  -- a key that was cloned is there once for each app
  org_id text not null,
  app_id text not null,                  -- empty: the org's own key, which every app has
  kid text not null,
  created bigint not null,
  last_updated bigint not null,
  certificate bytea not null,            -- X.509, DER
  wrapped bytea not null,                -- PKCS#8
  primary key (org_id, app_id, kid)
) /*without rowid*/;

create table app_csrs (
  org_id text not null,
  app_id text not null,
  id text not null,
  created bigint not null,
  request bytea not null,                -- PKCS#10, DER
  wrapped bytea not null,                -- PKCS#8
  primary key (org_id, app_id, id)
) /*without rowid*/;

create table app_grants (
  org_id text not null,
  app_id text not null,
  id text not null,
  scope text not null,
  created bigint not null,
  created_by text not null,
  created_by_type text not null,
  primary key (org_id, app_id, id)
) /*without rowid*/;

create unique index app_grants_by_scope on app_grants (org_id, app_id, scope);
