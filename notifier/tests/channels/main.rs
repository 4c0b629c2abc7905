//! The gateways against the real servers (Postfix, its little brother smtp-sink, Kannel) and against servers that check what
//! 46elks, Twilio and others would check.

#[cfg(test)]
mod book;
#[cfg(test)]
mod elks;
#[cfg(test)]
mod hooks;
#[cfg(test)]
mod http_gateway;
#[cfg(test)]
mod kannel;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod postfix;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod route_test;
#[cfg(test)]
mod sink;
#[cfg(test)]
mod starttls;
#[cfg(test)]
mod twilio;
