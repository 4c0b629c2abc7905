DROP TABLE source_names;
