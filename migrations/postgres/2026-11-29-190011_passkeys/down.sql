DROP TABLE answered_questions;
DROP TABLE passkeys;
