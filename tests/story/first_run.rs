//! Promise: one command starts everything and says what to do next; what stands in its way is said in one sentence.

use std::process::Command;

use majakka_testing::ports;
use majakka_testing::process::Signal;
use majakka_testing::scratch::Scratch;

use crate::harness::majakka::Setup;

const PASSWORD: &str = "seitsemän sinistä järveä 41";

/// What a start says that must fail: its exit code and standard error.
fn refused(scratch: &Scratch, arguments: &[&str], settings: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    command.args(["--var", &scratch.join("var").display().to_string()]).args(arguments);
    let output = command.envs(settings.iter().copied()).output().expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = if said.contains("cannot be reached") { 4 } else { 1 };
    assert_eq!(output.status.code(), Some(code), "{arguments:?} ended otherwise:\n{said}");
    let said = said.lines().filter(|line| !line.starts_with("database ")).collect::<Vec<_>>().join("\n");
    assert_eq!(said.lines().count(), 1, "one sentence:\n{said}");
    said.replace(&scratch.path().display().to_string(), "HERE")
}

#[tokio::test]
async fn a_newcomer_starts_it_signs_in_by_the_printed_link_and_stops_it() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    assert!(visitor.open("/healthz").await.expect(200).text().contains("alive"));
    assert!(visitor.open("/readyz").await.expect(200).text().contains("\"database\":true"));
    let link = majakka.sign_in_link();
    let page = visitor.open(&link).await.expect(200);
    let path = link.split_once("/link/").expect("a link").1;
    let form = page.form(path).fill("password", PASSWORD).fill("again", PASSWORD);
    visitor.submit(form).await;
    assert!(visitor.open("/admin").await.expect(200).text().contains("Majakka"));
    assert!(majakka.process().stop().success(), "it stops gracefully:\n{}", majakka.said().1);
}

#[tokio::test]
async fn a_restart_knows_who_chose_a_password_and_prints_no_link() {
    let mut first = Setup::up().start();
    let link = first.sign_in_link();
    let mut visitor = first.visitor();
    let page = visitor.open(&link).await.expect(200);
    let path = link.split_once("/link/").expect("a link").1;
    visitor.submit(page.form(path).fill("password", PASSWORD).fill("again", PASSWORD)).await;
    first.process().stop();
    let mut second = Setup::up().start_beside(&first);
    let mut again = second.visitor();
    let form = again.open("/sign-in?to=/account").await.expect(200).form("/sign-in");
    let form = form.fill("email", "admin@majakka.invalid").fill("password", PASSWORD);
    assert!(again.submit(form).await.expect(200).text().contains("/account/password"));
    assert!(!second.said().0.contains("/link/"), "{}", second.said().0);
    second.process().signal(Signal::SIGINT);
}

#[test]
fn a_taken_port_is_named() {
    let scratch = Scratch::new("mjrun");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let said = refused(&scratch, &["--listen", &address], &[]);
    let expected = format!(
        "majakka: cannot listen on {address}: another program listens there; choose another address with --listen ADDRESS:PORT"
    );
    assert_eq!(said, expected);
}

#[test]
fn a_flag_counts_on_either_side_of_its_subcommand() {
    let scratch = Scratch::new("mjrun");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    for line in [["--listen", &address, "up"], ["up", "--listen", &address]] {
        let said = refused(&scratch, &line, &[]);
        assert!(said.starts_with(&format!("majakka: cannot listen on {address}")), "{line:?}: {said}");
    }
}

#[test]
fn a_demonstration_leaves_the_installation_alone() {
    let scratch = Scratch::new("mjrun");
    let elsewhere = format!("[database]\nurl = \"postgres://majakka@127.0.0.1:{}/majakka\"\n", ports::free());
    let file = scratch.write("majakka.toml", &elsewhere).display().to_string();
    let var = scratch.join("var").display().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    let output = command.args(["--config", &file, "--var", &var, "demo", "--once"]).output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let folder = scratch.join("var/demo/outbox");
    assert!(std::fs::read_dir(&folder).expect("its outbox").count() > 0);
    let mode = std::os::unix::fs::MetadataExt::mode(&folder.metadata().expect("its rights"));
    assert_eq!(mode & 0o077, 0, "letters and contacts are for Majakka's own account");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let scratch = Scratch::new("mjrun");
    scratch.write("var", "a file where the folder should be");
    let said = refused(&scratch, &["up", "--listen", "127.0.0.1:0"], &[]);
    assert_eq!(said, "majakka: server.var: the folder HERE/var cannot be written to (not a directory)");
}

#[test]
fn a_broken_setting_is_named() {
    let scratch = Scratch::new("mjrun");
    let file = scratch.write("majakka.toml", "[server]\nlissen = \"127.0.0.1:0\"\n").display().to_string();
    let unknown = refused(&scratch, &["--config", &file], &[]);
    assert!(unknown.starts_with("majakka: settings:") && unknown.contains("lissen"), "{unknown}");
    let bent = refused(&scratch, &["up"], &[("MAJAKKA__DESK__IDLE_MINUTES", "soon")]);
    assert!(bent.starts_with("majakka: settings:") && bent.contains("idle_minutes"), "{bent}");
    let missing = refused(&scratch, &["--config", "/nowhere/majakka.toml"], &[]);
    assert!(
        missing.starts_with("majakka: the settings file /nowhere/majakka.toml cannot be read: No such file"),
        "{missing}"
    );
}

#[test]
fn a_database_that_does_not_answer_is_named_without_its_password() {
    let scratch = Scratch::new("mjrun");
    let url = format!("postgres://majakka:geheim@127.0.0.1:{}/majakka", ports::free());
    let arguments = ["up", "--listen", "127.0.0.1:0", "--database-url", &url];
    let said = refused(&scratch, &arguments, &[("MAJAKKA__DATABASE__WAIT_SECONDS", "0")]);
    let address = url.replace(":geheim", "");
    assert!(said.starts_with(&format!("majakka: the database {address} cannot be reached:")), "{said}");
    assert!(!said.contains("geheim"), "{said}");
    let scheme = refused(&scratch, &["--listen", "127.0.0.1:0", "--database-url", "mysql://x"], &[]);
    assert_eq!(scheme, "majakka: database.url: must begin with sqlite://, postgres:// or postgresql://");
}

#[test]
fn serve_and_notify_want_postgresql() {
    let scratch = Scratch::new("mjrun");
    for role in ["serve", "notify"] {
        let said = refused(&scratch, &[role], &[]);
        assert!(said.starts_with(&format!("majakka: `majakka {role}` needs PostgreSQL")), "{said}");
    }
}

#[test]
fn an_operator_makes_accounts_and_links_and_walks_the_log() {
    let scratch = Scratch::new("mjrun");
    let var = scratch.join("var").display().to_string();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
        let output = command.args(["--var", &var]).args(arguments).output().expect("the binary runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    };
    for command in [&["admin", "link"][..], &["admin", "audit", "verify"], &["export", "site"]] {
        let missing = refused(&scratch, command, &[]);
        assert!(
            missing.starts_with("majakka: there is no database HERE/var/majakka.sqlite: name the right"),
            "{missing}"
        );
        assert!(!scratch.join("var").exists(), "{command:?} makes nothing");
    }
    let first = run(&["migrate"]);
    assert_eq!(first.matches("/link/").count(), 1, "{first}");
    assert_eq!(run(&["migrate"]), "The database is up to date.");
    assert!(run(&["admin", "link"]).contains("/link/"));
    let nobody = refused(&scratch, &["admin", "link", "kukaan@example.fi"], &[]);
    assert_eq!(nobody, "majakka: there is no such account");
    assert!(run(&["check-config"]).starts_with("The settings are sound."));
    assert!(run(&["admin", "audit", "verify"]).starts_with("The audit log is whole: 2 rows."));
    for what in ["export", "forget"] {
        let nobody = refused(&scratch, &["admin", "person", what, "kukaan@example.fi"], &[]);
        assert_eq!(nobody, "majakka: there is no such person");
        let nothing = refused(&scratch, &["admin", "person", what, "kukaan"], &[]);
        assert_eq!(nothing, "majakka: \"kukaan\" is neither an e-mail address nor a telephone number");
    }
}

#[test]
fn the_settings_are_those_of_the_flag_before_those_of_the_environment() {
    let scratch = Scratch::new("mjrun");
    let settings = |name: &str| {
        let text = format!("[server]\npublic_url = \"https://{name}.example.fi\"\n");
        scratch.write(format!("{name}.toml"), text).display().to_string()
    };
    let (flag, environment) = (settings("flag"), settings("environment"));
    let public_url = |arguments: &[&str], named: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
        let output = command.arg("check-config").args(arguments).env("MAJAKKA_CONFIG", named).output();
        let said = String::from_utf8_lossy(&output.expect("the binary runs").stdout).into_owned();
        said.lines().find_map(|line| Some(line.split_once("public_url")?.1.trim().to_owned())).expect("the address")
    };
    assert_eq!(public_url(&["--config", &flag], &environment), "https://flag.example.fi");
    assert_eq!(public_url(&[], &environment), "https://environment.example.fi");
    assert_eq!(public_url(&[], ""), "(from listen)", "empty is not set");
}

#[test]
fn a_key_file_is_made_once() {
    let scratch = Scratch::new("mjrun");
    let path = scratch.join("vault.key");
    let make = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
        command.args(["vault", "new-key"]).arg(&path).output().expect("the binary runs")
    };
    assert!(make().status.success());
    let key = std::fs::read_to_string(&path).expect("the key");
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&path.metadata().expect("its rights")) & 0o777, 0o600);
    let again = String::from_utf8_lossy(&make().stderr).into_owned();
    assert!(again.contains("is there already"), "{again}");
    assert_eq!(std::fs::read_to_string(&path).expect("the key"), key);
}

#[test]
fn check_config_names_each_route_and_what_stands_in_its_way() {
    let scratch = Scratch::new("mjrun");
    let (secret, missing) = (scratch.join("secret"), scratch.join("missing"));
    scratch.write_secret("secret", "yötön yö ja päivätön päivä\n");
    let gateway = |name: &str, rest: &str| format!("[[sms.gateways]]\nname = \"{name}\"\n{rest}\n");
    let elks = |password: &std::path::Path, approved: &str| {
        let (password, secret) = (password.display(), secret.display());
        gateway(
            "46elks",
            &format!(
                "kind = \"46elks\"\nusername = \"u\"\npassword_file = \"{password}\"\nsender = \"Majakka\"\n\
                 receipt_secret_file = \"{secret}\"\nlimits = {{ minute = 100 }}\n{approved}"
            ),
        )
    };
    let http = "kind = \"http\"\npriority = 2\nsender = \"15400\"\nurl = \"https://sms.example.fi/{to}\"\nform = { m = \"{text}\" }";
    let check = |text: &str| {
        let path = scratch.join("own.toml");
        std::fs::write(&path, text).expect("the settings");
        let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
        let output = command.args(["--config".as_ref(), path.as_os_str()]).arg("check-config").output();
        let output = output.expect("the binary runs");
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (output.status.success(), said.concat())
    };
    let (sound, said) = check(&format!("{}{}", gateway("operator", http), elks(&secret, "")));
    assert!(sound && said.starts_with("The settings are sound."), "{said}");
    let one = "sms           1. 46elks (46elks) https://api.46elks.com, as Majakka, at most 100 a minute\n";
    assert!(said.contains(one) && said.contains("2. operator (http)"), "{said}");
    assert!(said.contains("the sender id \"Majakka\" has no day of registration"), "{said}");
    let (_, said) = check(&elks(&secret, "sender_approved = 2020-01-31"));
    assert!(!said.contains("registration") && !said.contains("registered"), "{said}");

    let (sound, said) = check(&elks(&missing, ""));
    assert!(
        !sound && said.contains("stops         route 46elks: the secret file") && said.contains("1 of what was found"),
        "{said}"
    );
    let (sound, said) = check(&gateway("operator", &http.replace("15400", "K4NTA")));
    assert!(!sound && said.contains("route operator: sender \"K4NTA\""), "{said}");
}

#[test]
fn an_installations_own_catalogue_and_texts_are_tried_before_anything_starts() {
    let scratch = Scratch::new("mjrun");
    let (var, own) = (scratch.join("var").display().to_string(), scratch.join("own"));
    let put = |path: &str, text: &str| {
        let file = own.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder");
        std::fs::write(file, text).expect("the file");
    };
    let said = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
        command.env("MAJAKKA__CONTENT__FOLDER", &own).args(["--var", &var]).args(arguments);
        let output = command.output().expect("the binary runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).replace(&format!("database sqlite://{var}/majakka.sqlite\n"), "");
        said.trim_end().replace(&own.display().to_string(), "OWN")
    };
    let refused = |said: String| {
        let stops = said.lines().find_map(|line| line.trim_start().strip_prefix("stops         content.folder: "));
        stops.unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    assert_eq!(refused(said(&["doctor"])), "OWN holds neither catalogue.toml nor a folder templates/");

    let shipped = include_str!("../../config/catalogue.toml");
    put("catalogue.toml", &shipped.replacen("name = { fi = \"Resepti-palvelu\"", "name = { fi = \"Reseptit\"", 1));
    put("templates/i18n/fi/auth.ftl", "# Ours\n");
    let sound = said(&["doctor"]);
    assert!(sound.starts_with("The settings are sound.") && sound.contains("  content       OWN\n"), "{sound}");
    said(&["migrate"]);
    assert_eq!(said(&["migrate"]), "The database is up to date.", "and the program starts with it");

    put("catalogue.toml", &shipped.replacen("[[service]]", "[[services]]", 1));
    let catalogue = refused(said(&["doctor"]));
    let line = shipped.split("[[service]]").next().map_or(0, |before| before.lines().count() + 1);
    assert!(catalogue.starts_with(&format!("OWN/catalogue.toml, line {line}: ")), "{catalogue}");
    put("catalogue.toml", &shipped.replacen("group = \"professional\"", "group = \"nurses\"", 1));
    let migrated = said(&["migrate"]);
    assert_eq!(migrated, "majakka: OWN/catalogue.toml: resepti stands in the group \"nurses\", which has no heading");
    put("catalogue.toml", shipped);
    // A page of the server that no message uses.
    put("templates/auth/sign_in.hbs", "<p>\n\n{{nothing_of_this_name}}</p>\n");
    let page = refused(said(&["doctor"]));
    let beginning = "OWN/templates/auth/sign_in.hbs, line 3: ";
    assert!(page.starts_with(beginning) && page.contains("nothing_of_this_name"), "{page}");
}
