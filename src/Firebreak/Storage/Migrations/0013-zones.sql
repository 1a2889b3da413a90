-- Network zones: where requests come from.

create table zones (                     -- the org's own, and of the system's those that somebody changed
  org_id text not null,
  id text not null,
  type text not null,                    -- IP, DYNAMIC, DYNAMIC_V2
  name text not null,
  name_key text not null,                -- folded
  status text not null,                  -- ACTIVE, INACTIVE
  usage text not null,                   -- POLICY, BLOCKLIST
  created bigint not null,
  last_updated bigint not null,
  body text not null,                    -- JSON: what makes an address a part of it
  primary key (org_id, id)
) /*without rowid*/;
