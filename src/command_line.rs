//! What can be typed after `majakka`.

use std::path::PathBuf;

use clap::{Args, Parser};
use majakka_app::config::{Layers, Overrides, Settings};
use majakka_domain::terms::{AccountRole, Language, RegisterFile};
use majakka_store::error::Result;

/// Incident desk and outage beacon for the organisations that live on the Kanta services.
///
/// Without a subcommand: `up`.
#[derive(Debug, Parser)]
#[command(name = "majakka", version = crate::version::whole(), propagate_version = true)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) subcommand: Option<Subcommand>,
}

/// What every subcommand knows.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Settings file; without it the one that MAJAKKA_CONFIG names, then /etc/majakka/majakka.toml if it is there. What it does
    /// not say is as in config/default.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Folder for the SQLite file, keys, pictures and the outbox
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) var: Option<String>,
    /// Database: sqlite://PATH or postgres://USER@HOST/NAME
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Answer programs: one JSON value on the standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Where a server listens: ADDRESS:PORT or unix:PATH, several between commas; port 0 takes a free one
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Subcommand {
    /// Migrate, then run server and notifier in one process
    Up,
    /// Run the server beside others, on one PostgreSQL
    Serve,
    /// Run the notifier beside others, on one PostgreSQL
    Notify,
    /// Bring the database to this version; on an empty one, make the first administrator and print her link
    Migrate,
    /// Copy all rows of one database into an empty one, of either kind: while nobody works with the first
    Copy {
        /// Which: sqlite://PATH or postgres://USER@HOST/NAME
        #[arg(long, value_name = "URL")]
        from: String,
        /// Where to: it is made if it is a file, and must be empty; PostgreSQL by the role that owns its tables
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Write all rows, pictures and keys of the installation into a new folder, while it runs
    Backup {
        /// Where to: a folder that is not there yet
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        keys: crate::backup::Keys,
    },
    /// Make an installation of a backup: on a machine without one, or into an empty database
    Restore {
        /// The backup
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The vault's keys that the backup was made with; without it, those that are there already
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Keys that seal patient references
    #[command(subcommand)]
    Vault(VaultTask),
    /// Accounts and the audit log, when nobody can sign in
    #[command(subcommand)]
    Admin(AdminTask),
    /// Write the public page as static files, for nginx or a CDN to carry alone
    Export {
        /// Where to: a folder, or s3://BUCKET/PREFIX; what is there is replaced file by file
        #[arg(value_name = "DIR|s3://BUCKET/PREFIX")]
        place: String,
        /// Stay, and write again whenever the page changes
        #[arg(long)]
        watch: bool,
    },
    /// Say what the settings come to, and name whatever would stop a start, misdirect a link or silence a bulletin
    #[command(visible_alias = "check-config")]
    Doctor(crate::doctor::Doctor),
    /// Send a test message by every route, through the notifier that runs, and wait for what comes back of it
    SelfTest(crate::self_test::SelfTest),
    /// The settings themselves
    #[command(subcommand)]
    Config(ConfigTask),
    /// Print what completes commands in a shell
    Completions {
        /// Which
        shell: clap_complete::Shell,
    },
    /// Write the manual pages, one for each command
    Man {
        /// Into which folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Sample organisations and a prescription outage, played in about a minute
    Demo(crate::demo::Demo),
    /// Play stories with a simulated clock through the real code, and say what did not hold
    Replay(crate::replay::Replay),
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum AdminTask {
    /// Make an account and print the one-time link that opens it
    Invite {
        /// What the person signs in with
        email: String,
        /// Short name of the person's organisation
        #[arg(long, value_name = "SLUG")]
        organisation: String,
        /// What the person may do; may be given several times
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<AccountRole>,
        /// Name that stands in timelines; without it the e-mail
        #[arg(long)]
        name: Option<String>,
        /// Language of the person's pages: fi, sv, en
        #[arg(long, default_value = "fi")]
        language: Language,
    },
    /// Print every account: who, whose, what it may do, whether it is open
    List,
    /// Close an account: its sessions end at once, and nothing opens it
    Close {
        /// Whose
        email: String,
    },
    /// Open a closed account again
    Reopen {
        /// Whose
        email: String,
    },
    /// Forget the wrong passwords that were tried at an account, so that nobody waits any more
    Unlock {
        /// Whose
        email: String,
    },
    /// Print a new one-time sign-in link for an account, by default the first administrator's
    Link {
        /// Whose
        email: Option<String>,
    },
    /// Take the authenticator of an account away, when it and the recovery codes are lost
    ResetFactor {
        /// Whose
        email: String,
    },
    /// Keep who people are in an incident, whatever `[retention]` says: for a court or an authority
    Hold {
        /// Of which incident
        #[arg(value_name = "H-2026-0001")]
        reference: String,
        /// Why; stands in the audit log
        why: String,
    },
    /// Give an incident back to the periods of `[retention]`
    Release {
        /// Which incident
        #[arg(value_name = "H-2026-0001")]
        reference: String,
        /// Why; stands in the audit log
        why: String,
    },
    /// What is kept of one person
    #[command(subcommand)]
    Person(PersonTask),
    /// The audit log
    #[command(subcommand)]
    Audit(AuditTask),
    /// Take organisations or contacts in out of a CSV or JSON file: all of it, or nothing
    Import(ImportTask),
    /// Write organisations or contacts to the standard output: CSV with semicolons, or an array with `--json`
    Export {
        /// organisations or contacts
        #[arg(value_name = "organisations|contacts")]
        what: RegisterFile,
        /// Language of the columns' names: fi, sv, en
        #[arg(long, default_value = "fi")]
        language: Language,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ImportTask {
    /// organisations or contacts
    #[arg(value_name = "organisations|contacts")]
    pub(crate) what: RegisterFile,
    /// The file; - for the standard input
    #[arg(value_name = "FILE")]
    pub(crate) path: PathBuf,
    /// Say what it would come to, and take nothing in
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The file has all contacts of its organisations: take out those that are not in it
    #[arg(long)]
    pub(crate) whole: bool,
    /// What a column holds, where its name does not say it, as NAME=COLUMN; NAME= passes it over
    #[arg(long = "column", value_name = "NAME=COLUMN")]
    pub(crate) columns: Vec<String>,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum ConfigTask {
    /// Print every setting that counts, without secrets, and where it came from
    Show,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum VaultTask {
    /// Make a key file with one new key, for this account alone; one that is there is never touched
    NewKey {
        /// Where to
        file: PathBuf,
    },
    /// Add a new key at the end of a key file: it opens, and seals once it is moved to the top
    AddKey {
        /// Which
        file: PathBuf,
    },
    /// Seal everything anew that an older key sealed, so that its line may go
    Reseal,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum PersonTask {
    /// Print everything that is stored about somebody, as JSON
    Export {
        /// An e-mail address or a telephone number
        #[arg(value_name = "ADDRESS|NUMBER")]
        who: String,
    },
    /// Take somebody out of everything but the story of what happened; held incidents keep her
    Forget {
        /// An e-mail address or a telephone number
        #[arg(value_name = "ADDRESS|NUMBER")]
        who: String,
    },
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum AuditTask {
    /// Walk the chain and look at its anchors: no row changed, taken out, put in or cut off
    Verify,
}

/// Where packages and the handbook put the settings.
const USUAL_FILE: &str = "/etc/majakka/majakka.toml";

impl Common {
    /// All layers of settings: defaults, file, environment, flags. `role` is what the database knows this process by.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub(crate) fn settings(&self, role: &str) -> Result<Settings> {
        let mut settings = Settings::load(self.file().as_deref(), &self.overrides())?;
        settings.database.application = application(role);
        Ok(settings)
    }

    /// As they are, but for another database.
    pub(crate) fn on(&self, database_url: &str) -> Self {
        Common { database_url: Some(database_url.to_owned()), ..self.clone() }
    }

    /// All layers as they lie over each other.
    ///
    /// # Errors
    /// As [`Common::settings`].
    pub(crate) fn layers(&self) -> Result<Layers> {
        Settings::with_layers(self.file().as_deref(), &self.overrides()).map(|(_, layers)| layers)
    }

    fn overrides(&self) -> Overrides {
        Overrides { var: self.var.clone(), database_url: self.database_url.clone(), listen: self.listen.clone() }
    }

    /// The settings file: the flag's, the environment's, or the usual one. One that is there and cannot be read is not passed over.
    fn file(&self) -> Option<PathBuf> {
        let named = std::env::var_os("MAJAKKA_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
        let usual = || Some(PathBuf::from(USUAL_FILE)).filter(|path| !matches!(path.try_exists(), Ok(false)));
        self.config.clone().or(named).or_else(usual)
    }
}

/// Role and machine, as `pg_stat_activity` shows them.
fn application(role: &str) -> String {
    let host = nix::unistd::gethostname().ok().and_then(|host| host.into_string().ok()).unwrap_or_default();
    // A name of the machine, without its domain: PostgreSQL keeps 63 bytes.
    format!("majakka {role}@{}", host.split('.').next().unwrap_or_default())
}
