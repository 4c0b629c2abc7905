DROP INDEX organisations_closed;
