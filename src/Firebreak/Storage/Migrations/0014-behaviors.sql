-- Behavior detection rules: what is unusual of a sign-in.

create table behaviors (                 -- the org's own, and of those that it began with the ones that somebody changed or deleted
  org_id text not null,
  id text not null,
  type text not null,                    -- ANOMALOUS_DEVICE, ANOMALOUS_IP, ANOMALOUS_LOCATION, ANOMALOUS_ASN, VELOCITY
  name text not null,
  status text not null,                  -- ACTIVE, INACTIVE; DELETED: one that it began with, and has no more
  created bigint not null,
  last_updated bigint not null,
  body text not null,                    -- JSON: the settings
  primary key (org_id, id)
) /*without rowid*/;
