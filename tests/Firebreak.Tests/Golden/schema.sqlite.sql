CREATE TABLE api_tokens (
  org_id text not null,
  id text not null,
  hash blob not null,                   
  user_id text not null,
  name text not null,
  client_name text not null,
  network text not null,                 
  unused_for text,                       
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, id)
) without rowid;

CREATE UNIQUE INDEX api_tokens_by_hash on api_tokens (org_id, hash);

CREATE INDEX api_tokens_by_user on api_tokens (org_id, user_id);

CREATE TABLE app_csrs (
  org_id text not null,
  app_id text not null,
  id text not null,
  created bigint not null,
  request blob not null,                
  wrapped blob not null,                
  primary key (org_id, app_id, id)
) without rowid;

CREATE TABLE app_grants (
  org_id text not null,
  app_id text not null,
  id text not null,
  scope text not null,
  created bigint not null,
  created_by text not null,
  created_by_type text not null,
  primary key (org_id, app_id, id)
) without rowid;

CREATE UNIQUE INDEX app_grants_by_scope on app_grants (org_id, app_id, scope);

CREATE TABLE app_groups (                
  org_id text not null,
  app_id text not null,
  group_id text not null,
  priority bigint not null,              
  profile text not null,                 
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, app_id, group_id)
) without rowid;

CREATE INDEX app_groups_by_group on app_groups (org_id, group_id, app_id);

CREATE TABLE app_keys (                  
  org_id text not null,
  app_id text not null,                  
  kid text not null,
  created bigint not null,
  last_updated bigint not null,
  certificate blob not null,            
  wrapped blob not null,                
  primary key (org_id, app_id, kid)
) without rowid;

CREATE TABLE app_secrets (               
  org_id text not null,
  app_id text not null,
  id text not null,
  status text not null,                  
  created bigint not null,
  last_updated bigint not null,
  sealed blob not null,
  primary key (org_id, app_id, id)
) without rowid;

CREATE TABLE app_users (                 
  org_id text not null,
  app_id text not null,
  user_id text not null,
  scope text not null,
  user_name text,                        
  password blob,                        
  profile text not null,                 
  created bigint not null,
  last_updated bigint not null,
  password_changed bigint,
  primary key (org_id, app_id, user_id)
) without rowid;

CREATE INDEX app_users_by_user on app_users (org_id, user_id, app_id);

CREATE TABLE apps (
  org_id text not null,
  id text not null,
  name text not null,                    
  name_key text not null,                
  label text not null,
  label_key text not null,               
  mode text not null,                    
  status text not null,                  
  created bigint not null,
  last_updated bigint not null,
  kid text,                              
  client_id text,                        
  password blob,                        
  body text not null,                    
  primary key (org_id, id)
) without rowid;

CREATE UNIQUE INDEX apps_by_client on apps (org_id, client_id);

CREATE INDEX apps_by_label on apps (org_id, label_key, id);

CREATE INDEX apps_by_name on apps (org_id, name, id);

CREATE TABLE behaviors (                 
  org_id text not null,
  id text not null,
  type text not null,                    
  name text not null,
  status text not null,                  
  created bigint not null,
  last_updated bigint not null,
  body text not null,                    
  primary key (org_id, id)
) without rowid;

CREATE TABLE cursors (                   
  name text not null primary key,
  position bigint not null
) without rowid;

CREATE TABLE epoch_leaves (              
  org_number bigint not null,
  epoch bigint not null,
  size bigint not null,
  root blob not null,
  primary key (org_number, epoch)
) without rowid;

CREATE INDEX epoch_leaves_by_epoch on epoch_leaves (epoch);

CREATE TABLE epoch_wishes (              
  one bigint not null primary key,
  wished bigint not null
) without rowid;

CREATE TABLE epochs (                    
  epoch bigint not null primary key,     
  closed bigint not null,
  position bigint not null,              
  orgs bigint not null,
  root blob not null
) without rowid;

CREATE TABLE erasures (
  org_number bigint not null,
  idx bigint not null,
  erased bigint not null,
  ordered_by text not null,
  reason text not null,
  primary key (org_number, idx)
) without rowid;

CREATE TABLE event_terms (               
  org_number bigint not null,
  bucket bigint not null,                
  segment bigint not null,               
  terms blob not null,                  
  primary key (org_number, bucket, segment)
) without rowid;

CREATE TABLE events (
  position integer primary key,                      
  org_number bigint not null,
  idx bigint not null,                   
  published bigint not null,             
  hash blob not null,                   
  body blob                             
);

CREATE UNIQUE INDEX events_by_org on events (org_number, idx);

CREATE TABLE factors (
  org_id text not null,
  id text not null,
  user_id text not null,
  type text not null,                    
  provider text not null,                
  status text not null,                  
  created bigint not null,
  last_updated bigint not null,
  secret blob,                          
  picture blob,                         
  question text,                         
  answer text,                           
  last_step bigint,                      
  primary key (org_id, id)
) without rowid;

CREATE INDEX factors_by_user on factors (org_id, user_id);

CREATE TABLE group_members (             
  org_id text not null,
  group_id text not null,
  user_id text not null,
  source text not null,                  
  added bigint not null,
  primary key (org_id, group_id, user_id, source)
) without rowid;

CREATE INDEX group_members_by_rule on group_members (org_id, source, user_id) where source <> '';

CREATE INDEX group_members_by_user on group_members (org_id, user_id, group_id);

CREATE TABLE group_owners (
  org_id text not null,
  group_id text not null,
  owner_id text not null,
  type text not null,                    
  last_updated bigint not null,
  primary key (org_id, group_id, owner_id)
) without rowid;

CREATE INDEX group_owners_by_owner on group_owners (org_id, owner_id);

CREATE TABLE group_rule_exclusions (
  org_id text not null,
  rule_id text not null,
  kind text not null,                    
  excluded_id text not null,
  primary key (org_id, rule_id, kind, excluded_id)
) without rowid;

CREATE INDEX group_rule_exclusions_by_excluded on group_rule_exclusions (org_id, excluded_id);

CREATE TABLE group_rules (
  org_id text not null,
  id text not null,
  status text not null,                  
  name text not null,
  name_key text not null,                
  expression text not null,
  group_ids text not null,               
  created bigint not null,
  last_updated bigint not null,
  swept_to text,                         
  primary key (org_id, id)
) without rowid;

CREATE INDEX group_rules_in_sweep on group_rules (org_id, id) where swept_to is not null;

CREATE TABLE groups (
  org_id text not null,
  id text not null,
  type text not null,                    
  name text not null,
  name_key text not null,                
  description text,
  profile text not null,                 
  created bigint not null,
  last_updated bigint not null,
  last_membership_updated bigint not null,
  primary key (org_id, id)
) without rowid;

CREATE UNIQUE INDEX groups_by_name on groups (org_id, name_key);

CREATE INDEX groups_by_update on groups (org_id, last_updated, id);

CREATE TABLE instance (
  id text not null primary key,          
  created bigint not null
) without rowid;

CREATE TABLE intents (                   
  id integer primary key,
  org_number bigint not null,
  body blob not null
);

CREATE TABLE intents_aside (             
  number integer primary key,
  intent bigint not null,                
  org_number bigint not null,
  body blob not null,                   
  reason text not null,
  at bigint not null
);

CREATE TABLE keys (                      
  org_number bigint not null,
  purpose text not null,                 
  id text not null,
  state bigint not null,                 
  created bigint not null,
  ends bigint,
  public_part text not null,
  wrapped blob not null,
  primary key (org_number, purpose, id)
) without rowid;

CREATE TABLE log_nodes (                 
  org_number bigint not null,
  level bigint not null,
  idx bigint not null,
  hash blob not null,
  primary key (org_number, level, idx)
) without rowid;

CREATE TABLE log_retention (             
  org_number bigint not null primary key,
  days bigint,                           
  dropped bigint not null                
) without rowid;

CREATE TABLE one_time_links (            
  org_id text not null,
  hash blob not null,
  purpose text not null,
  user_id text not null,
  created bigint not null,
  ends bigint not null,
  primary key (org_id, hash)
) without rowid;

CREATE INDEX one_time_links_by_user on one_time_links (org_id, user_id, purpose);

CREATE TABLE org_aliases (               
  name text not null primary key,
  org_id text not null
) without rowid;

CREATE TABLE org_settings (              
  org_id text not null,
  name text not null,
  value text not null,
  primary key (org_id, name)
) without rowid;

CREATE TABLE orgs (
  org_id text not null primary key,
  org_number bigint not null unique,     
  name text not null unique,
  label text not null,
  status bigint not null,                
  created bigint not null,
  settings text not null                 
) without rowid;

CREATE TABLE password_history (          
  org_id text not null,
  user_id text not null,
  replaced bigint not null,
  hash text not null,                    
  primary key (org_id, user_id, replaced)
) without rowid;

CREATE TABLE policies (                  
  org_id text not null,
  id text not null,
  type text not null,                    
  name text not null,
  name_key text not null,                
  description text,
  status text not null,                  
  priority bigint not null,              
  created bigint not null,
  last_updated bigint not null,
  conditions text,                       
  settings text,                         
  primary key (org_id, id)
) without rowid;

CREATE INDEX policies_by_type on policies (org_id, type, priority);

CREATE TABLE policy_rules (              
  org_id text not null,
  policy_id text not null,
  id text not null,
  name text not null,
  name_key text not null,                
  status text not null,                  
  priority bigint not null,              
  system bigint not null,                
  created bigint not null,
  last_updated bigint not null,
  conditions text,
  actions text not null,
  primary key (org_id, policy_id, id)
) without rowid;

CREATE TABLE role_assignments (
  org_id text not null,
  id text not null,
  assignee_type text not null,           
  assignee_id text not null,
  role text not null,
  quiet bigint,                          
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, id)
) without rowid;

CREATE UNIQUE INDEX role_assignments_by_assignee on role_assignments (org_id, assignee_type, assignee_id, role);

CREATE TABLE role_targets (
  org_id text not null,
  assignment_id text not null,
  kind text not null,                    
  target text not null,
  app_name text,                         
  added bigint not null,
  primary key (org_id, assignment_id, kind, target)
) without rowid;

CREATE INDEX role_targets_by_target on role_targets (org_id, kind, target);

CREATE TABLE schema_steps (number integer primary key, name text not null, at integer not null);

CREATE TABLE schemas (                   
  org_id text not null,
  id text not null,                      
  kind text not null,                    
  owner text not null,                   
  custom text not null,
  base text not null,                    
  created bigint not null,
  last_updated bigint not null,
  primary key (org_id, id)
) without rowid;

CREATE TABLE sequencer (                 
  one bigint not null primary key,
  term bigint not null
);

CREATE TABLE session_tokens (            
  org_id text not null,
  hash blob not null,
  user_id text not null,
  methods text not null,
  device text,
  password_at bigint not null,           
  factor_at bigint,                      
  ends bigint not null,
  primary key (org_id, hash)
) without rowid;

CREATE INDEX session_tokens_by_end on session_tokens (org_id, ends);

CREATE INDEX session_tokens_by_user on session_tokens (org_id, user_id);

CREATE TABLE session_uses (
  org_id text not null,
  session_id text not null,
  last_seen bigint not null,
  primary key (org_id, session_id)
) without rowid;

CREATE TABLE sessions (
  org_id text not null,
  id text not null,
  hash blob not null,                   
  user_id text not null,
  created bigint not null,
  ends bigint not null,
  address text,
  user_agent text, methods text not null default 'pwd', device text default null, password_at bigint not null default 0, factor_at bigint default null,
  primary key (org_id, id)
) without rowid;

CREATE UNIQUE INDEX sessions_by_hash on sessions (org_id, hash);

CREATE INDEX sessions_by_user on sessions (org_id, user_id);

CREATE TABLE sign_in_failures (          
  org_id text not null,
  user_id text not null,
  count bigint not null,
  last bigint not null,
  primary key (org_id, user_id)
) without rowid;

CREATE TABLE sign_ins (                  
  org_id text not null,
  hash blob not null,                   
  user_id text not null,
  status text not null,                  
  by_link bigint not null,               
  second bigint not null,                
  methods text not null,                 
  factor_id text,                        
  enrolled bigint not null,              
  skipped text not null,                 
  multi bigint not null,                 
  warn bigint not null,                  
  device text,                           
  created bigint not null,
  ends bigint not null,                  
  primary key (org_id, hash)
) without rowid;

CREATE INDEX sign_ins_by_end on sign_ins (org_id, ends);

CREATE INDEX sign_ins_by_user on sign_ins (org_id, user_id);

CREATE TABLE token_uses (
  org_id text not null,
  token_id text not null,
  last_used bigint not null,
  primary key (org_id, token_id)
) without rowid;

CREATE TABLE user_suspensions (          
  org_id text not null,
  user_id text not null,
  status text not null,
  primary key (org_id, user_id)
) without rowid;

CREATE TABLE user_types (
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
) without rowid;

CREATE UNIQUE INDEX user_types_by_name on user_types (org_id, name);

CREATE TABLE user_values (               
  org_id text not null,
  name text not null,
  value text not null,                   
  user_id text not null,
  primary key (org_id, name, value, user_id)
) without rowid;

CREATE TABLE users (
  org_id text not null,
  id text not null,
  login text not null,
  login_key text not null,               
  email_key text not null,               
  status text not null,
  type_id text not null,
  created bigint not null,
  activated bigint,
  status_changed bigint,
  last_login bigint,
  last_updated bigint not null,
  password_changed bigint,
  password text,                         
  question text,
  answer text,                           
  profile text not null,                 
  primary key (org_id, id)
) without rowid;

CREATE INDEX users_by_email on users (org_id, email_key, id);

CREATE UNIQUE INDEX users_by_login on users (org_id, login_key);

CREATE INDEX users_by_status on users (org_id, status, id);

CREATE INDEX users_by_update on users (org_id, last_updated, id);

CREATE TABLE zones (                     
  org_id text not null,
  id text not null,
  type text not null,                    
  name text not null,
  name_key text not null,                
  status text not null,                  
  usage text not null,                   
  created bigint not null,
  last_updated bigint not null,
  body text not null,                    
  primary key (org_id, id)
) without rowid;

