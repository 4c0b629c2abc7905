//! Promise: the public page can be carried by a web server alone: written on every change, whole files only, and what is no
//! longer public is gone.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use majakka_domain::terms::{Extent, Origin};
use majakka_testing::process::{Process, Signal};
use majakka_testing::scratch::Scratch;
use majakka_testing::wait;

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_static_site_follows_the_page_and_is_never_half_written() {
    let majakka = Setup::up().start();
    let mut majakka = majakka;
    majakka.address();
    let scratch = Arc::new(Scratch::new("mjexp"));
    let folder = scratch.join("www");
    fs::create_dir_all(&folder).expect("the folder");
    fs::write(folder.join("robots.txt"), "somebody else's").expect("a file of somebody else");
    let cast = Cast::settle(None, &majakka.var());

    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    command.arg("export").arg(&folder).arg("--watch").arg("--var").arg(majakka.var());
    command.env("MAJAKKA__SERVER__PUBLIC_URL", "https://hairiot.example.fi");
    let mut export = Process::start(&mut command, &scratch.join("log"), Signal::SIGTERM);
    let page = folder.join("sv/index.html");
    export.until("the calm page", || text(&page).contains("</html>").then_some(()));
    assert!(!text(&page).contains("/incidents/"));
    assert!(text(&folder.join("fi/atom.xml")).contains("https://hairiot.example.fi/fi"));
    assert!(!text(&page).contains("/sign-in"), "nobody signs in to a folder");
    export.until("the first export's end", || export_ended(&folder).then_some(()));

    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Kanta, Extent::Nationwide);
    let reference = cast.reference(incident);
    // Whoever reads meanwhile gets the old page or the new one, always to its end.
    wait::until("the outage in the folder", || {
        let now = text(&page);
        assert!(now.ends_with("</html>\n") || now.ends_with("</html>"), "half a page: {now}");
        now.contains(&reference).then_some(())
    });
    for language in ["", "fi/", "sv/", "en/"] {
        let incident = folder.join(format!("{language}incidents/{reference}/index.html"));
        assert!(incident.is_file(), "the incident's page is there before the page that leads to it: {incident:?}");
    }
    assert!(export.stop().success(), "it stops when asked:\n{}", export.said());

    // What an earlier export wrote and is no more is taken away; what somebody else put there stays.
    let list = folder.join("majakka-files.txt");
    fs::write(folder.join("old.html"), "out of date").expect("a file of an earlier export");
    fs::write(&list, text(&list) + "old.html\n").expect("the list");
    let once = Command::new(env!("CARGO_BIN_EXE_majakka"))
        .args(["export".as_ref(), folder.as_os_str(), "--var".as_ref(), majakka.var().as_os_str()])
        .output()
        .expect("the binary runs");
    assert!(once.status.success(), "{}", String::from_utf8_lossy(&once.stderr));
    assert!(!folder.join("old.html").exists());
    assert_eq!(text(&folder.join("robots.txt")), "somebody else's");
}

/// The list names every file, and all of them are there.
fn export_ended(folder: &Path) -> bool {
    let list = text(&folder.join("majakka-files.txt"));
    !list.is_empty() && list.lines().all(|name| folder.join(name).is_file())
}
