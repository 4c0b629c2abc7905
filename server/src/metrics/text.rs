//! The figures in the text format of Prometheus.

use chrono::TimeDelta;
use majakka_domain::terms::Channel;
use majakka_store::monitoring::Standing;
use prometheus::core::Collector;
use prometheus::{Gauge, GaugeVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};

use super::watch::Figures;

/// Outcomes of offers that are shown from the beginning: a counter that first appears with its first failure does not rise.
const OUTCOMES: [&str; 3] = ["later", "refused", "unknown"];

/// One text, made anew for each reading.
struct Page(Registry);

type Done = prometheus::Result<()>;

pub(super) fn page(figures: &Figures) -> prometheus::Result<String> {
    let page = Page(Registry::new());
    let version = env!("CARGO_PKG_VERSION");
    page.gauges("majakka_build_info", "Which version runs", &["version"], [(vec![version], 1)])?;
    page.gauge("majakka_database_up", "Does the database answer?", i64::from(figures.standing.is_some()))?;
    if let Some(standing) = &figures.standing {
        page.standing(standing)?;
        page.seconds(
            "majakka_scheduler_silent_seconds",
            "How long nobody has been seen who sends and keeps the schedule",
            figures.silent,
        )?;
    }
    page.outcomes(figures)?;
    page.itself(figures)?;
    if let Some(bytes) = resident() {
        page.gauge("process_resident_memory_bytes", "Memory of this process", bytes)?;
    }
    let started = figures.started.timestamp();
    page.gauge("process_start_time_seconds", "When this process began, in seconds since 1970", started)?;
    TextEncoder::new().encode_to_string(&page.0.gather())
}

impl Page {
    fn standing(&self, standing: &Standing) -> Done {
        let mut waiting = Vec::new();
        for on in &standing.waiting {
            let counts = [("due", on.due), ("put_off", on.put_off), ("held", on.held), ("uncertain", on.uncertain)];
            waiting.extend(counts.map(|(state, count)| (vec![on.channel.as_str(), state], count)));
        }
        let help = "Letters that are not out: due, put off, held by a worker, or of unknown outcome";
        self.gauges("majakka_deliveries_waiting", help, &["channel", "state"], waiting)?;
        let help = "How long ago the oldest message was written of which a letter is not out";
        let ages = GaugeVec::new(Opts::new("majakka_oldest_word_age_seconds", help), &["channel"])?;
        for on in &standing.waiting {
            ages.get_metric_with_label_values(&[on.channel.as_str()])?.set(seconds(on.waits(standing.at)));
        }
        self.add(ages)?;
        let workers = standing.routes.iter();
        let workers = workers.map(|r| (vec![r.route.as_str(), r.channel.as_str(), r.state.as_str()], r.workers));
        let help = "Workers of the last two minutes, by how they find a gateway: open where it serves";
        self.gauges("majakka_route_workers", help, &["route", "channel", "state"], workers)?;
        let taken = standing.routes.iter().filter_map(|r| Some((r, r.last_taken?.timestamp())));
        let taken = taken.map(|(r, at)| (vec![r.route.as_str(), r.channel.as_str(), r.state.as_str()], at));
        let help = "When a gateway last took something, in seconds since 1970";
        self.gauges("majakka_route_last_taken_timestamp_seconds", help, &["route", "channel", "state"], taken)?;
        let roll = standing.roll();
        let processes = roll.iter().map(|((role, condition), count)| (vec![*role, condition.as_str()], *count));
        let help = "Processes of the installation: at work, hung in a loop, or gone without a word within a day";
        self.gauges("majakka_processes", help, &["role", "condition"], processes)?;
        self.gauge("majakka_open_incidents", "Incidents that are not over", standing.open_incidents)
    }

    /// What needs no database.
    fn itself(&self, figures: &Figures) -> Done {
        if let Some(disk) = figures.disk {
            let help = "How much of the disk under the folder of this process is used, from 0 to 1, as df counts";
            let used = Gauge::new("majakka_disk_used_ratio", help)?;
            used.set(f64::from(u8::try_from(disk.used).unwrap_or(u8::MAX)) / 100.0);
            self.add(used)?;
            let free = i64::try_from(disk.free).unwrap_or(i64::MAX);
            self.gauge("majakka_disk_free_bytes", "What may still be written there", free)?;
        }
        let help = "How long ago each loop of this process came round";
        let loops = GaugeVec::new(Opts::new("majakka_loop_standing_seconds", help), &["loop"])?;
        for (name, since) in &figures.standing_loops {
            loops.get_metric_with_label_values(&[name])?.set(since.as_secs_f64());
        }
        self.add(loops)?;
        let counter = |name: &str, help: &str| IntCounterVec::new(Opts::new(name, help), &["channel"]);
        let claims = counter("majakka_claims_total", "Letters that this process took out of the queue")?;
        let settlements = counter(
            "majakka_settlements_total",
            "Offers of this process of which it is written down what became of them",
        )?;
        for (channel, work) in &figures.work {
            claims.get_metric_with_label_values(&[channel])?.inc_by(work.claimed);
            settlements.get_metric_with_label_values(&[channel])?.inc_by(work.settled);
        }
        self.add(claims)?;
        self.add(settlements)
    }

    fn outcomes(&self, figures: &Figures) -> Done {
        let help = "Offers to gateways that were answered otherwise than by taking the letter, since this process was asked first";
        let counter = IntCounterVec::new(Opts::new("majakka_offers_total", help), &["channel", "outcome"])?;
        for channel in Channel::ALL {
            for outcome in OUTCOMES {
                counter.get_metric_with_label_values(&[channel.as_str(), outcome])?;
            }
        }
        for ((channel, outcome), count) in &figures.outcomes {
            let count = u64::try_from(*count).unwrap_or_default();
            counter.get_metric_with_label_values(&[channel.as_str(), outcome.as_str()])?.inc_by(count);
        }
        self.add(counter)
    }

    fn gauge(&self, name: &str, help: &str, value: i64) -> Done {
        let gauge = IntGauge::new(name, help)?;
        gauge.set(value);
        self.add(gauge)
    }

    fn seconds(&self, name: &str, help: &str, span: TimeDelta) -> Done {
        let gauge = Gauge::new(name, help)?;
        gauge.set(seconds(span));
        self.add(gauge)
    }

    fn gauges<'v>(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
        values: impl IntoIterator<Item = (Vec<&'v str>, i64)>,
    ) -> Done {
        let gauges = IntGaugeVec::new(Opts::new(name, help), labels)?;
        for (labels, value) in values {
            gauges.get_metric_with_label_values(labels.as_slice())?.set(value);
        }
        self.add(gauges)
    }

    fn add(&self, collector: impl Collector + 'static) -> Done {
        self.0.register(Box::new(collector))
    }
}

fn seconds(span: TimeDelta) -> f64 {
    span.as_seconds_f64()
}

/// What the system says of this process; none where it does not say so in this way.
fn resident() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}
