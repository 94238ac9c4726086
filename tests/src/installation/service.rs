//! A run of the program that serves its health and its metrics.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, bail};

use crate::{
    deadline::wait_for,
    exposition::Exposition,
    http::{self, Answer},
    stack::{
        Running,
        process::{Ended, events_of},
        prometheus,
    },
};

/// A run with an admin server on a port that it chose.
#[derive(Debug)]
pub struct Service {
    /// The process.
    pub running: Running,
}

impl Service {
    /// What the admin server answers; `None` before there is one. A run that has ended is an error.
    ///
    /// # Errors
    /// When the run has ended.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Option<Answer>> {
        if !self.running.is_running()? {
            bail!("it ended: {}", self.running.stderr()?);
        }
        let port = self.admin_port()?;
        Ok(port.and_then(|port| http::get(port, path).ok()))
    }

    fn admin_port(&self) -> anyhow::Result<Option<u16>> {
        let address = self.address_of("admin server listens")?;
        Ok(address.map(|address| address.port()))
    }

    /// The address that its log tells with this message; `None` before it does.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub fn address_of(&self, message: &str) -> anyhow::Result<Option<SocketAddr>> {
        // The last line may be half written.
        let log = self.running.stderr()?;
        let whole = log.rfind('\n').map_or("", |end| &log[..end]);
        let listens = events_of(whole)?
            .into_iter()
            .find(|event| event["message"] == message);
        let Some(listens) = listens else {
            return Ok(None);
        };
        let address = listens["address"].as_str().context("no address")?;
        Ok(Some(address.parse()?))
    }

    /// Port of its admin server.
    ///
    /// # Errors
    /// When it has none in time.
    pub fn port(&self, within: Duration) -> anyhow::Result<u16> {
        wait_for("the admin server's port", within, || self.admin_port())
            .with_context(|| self.running.stderr().unwrap_or_default())
    }

    /// What it shows now, found in order by promtool.
    ///
    /// # Errors
    /// When it shows nothing, or promtool objects.
    pub fn metrics(&self) -> anyhow::Result<Exposition> {
        let port = self.admin_port()?.context("it does not listen yet")?;
        let (exposition, text) = Exposition::scrape(port)?;
        prometheus::check_metrics(&text)?;
        Ok(exposition)
    }

    /// Waits until what it shows is so.
    ///
    /// # Errors
    /// When it is not in time, or it ended.
    pub fn wait_for_metrics(
        &self,
        what: &str,
        within: Duration,
        holds: impl Fn(&Exposition) -> bool,
    ) -> anyhow::Result<Exposition> {
        wait_for(what, within, || {
            let Some(port) = self.admin_port()? else {
                return Ok(None);
            };
            let (exposition, _) = Exposition::scrape(port)?;
            Ok(holds(&exposition).then_some(exposition))
        })
        .with_context(|| self.running.stderr().unwrap_or_default())
    }

    /// Waits until all of its parts do their work.
    ///
    /// # Errors
    /// When they do not in time, or it ended.
    pub fn wait_until_ready(&mut self, within: Duration) -> anyhow::Result<()> {
        wait_for("the service to be ready", within, || {
            let answer = self.get("/readyz")?;
            Ok(answer.filter(|answer| answer.status == 200).map(|_| ()))
        })
        .with_context(|| self.running.stderr().unwrap_or_default())
    }

    /// Waits until a part says for why it does not do its work what has this text in it; all that it says then.
    ///
    /// # Errors
    /// When it does not in time, or it ended.
    pub fn wait_until_unready(
        &mut self,
        part: &str,
        text: &str,
        within: Duration,
    ) -> anyhow::Result<String> {
        wait_for(&format!("{part}: {text:?} in /readyz"), within, || {
            let answer = self.get("/readyz")?.filter(|answer| answer.status == 503);
            let body = answer.map(|answer| answer.body).unwrap_or_default();
            let mut lines = body.lines();
            let said = lines.find_map(|line| line.strip_prefix(part)?.strip_prefix(": "));
            Ok(said.filter(|said| said.contains(text)).map(str::to_owned))
        })
        .with_context(|| self.running.stderr().unwrap_or_default())
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it has not in time.
    pub fn wait(self, within: Duration) -> anyhow::Result<Ended> {
        self.running.wait(within)
    }

    /// Asks it to end, and waits for it.
    ///
    /// # Errors
    /// When it does not end well and in time.
    pub fn stop(mut self, within: Duration) -> anyhow::Result<Ended> {
        self.running.terminate()?;
        self.running.wait(within)?.successful()
    }
}
