DROP INDEX organisations_by_kind;
