//! A throw-away Kannel: bearerbox, smsbox and the fake SMS centre that comes with it.
//!
//! Texts are handed in at the sendsms port as to any Kannel; the centre "delivers" each at once, so that the delivery
//! reports (8 accepted, 1 delivered) come back to the `dlr-url` of the text. [`Kannel::messages`] is what the telephones
//! would show, [`Kannel::reply`] is somebody answering.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::{fs, io};

use crate::process::{Process, Signal};
use crate::scratch::Scratch;
use crate::sms::{self, Sms};
use crate::{ports, wait};

/// The account that may send.
pub const USER: &str = "majakka";
/// Its password.
pub const PASSWORD: &str = "lyhty";

const CENTRE: &str = "/usr/lib/kannel/test/fakesmsc";

/// A running Kannel. Dropping it stops its three processes and forgets its messages.
#[derive(Debug)]
pub struct Kannel {
    centre: Option<Process>,
    smsbox: Process,
    bearerbox: Process,
    scratch: Scratch,
    admin: u16,
    smsbox_port: u16,
    centre_port: u16,
    sendsms: u16,
}

impl Kannel {
    /// Starts the three (about a third of a second). `replies` is the URL that Kannel gets for every text from a
    /// telephone, with Kannel's own `%p` (from), `%P` (to) and `%a` (text) in it.
    #[must_use]
    pub fn start(replies: &str) -> Kannel {
        let scratch = Scratch::new("mjkn");
        let [admin, smsbox_port, centre_port, sendsms] = [(); 4].map(|()| ports::free());
        configure(&scratch, [admin, smsbox_port, centre_port, sendsms], replies);
        let mut bearerbox = start(&scratch, "/usr/sbin/bearerbox");
        // An smsbox that finds no bearerbox closes its own port and tries again only after ten seconds.
        bearerbox.until("the smsbox port", || ports::answers(smsbox_port).then_some(()));
        let mut smsbox = start(&scratch, "/usr/sbin/smsbox");
        smsbox.until("the sendsms port", || ports::answers(sendsms).then_some(()));
        let mut kannel = Kannel { centre: None, smsbox, bearerbox, scratch, admin, smsbox_port, centre_port, sendsms };
        kannel.connect_centre(&["-m", "0", "1 2 text nothing"]);
        kannel
    }

    /// Where texts are handed in: `…/cgi-bin/sendsms`.
    #[must_use]
    pub fn sendsms_url(&self) -> String {
        format!("http://127.0.0.1:{}/cgi-bin/sendsms", self.sendsms)
    }

    /// What the telephones have received so far, in order; the parts of a long text are joined when all are there.
    #[must_use]
    pub fn messages(&self) -> Vec<Sms> {
        sms::received(&fs::read_to_string(self.scratch.join("fakesmsc.log")).unwrap_or_default())
    }

    /// Waits for a text that `wanted` recognises.
    #[must_use]
    pub fn wait_for(&self, thing: &str, wanted: impl Fn(&Sms) -> bool) -> Sms {
        let found = wait::maybe(|| self.messages().into_iter().find(&wanted));
        found.unwrap_or_else(|| panic!("no text came: {thing}. Received: {:#?}", self.messages()))
    }

    /// Lets a telephone send `text`. The centre reconnects for it: nothing that waits is lost.
    pub fn reply(&mut self, from: &str, to: &str, text: &str) {
        self.connect_centre(&["-m", "1", &format!("{from} {to} data {}", sms::encode(text))]);
    }

    /// The centre is gone: texts are still accepted, and wait in Kannel.
    pub fn disconnect_centre(&mut self) {
        self.centre = None;
        wait::until("the centre to be gone", || (!self.is_online()).then_some(()));
    }

    /// The centre is back.
    pub fn reconnect_centre(&mut self) {
        self.connect_centre(&["-m", "0", "1 2 text nothing"]);
    }

    /// Kannel itself is gone: its sendsms port refuses connections.
    pub fn stop(&mut self) {
        self.smsbox.stop();
        self.bearerbox.stop();
    }

    /// Kannel is back on the same ports. Delivery reports that were still due are lost, as its own store forgets them.
    pub fn start_again(&mut self) {
        self.stop();
        let (smsbox, sendsms) = (self.smsbox_port, self.sendsms);
        self.bearerbox = start(&self.scratch, "/usr/sbin/bearerbox");
        self.bearerbox.until("the smsbox port", || ports::answers(smsbox).then_some(()));
        self.smsbox = start(&self.scratch, "/usr/sbin/smsbox");
        self.smsbox.until("the sendsms port", || ports::answers(sendsms).then_some(()));
        self.reconnect_centre();
    }

    fn connect_centre(&mut self, arguments: &[&str]) {
        if self.centre.take().is_some() {
            wait::until("the old centre to be gone", || (!self.is_online()).then_some(()));
        }
        let port = self.centre_port.to_string();
        // The bearerbox lets the centre in a moment later than the smsbox: a centre that comes too early ends at once.
        let centre = wait::until("Kannel to see the centre", || {
            let mut command = Command::new(CENTRE);
            command.args(["-H", "127.0.0.1", "-r", &port]).args(arguments);
            let mut centre = Process::start(&mut command, &self.scratch.join("fakesmsc.log"), Signal::SIGTERM);
            let is_in = wait::maybe(|| self.is_online().then_some(true).or_else(|| centre.ended().map(|_| false)));
            (is_in == Some(true)).then_some(centre)
        });
        self.centre = Some(centre);
    }

    fn is_online(&self) -> bool {
        get(self.admin, "/status.txt?password=adm")
            .is_ok_and(|status| status.lines().any(|line| line.contains("sim[sim]") && line.contains("(online")))
    }
}

fn start(scratch: &Scratch, program: &str) -> Process {
    let name = program.rsplit('/').next().unwrap_or(program);
    let mut command = Command::new(program);
    Process::start(command.arg(scratch.join("kannel.conf")), &scratch.join(format!("{name}.out")), Signal::SIGTERM)
}

fn configure(scratch: &Scratch, [admin, smsbox, centre, sendsms]: [u16; 4], replies: &str) {
    let values = [
        ("@DIR@", scratch.path().to_string_lossy().into_owned()),
        ("@ADMIN@", admin.to_string()),
        ("@SMSBOX@", smsbox.to_string()),
        ("@SMSC@", centre.to_string()),
        ("@SENDSMS@", sendsms.to_string()),
        ("@USER@", USER.to_owned()),
        ("@PASSWORD@", PASSWORD.to_owned()),
        ("@REPLIES@", replies.to_owned()),
    ];
    let text = include_str!("kannel/kannel.conf").to_owned();
    let text = values.iter().fold(text, |text, (name, value)| text.replace(name, value));
    scratch.write("kannel.conf", text);
    fs::create_dir_all(scratch.join("spool")).expect("the spool folder");
}

/// One plain HTTP request, without a client library.
fn get(port: u16, path: &str) -> io::Result<String> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    write!(connection, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};
    use std::net::TcpListener;

    use super::*;

    fn send(kannel: &Kannel, to: &str, text: &str, coding: u8, report: &str) -> String {
        let (to, text, report) = (sms::encode(to), sms::encode(text), sms::encode(report));
        let query = format!(
            "username={USER}&password={PASSWORD}&from=12345&to={to}&text={text}&charset=UTF-8&coding={coding}\
             &dlr-mask=31&dlr-url={report}"
        );
        get(kannel.sendsms, &format!("/cgi-bin/sendsms?{query}")).unwrap()
    }

    /// Answers one request with 200 and gives its first line.
    fn one_request(listener: &TcpListener) -> String {
        let (mut connection, _) = listener.accept().unwrap();
        let mut line = String::new();
        BufReader::new(&connection).read_line(&mut line).unwrap();
        connection.write_all(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        line
    }

    #[test]
    fn texts_arrive_as_written_and_are_reported_and_answered() {
        let hook = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", hook.local_addr().unwrap());
        let mut kannel = Kannel::start(&format!("{url}/reply?from=%p&text=%a"));

        assert!(
            send(&kannel, "+358400000001", "Häiriö: Åland € [x]", 0, &format!("{url}/report?type=%d")).contains("202")
        );
        assert_eq!(kannel.wait_for("GSM", |sms| sms.to == "+358400000001").text, "Häiriö: Åland € [x]");
        let mut reports = [one_request(&hook), one_request(&hook)];
        reports.sort();
        assert!(reports[0].contains("type=1") && reports[1].contains("type=8"), "{reports:?}");

        let long = "Сбой 🚨 рецептов\n".repeat(9);
        assert!(send(&kannel, "+358400000002", &long, 2, "").contains("202"));
        assert_eq!(kannel.wait_for("UCS-2", |sms| sms.to == "+358400000002").text, long);

        kannel.reply("+358500000001", "12345", "Kuittaus ää");
        let reply = one_request(&hook);
        assert!(reply.contains("from=%2B358500000001&text=Kuittaus+%C3%A4%C3%A4"), "{reply}");
    }

    #[test]
    fn a_text_waits_while_the_centre_is_gone() {
        let mut kannel = Kannel::start("http://127.0.0.1:9/");
        kannel.disconnect_centre();
        assert!(send(&kannel, "+358400000001", "odottaa", 0, "").contains("Queued for later delivery"));
        assert_eq!(kannel.messages(), []);
        kannel.reconnect_centre();
        assert_eq!(kannel.wait_for("the text", |_| true).text, "odottaa");
    }
}
