#!/bin/sh
# Runs once, when the database volume is new: the three roles, their passwords, the database.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 --file /roles.sql
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" --set audit="$AUDIT_PASSWORD" <<'SQL'
ALTER ROLE lifecycle_owner PASSWORD :'owner';
ALTER ROLE lifecycle_app PASSWORD :'app';
ALTER ROLE lifecycle_auditor PASSWORD :'audit';
CREATE DATABASE lifecycle OWNER lifecycle_owner;
SQL
