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
  term bigint not null,                  
  first bigint not null,
  run blob not null,                    
  primary key (org_number, term, first)
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

CREATE TABLE group_members (             
  org_id text not null,
  group_id text not null,
  user_id text not null,
  source text not null,                  
  added bigint not null,
  primary key (org_id, group_id, user_id, source)
) without rowid;

CREATE INDEX group_members_by_user on group_members (org_id, user_id, group_id);

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

CREATE TABLE orgs (
  org_id text not null primary key,
  org_number bigint not null unique,     
  name text not null unique,
  label text not null,
  status bigint not null,                
  created bigint not null,
  settings text not null                 
) without rowid;

CREATE TABLE role_assignments (
  org_id text not null,
  id text not null,
  assignee_type text not null,           
  assignee_id text not null,
  role text not null,
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
  added bigint not null,
  primary key (org_id, assignment_id, kind, target)
) without rowid;

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
  user_agent text,
  primary key (org_id, id)
) without rowid;

CREATE UNIQUE INDEX sessions_by_hash on sessions (org_id, hash);

CREATE INDEX sessions_by_user on sessions (org_id, user_id);

CREATE TABLE token_uses (
  org_id text not null,
  token_id text not null,
  last_used bigint not null,
  primary key (org_id, token_id)
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

