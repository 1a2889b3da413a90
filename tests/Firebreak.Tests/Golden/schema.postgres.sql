api_tokens row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  hash bytea not null
  user_id text collate "C" not null
  name text collate "C" not null
  client_name text collate "C" not null
  network text collate "C" not null
  unused_for text collate "C"
  created bigint not null
  last_updated bigint not null
  CREATE INDEX api_tokens_by_user ON public.api_tokens USING btree (org_id, user_id)
  CREATE UNIQUE INDEX api_tokens_by_hash ON public.api_tokens USING btree (org_id, hash)
  CREATE UNIQUE INDEX api_tokens_pkey ON public.api_tokens USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

app_csrs row level security, forced
  org_id text collate "C" not null
  app_id text collate "C" not null
  id text collate "C" not null
  created bigint not null
  request bytea not null
  wrapped bytea not null
  CREATE UNIQUE INDEX app_csrs_pkey ON public.app_csrs USING btree (org_id, app_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

app_grants row level security, forced
  org_id text collate "C" not null
  app_id text collate "C" not null
  id text collate "C" not null
  scope text collate "C" not null
  created bigint not null
  created_by text collate "C" not null
  created_by_type text collate "C" not null
  CREATE UNIQUE INDEX app_grants_by_scope ON public.app_grants USING btree (org_id, app_id, scope)
  CREATE UNIQUE INDEX app_grants_pkey ON public.app_grants USING btree (org_id, app_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

app_groups row level security, forced
  org_id text collate "C" not null
  app_id text collate "C" not null
  group_id text collate "C" not null
  priority bigint not null
  profile text collate "C" not null
  created bigint not null
  last_updated bigint not null
  CREATE INDEX app_groups_by_group ON public.app_groups USING btree (org_id, group_id, app_id)
  CREATE UNIQUE INDEX app_groups_pkey ON public.app_groups USING btree (org_id, app_id, group_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

app_keys row level security, forced
  org_id text collate "C" not null
  app_id text collate "C" not null
  kid text collate "C" not null
  created bigint not null
  last_updated bigint not null
  certificate bytea not null
  wrapped bytea not null
  CREATE UNIQUE INDEX app_keys_pkey ON public.app_keys USING btree (org_id, app_id, kid)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

app_secrets row level security, forced
  org_id text collate "C" not null
  app_id text collate "C" not null
  id text collate "C" not null
  status text collate "C" not null
  created bigint not null
  last_updated bigint not null
  sealed bytea not null
  CREATE UNIQUE INDEX app_secrets_pkey ON public.app_secrets USING btree (org_id, app_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

app_users row level security, forced
  org_id text collate "C" not null
  app_id text collate "C" not null
  user_id text collate "C" not null
  scope text collate "C" not null
  user_name text collate "C"
  password bytea
  profile text collate "C" not null
  created bigint not null
  last_updated bigint not null
  password_changed bigint
  CREATE INDEX app_users_by_user ON public.app_users USING btree (org_id, user_id, app_id)
  CREATE UNIQUE INDEX app_users_pkey ON public.app_users USING btree (org_id, app_id, user_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

apps row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  name text collate "C" not null
  name_key text collate "C" not null
  label text collate "C" not null
  label_key text collate "C" not null
  mode text collate "C" not null
  status text collate "C" not null
  created bigint not null
  last_updated bigint not null
  kid text collate "C"
  client_id text collate "C"
  password bytea
  body text collate "C" not null
  CREATE INDEX apps_by_label ON public.apps USING btree (org_id, label_key, id)
  CREATE INDEX apps_by_name ON public.apps USING btree (org_id, name, id)
  CREATE UNIQUE INDEX apps_by_client ON public.apps USING btree (org_id, client_id)
  CREATE UNIQUE INDEX apps_pkey ON public.apps USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

behaviors row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  type text collate "C" not null
  name text collate "C" not null
  status text collate "C" not null
  created bigint not null
  last_updated bigint not null
  body text collate "C" not null
  CREATE UNIQUE INDEX behaviors_pkey ON public.behaviors USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

cursors
  name text collate "C" not null
  position bigint not null
  CREATE UNIQUE INDEX cursors_pkey ON public.cursors USING btree (name)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: SELECT

epoch_leaves row level security, forced
  org_number bigint not null
  epoch bigint not null
  size bigint not null
  root bytea not null
  CREATE INDEX epoch_leaves_by_epoch ON public.epoch_leaves USING btree (epoch)
  CREATE UNIQUE INDEX epoch_leaves_pkey ON public.epoch_leaves USING btree (org_number, epoch)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

epoch_wishes
  one bigint not null
  wished bigint not null
  CREATE UNIQUE INDEX epoch_wishes_pkey ON public.epoch_wishes USING btree (one)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: SELECT

epochs
  epoch bigint not null
  closed bigint not null
  position bigint not null
  orgs bigint not null
  root bytea not null
  CREATE UNIQUE INDEX epochs_pkey ON public.epochs USING btree (epoch)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: SELECT

erasures row level security, forced
  org_number bigint not null
  idx bigint not null
  erased bigint not null
  ordered_by text collate "C" not null
  reason text collate "C" not null
  CREATE UNIQUE INDEX erasures_pkey ON public.erasures USING btree (org_number, idx)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

event_terms row level security, forced
  org_number bigint not null
  bucket bigint not null
  segment bigint not null
  terms bytea not null
  CREATE UNIQUE INDEX event_terms_pkey ON public.event_terms USING btree (org_number, bucket, segment)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

events row level security, forced
  position bigint not null
  org_number bigint not null
  idx bigint not null
  published bigint not null
  hash bytea not null
  body bytea
  CREATE UNIQUE INDEX events_by_org ON public.events USING btree (org_number, idx)
  CREATE UNIQUE INDEX events_pkey ON public.events USING btree ("position")
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

factors row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  user_id text collate "C" not null
  type text collate "C" not null
  provider text collate "C" not null
  status text collate "C" not null
  created bigint not null
  last_updated bigint not null
  secret bytea
  picture bytea
  question text collate "C"
  answer text collate "C"
  last_step bigint
  CREATE INDEX factors_by_user ON public.factors USING btree (org_id, user_id)
  CREATE UNIQUE INDEX factors_pkey ON public.factors USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

group_members row level security, forced
  org_id text collate "C" not null
  group_id text collate "C" not null
  user_id text collate "C" not null
  source text collate "C" not null
  added bigint not null
  CREATE INDEX group_members_by_rule ON public.group_members USING btree (org_id, source, user_id) WHERE (source <> ''::text)
  CREATE INDEX group_members_by_user ON public.group_members USING btree (org_id, user_id, group_id)
  CREATE UNIQUE INDEX group_members_pkey ON public.group_members USING btree (org_id, group_id, user_id, source)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

group_owners row level security, forced
  org_id text collate "C" not null
  group_id text collate "C" not null
  owner_id text collate "C" not null
  type text collate "C" not null
  last_updated bigint not null
  CREATE INDEX group_owners_by_owner ON public.group_owners USING btree (org_id, owner_id)
  CREATE UNIQUE INDEX group_owners_pkey ON public.group_owners USING btree (org_id, group_id, owner_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

group_rule_exclusions row level security, forced
  org_id text collate "C" not null
  rule_id text collate "C" not null
  kind text collate "C" not null
  excluded_id text collate "C" not null
  CREATE INDEX group_rule_exclusions_by_excluded ON public.group_rule_exclusions USING btree (org_id, excluded_id)
  CREATE UNIQUE INDEX group_rule_exclusions_pkey ON public.group_rule_exclusions USING btree (org_id, rule_id, kind, excluded_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

group_rules row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  status text collate "C" not null
  name text collate "C" not null
  name_key text collate "C" not null
  expression text collate "C" not null
  group_ids text collate "C" not null
  created bigint not null
  last_updated bigint not null
  swept_to text collate "C"
  CREATE INDEX group_rules_in_sweep ON public.group_rules USING btree (org_id, id) WHERE (swept_to IS NOT NULL)
  CREATE UNIQUE INDEX group_rules_pkey ON public.group_rules USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

groups row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  type text collate "C" not null
  name text collate "C" not null
  name_key text collate "C" not null
  description text collate "C"
  profile text collate "C" not null
  created bigint not null
  last_updated bigint not null
  last_membership_updated bigint not null
  CREATE INDEX groups_by_update ON public.groups USING btree (org_id, last_updated, id)
  CREATE UNIQUE INDEX groups_by_name ON public.groups USING btree (org_id, name_key)
  CREATE UNIQUE INDEX groups_pkey ON public.groups USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

instance
  id text collate "C" not null
  created bigint not null
  CREATE UNIQUE INDEX instance_pkey ON public.instance USING btree (id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: SELECT

intents row level security, forced
  id bigint not null generated
  org_number bigint not null
  body bytea not null
  CREATE UNIQUE INDEX intents_pkey ON public.intents USING btree (id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

intents_aside row level security, forced
  number bigint not null generated
  intent bigint not null
  org_number bigint not null
  body bytea not null
  reason text collate "C" not null
  at bigint not null
  CREATE UNIQUE INDEX intents_aside_pkey ON public.intents_aside USING btree (number)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

keys row level security, forced
  org_number bigint not null
  purpose text collate "C" not null
  id text collate "C" not null
  state bigint not null
  created bigint not null
  ends bigint
  public_part text collate "C" not null
  wrapped bytea not null
  CREATE UNIQUE INDEX keys_pkey ON public.keys USING btree (org_number, purpose, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

log_nodes row level security, forced
  org_number bigint not null
  level bigint not null
  idx bigint not null
  hash bytea not null
  CREATE UNIQUE INDEX log_nodes_pkey ON public.log_nodes USING btree (org_number, level, idx)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

log_retention row level security, forced
  org_number bigint not null
  days bigint
  dropped bigint not null
  CREATE UNIQUE INDEX log_retention_pkey ON public.log_retention USING btree (org_number)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint) with check (org_number = (NULLIF(current_setting('firebreak.org_number'::text, true), ''::text))::bigint)

one_time_links row level security, forced
  org_id text collate "C" not null
  hash bytea not null
  purpose text collate "C" not null
  user_id text collate "C" not null
  created bigint not null
  ends bigint not null
  CREATE INDEX one_time_links_by_user ON public.one_time_links USING btree (org_id, user_id, purpose)
  CREATE UNIQUE INDEX one_time_links_pkey ON public.one_time_links USING btree (org_id, hash)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

org_aliases row level security, forced
  name text collate "C" not null
  org_id text collate "C" not null
  CREATE UNIQUE INDEX org_aliases_pkey ON public.org_aliases USING btree (name)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

org_settings row level security, forced
  org_id text collate "C" not null
  name text collate "C" not null
  value text collate "C" not null
  CREATE UNIQUE INDEX org_settings_pkey ON public.org_settings USING btree (org_id, name)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

orgs row level security, forced
  org_id text collate "C" not null
  org_number bigint not null
  name text collate "C" not null
  label text collate "C" not null
  status bigint not null
  created bigint not null
  settings text collate "C" not null
  CREATE UNIQUE INDEX orgs_name_key ON public.orgs USING btree (name)
  CREATE UNIQUE INDEX orgs_org_number_key ON public.orgs USING btree (org_number)
  CREATE UNIQUE INDEX orgs_pkey ON public.orgs USING btree (org_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

password_history row level security, forced
  org_id text collate "C" not null
  user_id text collate "C" not null
  replaced bigint not null
  hash text collate "C" not null
  CREATE UNIQUE INDEX password_history_pkey ON public.password_history USING btree (org_id, user_id, replaced)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

policies row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  type text collate "C" not null
  name text collate "C" not null
  name_key text collate "C" not null
  description text collate "C"
  status text collate "C" not null
  priority bigint not null
  created bigint not null
  last_updated bigint not null
  conditions text collate "C"
  settings text collate "C"
  CREATE INDEX policies_by_type ON public.policies USING btree (org_id, type, priority)
  CREATE UNIQUE INDEX policies_pkey ON public.policies USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

policy_rules row level security, forced
  org_id text collate "C" not null
  policy_id text collate "C" not null
  id text collate "C" not null
  name text collate "C" not null
  name_key text collate "C" not null
  status text collate "C" not null
  priority bigint not null
  system bigint not null
  created bigint not null
  last_updated bigint not null
  conditions text collate "C"
  actions text collate "C" not null
  CREATE UNIQUE INDEX policy_rules_pkey ON public.policy_rules USING btree (org_id, policy_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

role_assignments row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  assignee_type text collate "C" not null
  assignee_id text collate "C" not null
  role text collate "C" not null
  quiet bigint
  created bigint not null
  last_updated bigint not null
  CREATE UNIQUE INDEX role_assignments_by_assignee ON public.role_assignments USING btree (org_id, assignee_type, assignee_id, role)
  CREATE UNIQUE INDEX role_assignments_pkey ON public.role_assignments USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

role_targets row level security, forced
  org_id text collate "C" not null
  assignment_id text collate "C" not null
  kind text collate "C" not null
  target text collate "C" not null
  app_name text collate "C"
  added bigint not null
  CREATE INDEX role_targets_by_target ON public.role_targets USING btree (org_id, kind, target)
  CREATE UNIQUE INDEX role_targets_pkey ON public.role_targets USING btree (org_id, assignment_id, kind, target)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

schema_steps
  number bigint not null
  name text not null
  at bigint not null
  CREATE UNIQUE INDEX schema_steps_pkey ON public.schema_steps USING btree (number)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: SELECT

schemas row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  kind text collate "C" not null
  owner text collate "C" not null
  custom text collate "C" not null
  base text collate "C" not null
  created bigint not null
  last_updated bigint not null
  CREATE UNIQUE INDEX schemas_pkey ON public.schemas USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

sequencer
  one bigint not null
  term bigint not null
  CREATE UNIQUE INDEX sequencer_pkey ON public.sequencer USING btree (one)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: SELECT

session_tokens row level security, forced
  org_id text collate "C" not null
  hash bytea not null
  user_id text collate "C" not null
  methods text collate "C" not null
  device text collate "C"
  password_at bigint not null
  factor_at bigint
  ends bigint not null
  CREATE INDEX session_tokens_by_end ON public.session_tokens USING btree (org_id, ends)
  CREATE INDEX session_tokens_by_user ON public.session_tokens USING btree (org_id, user_id)
  CREATE UNIQUE INDEX session_tokens_pkey ON public.session_tokens USING btree (org_id, hash)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

session_uses row level security, forced
  org_id text collate "C" not null
  session_id text collate "C" not null
  last_seen bigint not null
  CREATE UNIQUE INDEX session_uses_pkey ON public.session_uses USING btree (org_id, session_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

sessions row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  hash bytea not null
  user_id text collate "C" not null
  created bigint not null
  ends bigint not null
  address text collate "C"
  user_agent text collate "C"
  methods text collate "C" not null
  device text collate "C"
  password_at bigint not null
  factor_at bigint
  CREATE INDEX sessions_by_user ON public.sessions USING btree (org_id, user_id)
  CREATE UNIQUE INDEX sessions_by_hash ON public.sessions USING btree (org_id, hash)
  CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

sign_in_failures row level security, forced
  org_id text collate "C" not null
  user_id text collate "C" not null
  count bigint not null
  last bigint not null
  CREATE UNIQUE INDEX sign_in_failures_pkey ON public.sign_in_failures USING btree (org_id, user_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

sign_ins row level security, forced
  org_id text collate "C" not null
  hash bytea not null
  user_id text collate "C" not null
  status text collate "C" not null
  by_link bigint not null
  second bigint not null
  methods text collate "C" not null
  factor_id text collate "C"
  enrolled bigint not null
  skipped text collate "C" not null
  multi bigint not null
  warn bigint not null
  device text collate "C"
  created bigint not null
  ends bigint not null
  CREATE INDEX sign_ins_by_end ON public.sign_ins USING btree (org_id, ends)
  CREATE INDEX sign_ins_by_user ON public.sign_ins USING btree (org_id, user_id)
  CREATE UNIQUE INDEX sign_ins_pkey ON public.sign_ins USING btree (org_id, hash)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

token_uses row level security, forced
  org_id text collate "C" not null
  token_id text collate "C" not null
  last_used bigint not null
  CREATE UNIQUE INDEX token_uses_pkey ON public.token_uses USING btree (org_id, token_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

user_suspensions row level security, forced
  org_id text collate "C" not null
  user_id text collate "C" not null
  status text collate "C" not null
  CREATE UNIQUE INDEX user_suspensions_pkey ON public.user_suspensions USING btree (org_id, user_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

user_types row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  name text collate "C" not null
  display_name text collate "C" not null
  description text collate "C"
  is_default bigint not null
  created bigint not null
  created_by text collate "C" not null
  last_updated bigint not null
  last_updated_by text collate "C" not null
  CREATE UNIQUE INDEX user_types_by_name ON public.user_types USING btree (org_id, name)
  CREATE UNIQUE INDEX user_types_pkey ON public.user_types USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

user_values row level security, forced
  org_id text collate "C" not null
  name text collate "C" not null
  value text collate "C" not null
  user_id text collate "C" not null
  CREATE UNIQUE INDEX user_values_pkey ON public.user_values USING btree (org_id, name, value, user_id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

users row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  login text collate "C" not null
  login_key text collate "C" not null
  email_key text collate "C" not null
  status text collate "C" not null
  type_id text collate "C" not null
  created bigint not null
  activated bigint
  status_changed bigint
  last_login bigint
  last_updated bigint not null
  password_changed bigint
  password text collate "C"
  question text collate "C"
  answer text collate "C"
  profile text collate "C" not null
  CREATE INDEX users_by_email ON public.users USING btree (org_id, email_key, id)
  CREATE INDEX users_by_status ON public.users USING btree (org_id, status, id)
  CREATE INDEX users_by_update ON public.users USING btree (org_id, last_updated, id)
  CREATE UNIQUE INDEX users_by_login ON public.users USING btree (org_id, login_key)
  CREATE UNIQUE INDEX users_pkey ON public.users USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

zones row level security, forced
  org_id text collate "C" not null
  id text collate "C" not null
  type text collate "C" not null
  name text collate "C" not null
  name_key text collate "C" not null
  status text collate "C" not null
  usage text collate "C" not null
  created bigint not null
  last_updated bigint not null
  body text collate "C" not null
  CREATE UNIQUE INDEX zones_pkey ON public.zones USING btree (org_id, id)
  grant firebreak_reader: SELECT
  grant firebreak_system: DELETE, INSERT, SELECT, UPDATE
  grant firebreak_writer: DELETE, INSERT, SELECT, UPDATE
  policy all_orgs to firebreak_system using true with check true
  policy own_org to firebreak_reader, firebreak_writer using (org_id = current_setting('firebreak.org'::text, true)) with check (org_id = current_setting('firebreak.org'::text, true))

