DROP TABLE announcement_changes;
