-- Policies and their rules: what is asked of whom, from where.

create table policies (                  -- the org's own, and of the defaults those that somebody changed
  org_id text not null,
  id text not null,
  type text not null,                    -- OKTA_SIGN_ON, PASSWORD, MFA_ENROLL, ACCESS_POLICY
  name text not null,
  name_key text not null,                -- folded
  description text,
  status text not null,                  -- ACTIVE, INACTIVE
  priority bigint not null,              -- 1 is asked first; defaults are last, whatever stands here
  created bigint not null,
  last_updated bigint not null,
  conditions text,                       -- JSON, or null: for everyone
  settings text,                         -- JSON, of types that have any
  primary key (org_id, id)
) /*without rowid*/;

create index policies_by_type on policies (org_id, type, priority);

create table policy_rules (              -- the rules of all policies, and of the defaults' own those that somebody changed
  org_id text not null,
  policy_id text not null,
  id text not null,
  name text not null,
  name_key text not null,                -- folded
  status text not null,                  -- ACTIVE, INACTIVE
  priority bigint not null,              -- 1 is asked first; the system's is last, whatever stands here
  system bigint not null,                -- 1: comes with its policy and stays as long
  created bigint not null,
  last_updated bigint not null,
  conditions text,
  actions text not null,
  primary key (org_id, policy_id, id)
) /*without rowid*/;
