-- How the user of a session was recognised, as the Sessions API shows it.

alter table sessions add column methods text not null default 'pwd';     -- RFC 8176, with spaces between

alter table sessions add column device text default null;                -- SHA-256 of the device token, hexadecimal

alter table sessions add column password_at bigint not null default 0;   -- when the password was verified; 0: when the session began

alter table sessions add column factor_at bigint default null;           -- when a second factor was verified
