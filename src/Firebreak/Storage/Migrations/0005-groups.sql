-- Group rules, group owners, and the indexes that groups and role targets need.

create table group_rules (
  org_id text not null,
  id text not null,
  status text not null,                  -- INACTIVE, ACTIVE, INVALID, DELETED (its members are still being taken out)
  name text not null,
  name_key text not null,                -- folded
  expression text not null,
  group_ids text not null,               -- JSON array
  created bigint not null,
  last_updated bigint not null,
  swept_to text,                         -- users up to this id were looked at since it was activated or deleted. null: all were
  primary key (org_id, id)
) /*without rowid*/;

create index group_rules_in_sweep on group_rules (org_id, id) where swept_to is not null;

create table group_rule_exclusions (
  org_id text not null,
  rule_id text not null,
  kind text not null,                    -- USER or GROUP
  excluded_id text not null,
  primary key (org_id, rule_id, kind, excluded_id)
) /*without rowid*/;

create index group_rule_exclusions_by_excluded on group_rule_exclusions (org_id, excluded_id);

create table group_owners (
  org_id text not null,
  group_id text not null,
  owner_id text not null,
  type text not null,                    -- USER or GROUP
  last_updated bigint not null,
  primary key (org_id, group_id, owner_id)
) /*without rowid*/;

create index group_owners_by_owner on group_owners (org_id, owner_id);
create index group_members_by_rule on group_members (org_id, source, user_id) where source <> '';
create index role_targets_by_target on role_targets (org_id, kind, target);
