-- What is owed, by what it is: the clock asks for calls and assessments at every turn, and tasks are never taken away.
CREATE INDEX tasks_open ON tasks (name, opened_at) WHERE ended_at IS NULL;
