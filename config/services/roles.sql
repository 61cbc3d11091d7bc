-- The three roles of the system, run in template1 by a superuser; harmless when run again.
-- lifecycle_owner owns the tables and migrates; lifecycle_app is the running application;
-- lifecycle_auditor reads for the auditors' pages what `migrate` grants it, and writes nothing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lifecycle_owner') THEN
    CREATE ROLE lifecycle_owner LOGIN CREATEDB;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lifecycle_app') THEN
    CREATE ROLE lifecycle_app LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lifecycle_auditor') THEN
    CREATE ROLE lifecycle_auditor LOGIN CONNECTION LIMIT 20;
    ALTER ROLE lifecycle_auditor SET default_transaction_read_only = on;
    ALTER ROLE lifecycle_auditor SET statement_timeout = '30s';
    ALTER ROLE lifecycle_auditor SET idle_in_transaction_session_timeout = '5min';
  END IF;
END $$;
-- Many short statements: to compile one, or to share it among processes, costs more than to run it.
ALTER ROLE lifecycle_owner SET jit = off;
ALTER ROLE lifecycle_owner SET max_parallel_workers_per_gather = 0;
ALTER ROLE lifecycle_app SET jit = off;
ALTER ROLE lifecycle_app SET max_parallel_workers_per_gather = 0;
ALTER ROLE lifecycle_auditor SET jit = off;
-- What is asked for lies in memory or on a disk without arms: to jump in it costs no more than to go on.
ALTER ROLE lifecycle_owner SET random_page_cost = 1.1;
ALTER ROLE lifecycle_app SET random_page_cost = 1.1;
ALTER ROLE lifecycle_auditor SET random_page_cost = 1.1;

-- The owner may act as the application, so that tests can try what the application may not.
GRANT lifecycle_app TO lifecycle_owner;
-- Both may step down to the auditor, whose rights they have anyway; nobody steps up from there.
GRANT lifecycle_auditor TO lifecycle_owner, lifecycle_app;

-- What stands in template1 is inherited by every database made later.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO lifecycle_owner;
GRANT USAGE ON SCHEMA public TO lifecycle_app, lifecycle_auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE lifecycle_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lifecycle_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lifecycle_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO lifecycle_app;
