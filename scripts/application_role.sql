-- What the application's own database role may do: read and write, but never change history.
-- Run by the tables' owner after every migration; it may be run again at any time.
--     psql --set app=ocop_app --file scripts/application_role.sql "$OWNER_URL"
-- The walls (triggers) refuse the same; this holds even where somebody has taken a wall down.
\set ON_ERROR_STOP on
BEGIN;
GRANT USAGE ON SCHEMA public TO :"app";
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"app";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"app";

-- the frozen tables of processes/services/walls.py
REVOKE UPDATE, DELETE ON
    processes_record, processes_recorddetail, processes_version, processes_scoresheet
    FROM :"app";
-- a dossier is closed, not deleted
REVOKE DELETE ON processes_dossier FROM :"app";
-- which migrations ran is the owner's to say
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM :"app";
COMMIT;
