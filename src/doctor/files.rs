//! What can be told from this machine: folders, secrets, addresses to listen on, limits.
//!
//! Guarantee: nothing is made and nothing is changed.

use std::io;
use std::net::{TcpListener, ToSocketAddrs as _};
use std::path::Path;

use majakka_app::config::{Finding, Route, Settings};
use majakka_app::content::Content;
use majakka_app::vault::Vault;
use majakka_domain::format::sender_id::Approval;
use majakka_domain::format::time;
use majakka_domain::terms::Channel;
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_store::db::DbUrl;
use nix::sys::resource::{Resource, getrlimit};
use nix::unistd::{AccessFlags, access};

use majakka_server::listen::{PROXY, UNIX, places};

use crate::run::try_pages;

/// Below so many open files its threads cannot start.
const FEWEST_FILES: u64 = 64;

pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let routes = settings.routes();
    let single = [
        listen(settings),
        database(settings),
        vault(settings),
        pictures(settings),
        anchors(settings),
        content(settings),
    ];
    let metrics = majakka_server::metrics::token(settings)
        .err()
        .map(|cause| Finding::stops("metrics.token_file", without_prefix(&cause, "metrics.token_file: ")));
    let providers = majakka_server::auth::try_providers(settings)
        .err()
        .map(|cause| Finding::stops("accounts.providers", without_prefix(&cause, "accounts.providers ")));
    let mail = majakka_notifier::try_mail(settings).err().map(|cause| {
        let said = cause.to_string();
        let (key, said) = said.split_once(' ').unwrap_or(("mail", &said));
        Finding::stops(key, said)
    });
    let single = single
        .into_iter()
        .flatten()
        .chain(var(settings))
        .chain(metrics)
        .chain(providers)
        .chain(mail.clone())
        .chain(open_files());
    let routes = routes
        .iter()
        .filter(|route| mail.is_none() || route.channel != Channel::Email)
        .filter_map(|route| self::route(settings, route));
    single.chain(routes).chain(maildir(settings)).collect()
}

fn without_prefix(cause: &dyn std::fmt::Display, without: &str) -> String {
    let said = cause.to_string();
    said.strip_prefix(without).unwrap_or(&said).to_owned()
}

/// The address must be this machine's; whether its port is free is not asked, for Majakka may run there already.
fn listen(settings: &Settings) -> Option<Finding> {
    const KEY: &str = "server.listen";
    let watched = places(&settings.metrics.listen).find_map(|listen| place("metrics.listen", listen));
    places(&settings.server.listen).find_map(|listen| place(KEY, listen)).or(watched).or_else(|| {
        let nowhere = places(&settings.server.listen).next().is_none();
        nowhere.then(|| Finding::stops(KEY, "is empty: write ADDRESS:PORT, for instance 127.0.0.1:8080"))
    })
}

fn place(key: &str, listen: &str) -> Option<Finding> {
    if let Some(path) = listen.strip_prefix(UNIX) {
        let folder = Path::new(path).parent()?;
        let why = if folder.is_dir() { unwritable(folder)?.to_string() } else { "there is no such folder".to_owned() };
        return Some(Finding::stops(key, format!("{listen:?} cannot be made ({why})")));
    }
    let addresses = match listen.strip_prefix(PROXY).unwrap_or(listen).to_socket_addrs() {
        Ok(addresses) => addresses,
        Err(cause) => {
            return Some(Finding::stops(
                key,
                format!("{listen:?} is no address ({cause}): write ADDRESS:PORT, for instance 127.0.0.1:8080"),
            ));
        }
    };
    let mut refused = None;
    for mut address in addresses {
        address.set_port(0);
        match TcpListener::bind(address) {
            Ok(_) => return None,
            Err(cause) => refused = Some(cause),
        }
    }
    let why = refused.map_or_else(|| "it leads nowhere".to_owned(), |cause| cause.to_string());
    Some(Finding::stops(
        key,
        format!(
            "{listen:?} is no address of this machine ({why}): 127.0.0.1:8080 behind a proxy, 0.0.0.0:8080 for all"
        ),
    ))
}

/// The folder itself, or the nearest above it that is there, must let us write.
fn var(settings: &Settings) -> Option<Finding> {
    let var = Path::new(&settings.server.var);
    if settings.server.var.is_empty() {
        return Some(Finding::stops("server.var", "is empty: write the folder for keys, pictures and the outbox"));
    }
    unwritable(var)
        .map(|why| Finding::stops("server.var", format!("the folder {} cannot be written to ({why})", var.display())))
}

fn unwritable(folder: &Path) -> Option<io::Error> {
    let there = folder.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
    let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
    if !there.is_dir() {
        return Some(io::ErrorKind::NotADirectory.into());
    }
    access(there, AccessFlags::W_OK | AccessFlags::X_OK).err().map(Into::into)
}

fn database(settings: &Settings) -> Option<Finding> {
    let url = settings.database_url().and_then(|url| DbUrl::parse(&url));
    let url = match url {
        Ok(url) => url,
        Err(cause) => return Some(Finding::stops("database.url", without_prefix(&cause, "the database URL "))),
    };
    let file = url.file()?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_var = folder == Path::new(&settings.server.var);
    let refuse = |why: &dyn std::fmt::Display| {
        Finding::stops("database.url", format!("{} cannot be opened ({why})", file.display()))
    };
    if file.is_dir() {
        return Some(refuse(&"it is a folder"));
    }
    if !is_var && !folder.is_dir() {
        return Some(refuse(&"there is no such folder"));
    }
    if is_var { None } else { unwritable(folder).map(|why| refuse(&why)) }
}

fn vault(settings: &Settings) -> Option<Finding> {
    let named = &settings.desk.vault_key_file;
    let path = settings.vault_key_file();
    if named.is_empty() && !path.exists() {
        return None;
    }
    let cause = Vault::from_file(&path).err()?;
    let hint = if path.exists() { "" } else { "; `majakka vault new-key FILE` makes one" };
    Some(Finding::stops("desk.vault_key_file", format!("{cause}{hint}")))
}

fn pictures(settings: &Settings) -> Option<Finding> {
    const KEY: &str = "screenshots.url";
    let place = &settings.screenshots.url;
    if let Some(folder) = place.strip_prefix("file://") {
        return unwritable(Path::new(folder))
            .map(|why| Finding::stops(KEY, format!("the folder {folder} cannot be written to ({why})")));
    }
    if place.is_empty() {
        return None;
    }
    if let Err(cause) = majakka_app::screenshot::ScreenshotStore::from_url(place, &settings.screenshots.s3) {
        return Some(Finding::stops(KEY, cause.to_string()));
    }
    let keys = [
        "AWS_ACCESS_KEY_ID",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];
    let known =
        settings.screenshots.s3.access_key_id.is_some() || keys.iter().any(|key| std::env::var_os(key).is_some());
    (!known).then(|| {
        Finding::doubt(
            "screenshots.s3.access_key_id",
            "is not set, and no AWS_… variable says who asks: pictures can only be kept on a machine of Amazon's",
        )
    })
}

fn anchors(settings: &Settings) -> Option<Finding> {
    let place = &settings.audit.anchors;
    if place.is_empty() {
        return None;
    }
    let folder = Path::new(place).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let why = if folder.is_dir() { unwritable(folder)?.to_string() } else { "there is no such folder".to_owned() };
    Some(Finding::stops("audit.anchors", format!("{place} cannot be written to ({why})")))
}

/// The installation's own; what comes with the program is tried by its tests.
fn content(settings: &Settings) -> Option<Finding> {
    settings.content.folder()?;
    let read = Content::read(settings).and_then(|content| try_pages(settings, &content.renderer));
    read.err().map(|cause| Finding::stops("content.folder", cause.to_string()))
}

fn maildir(settings: &Settings) -> Option<Finding> {
    let folder = settings.mail.bounces_maildir.as_ref()?;
    let missing = ["new", "cur"].into_iter().find(|part| !folder.join(part).is_dir())?;
    Some(Finding::doubt(
        "mail.bounces_maildir",
        format!(
            "{} has no folder {missing}: nothing that comes back is read until the mail server has made it",
            folder.display()
        ),
    ))
}

/// A secret that cannot be read, a description that makes no request, a sender that operators may block.
fn route(settings: &Settings, route: &Route) -> Option<Finding> {
    let key = || format!("route {}", route.name);
    if let Err(problem) = majakka_notifier::try_route(settings, route) {
        return Some(Finding::stops(key(), without_prefix(&problem, &format!("route {}: ", route.name))));
    }
    let sender = &route.sender;
    match route.approval(time::helsinki_day(SystemClock.now())) {
        Approval::Missing => Some(Finding::doubt(
            key(),
            format!(
                "the sender id \"{sender}\" has no day of registration (sender_approved): operators may block a name that is not registered with Traficom"
            ),
        )),
        Approval::From(day) => {
            Some(Finding::doubt(key(), format!("the sender id \"{sender}\" is registered only from {day} on")))
        }
        Approval::NotNeeded | Approval::Since(_) => None,
    }
}

fn open_files() -> Option<Finding> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    (most < FEWEST_FILES).then(|| {
        Finding::stops(
            "LimitNOFILE",
            format!("only {most} files may be open: allow at least {FEWEST_FILES}, and one for each reader"),
        )
    })
}
