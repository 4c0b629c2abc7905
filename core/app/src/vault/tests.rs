//! The vault's promises: only its key, only its report, nothing printed, a private file.

use super::*;
use majakka_store::random::{SeededRandom, SystemRandom};

const KEY_A: &str = "a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const KEY_B: &str = "b 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// An artificial identity code (individual number 900).
const REFERENCE: &str = "010190-900P";

fn vault(lines: &[&str]) -> Vault {
    Vault::from_text(&lines.join("\n")).unwrap()
}

fn reference() -> Plain {
    Plain::from(REFERENCE.to_owned())
}

#[test]
fn a_reference_opens_in_its_own_report_and_in_no_other() {
    let vault = vault(&[KEY_A]);
    let sealed = vault.seal("R-2026-000123", &reference(), &SystemRandom).unwrap();
    assert_eq!(vault.open("R-2026-000123", &sealed).unwrap().expose(), REFERENCE);
    assert_eq!(vault.open("R-2026-000124", &sealed).unwrap_err(), VaultError::DoesNotOpen);
}

#[test]
fn any_altered_byte_is_noticed() {
    let vault = vault(&[KEY_A]);
    let sealed = vault.seal("r", &reference(), &SystemRandom).unwrap();
    for index in 0..sealed.ciphertext.len() {
        let mut altered = sealed.clone();
        altered.ciphertext[index] ^= 1;
        assert_eq!(vault.open("r", &altered).unwrap_err(), VaultError::DoesNotOpen);
    }
    let mut other_nonce = sealed;
    other_nonce.nonce[0] ^= 1;
    assert_eq!(vault.open("r", &other_nonce).unwrap_err(), VaultError::DoesNotOpen);
}

#[test]
fn the_same_reference_never_looks_the_same_twice() {
    let (vault, random) = (vault(&[KEY_A]), SeededRandom::new(1));
    let first = vault.seal("r", &reference(), &random).unwrap();
    let second = vault.seal("r", &reference(), &random).unwrap();
    assert_ne!(first.nonce, second.nonce);
    assert_ne!(first.ciphertext, second.ciphertext);
}

#[test]
fn after_a_rotation_old_values_open_and_are_known_to_be_old() {
    let old = vault(&[KEY_A]).seal("r", &reference(), &SystemRandom).unwrap();
    let rotated = vault(&["# rotated in May", KEY_B, "", KEY_A]);
    assert_eq!(rotated.open("r", &old).unwrap().expose(), REFERENCE);
    assert_eq!(rotated.older_keys(), [old.key_id.as_str()]);
    let new = rotated.seal("r", &reference(), &SystemRandom).unwrap();
    assert_eq!(new.key_id, "b");
    let forgotten = vault(&[KEY_B]).open("r", &old).unwrap_err();
    insta::assert_snapshot!(forgotten, @r#"no key "a" in the key file: put the old key back below the new one"#);
}

#[test]
fn a_sealed_value_survives_its_text_column() {
    let sealed = vault(&[KEY_A]).seal("r", &reference(), &SystemRandom).unwrap();
    assert_eq!(Sealed::decode(&sealed.encode()), Ok(sealed));
    for text in ["", "v1", "v1.a.b.c", "v2.a.AAAA.AAAA", REFERENCE] {
        assert_eq!(Sealed::decode(text), Err(MalformedSealed), "{text}");
    }
}

#[test]
fn nothing_secret_is_ever_printed() {
    let vault = vault(&[KEY_A, KEY_B]);
    let sealed = vault.seal("r", &reference(), &SystemRandom).unwrap();
    insta::assert_snapshot!(format!("{vault:?} {:?}", reference()), @r#"["a", "b"] Plain(…)"#);
    assert!(!format!("{sealed:?} {}", sealed.encode()).contains(REFERENCE));
    let error = Vault::from_text("a VGhpcyBrZXkgaXMgdG9vIHNob3J0").unwrap_err();
    insta::assert_snapshot!(format!("{error} / {error:?}"), @r#"line 1 of the key file is no "id key" with 32 bytes in hex or base64 / NotAKey { line: 1 }"#);
}

#[test]
fn a_key_file_must_hold_distinct_proper_keys() {
    assert!(matches!(Vault::from_text("# nothing\n"), Err(KeyFileError::Empty)));
    assert!(matches!(Vault::from_text(&format!("{KEY_A}\n\n{KEY_A}")), Err(KeyFileError::RepeatedId { line: 3 })));
    for line in ["a", "a.b AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", &format!("a {}", "ä".repeat(32)), " 00"] {
        assert!(matches!(Vault::from_text(line), Err(KeyFileError::NotAKey { line: 1 })), "{line}");
    }
}

#[cfg(unix)]
mod file {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::secret_file::SecretFileError;

    #[test]
    fn the_first_run_makes_a_private_key_file_and_the_next_uses_it() {
        let var = tempfile::tempdir().unwrap();
        let path = var.path().join("keys/vault.key");
        let first = Vault::open_or_create(&path, &SystemRandom).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft is left behind");
        let sealed = first.seal("r", &reference(), &SystemRandom).unwrap();
        let second = Vault::open_or_create(&path, &SystemRandom).unwrap();
        assert_eq!(second.open("r", &sealed).unwrap().expose(), REFERENCE);
    }

    #[test]
    fn processes_that_start_at_once_share_one_key() {
        let var = tempfile::tempdir().unwrap();
        let path = var.path().join("vault.key");
        let ids: Vec<String> = std::thread::scope(|scope| {
            let open = || format!("{:?}", Vault::open_or_create(&path, &SystemRandom).unwrap());
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| id == &ids[0]), "{ids:?}");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_in_words() {
        let var = tempfile::tempdir().unwrap();
        let path = var.path().join("vault.key");
        fs::write(&path, KEY_A).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = Vault::open_or_create(&path, &SystemRandom).unwrap_err().to_string();
        let error = error.replace(&path.display().to_string(), "FILE");
        insta::assert_snapshot!(error, @"the key file FILE is open to others (mode 0644): run `chmod 600 FILE`, or `chown root FILE` and `chmod 440 FILE` for a service's group, and think about a new secret");
    }

    #[test]
    fn several_machines_never_make_a_key_of_their_own() {
        let var = tempfile::tempdir().unwrap();
        let path = var.path().join("vault.key");
        assert!(matches!(Vault::from_file(&path), Err(KeyFileError::File(SecretFileError::Unreadable { .. }))));
        assert!(!path.exists());
    }
}
