-- Did the reporter not say what the fault does, so that the effect is what we suppose?
ALTER TABLE reports ADD COLUMN effect_assumed BOOLEAN NOT NULL DEFAULT FALSE;
