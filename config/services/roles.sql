-- The two roles of the system, once per server, run in template1 by a superuser.
-- lifecycle_owner owns the tables and migrates; lifecycle_app is the running application.
CREATE ROLE lifecycle_owner LOGIN CREATEDB;
CREATE ROLE lifecycle_app LOGIN;
-- The owner may act as the application, so that tests can try what the application may not.
GRANT lifecycle_app TO lifecycle_owner;

-- What stands in template1 is inherited by every database made later.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO lifecycle_owner;
GRANT USAGE ON SCHEMA public TO lifecycle_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lifecycle_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lifecycle_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lifecycle_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO lifecycle_app;
